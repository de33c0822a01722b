// SPDX-License-Identifier: MIT
// The ways that a connection to a node port, a load balancer or a node's DNS cache may go, and whom
// the pods at their ends see as the client.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/model/model.h"
#include "policy/model/packet.h"
#include "policy/model/verdict.h"
#include "sim/analysis/endpoint.h"

namespace analysis {

// Somebody who may be a pod's.
struct Seen {
    policy::IpAddress address;
    std::optional<std::uint32_t> pod;  // World::pods
    std::string name;                  // "shop/web", "node/n1", "lb/shop/web[Service]"
};

// A place where the connection is given another destination, or ends.
struct Stop {
    std::string hook;  // "service", "load-balancer"
    std::string at;    // "node/n1", "lb/shop/web[Service]"
    policy::Reason reason = policy::Reason::ServiceBackend;
    bool passes = false;
    bool is_known = true;  // else it may pass or not, and that is the end of what can be said
    std::string text;      // what it does, in one sentence
    std::vector<policy::Cause> causes;
    // Where it is not known.
    std::string who_knows = "A scenario, or a dump with its nodes, knows them.";
};

struct Way {
    std::optional<std::uint32_t> client;  // World::pods; none where the client is an address
    Seen sent_to;                         // what the client's gate judges, and its port
    std::uint16_t sent_port = 0;
    bool translated_first = false;  // by the client's own node: the first stop is before its gate
    std::vector<Stop> stops;
    // Where it ends, if every stop passes: a pod, or an address that no pod has.
    std::optional<Seen> backend;
    std::uint16_t port = 0;
    std::optional<policy::Protocol> protocol;  // there; none: that of the question
    Seen seen;                                 // the client, as the backend's gate sees it
};

// REQUIRES: `question` is of a load balancer, of a node port with its number, or through a service
// for which the nodes of all clients have a DNS cache, on port 53 of UDP or TCP.
std::vector<Way> ways_of(const policy::World& world, const Question& question);

}  // namespace analysis
