// SPDX-License-Identifier: MIT
// What a person means by FROM and TO[:PORT][/PROTO].
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/model/model.h"
#include "sim/analysis/destination.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/text/diagnostics.h"

namespace analysis {

class NetworkWays;

// One end of the connections asked about: pods, or an address that no pod has.
struct Endpoint {
    std::string name;                 // "shop/web[Deployment]", "shop/web-0[Pod]", "203.0.113.9"
    std::vector<std::uint32_t> pods;  // World::pods, ascending; live ones only
    std::optional<policy::IpAddress> address;  // iff `pods` is empty
    std::string note;  // what a reader should know: "10.0.0.9 is node n1"; may be empty
};

// The ends that two texts stand for: references of sim/scenario/reference.h, or addresses. An
// address that one pod has is that pod, and a ClusterIP is its service; a name (dns/web) is what it
// stands for to FROM. What is wrong is told as of files
// named FROM and TO.
struct Question {
    Endpoint from;
    Endpoint to;  // of a service with a ClusterIP: its name and address, and no pods
    Service service;
    std::optional<std::uint32_t> through;  // World::services: `to` is this one
    bool by_node_port = false;             // of `through`: `to` is a node and this a port of it
    std::optional<std::uint32_t> load_balancer;  // World::load_balancers: `to` is this one
    std::string host;                            // what is asked of it, where it is a proxy
    std::string path = "/";
    const NetworkWays* network = nullptr;  // what lies between; null: nobody knows
    const policy::World* rules = nullptr;  // what the workers' rules know; null: this world
};
struct FoundQuestion {
    std::optional<Question> question;
    std::vector<scenario::Diagnostic> diagnostics;
};
// A load balancer (lb/NAMESPACE/NAME, its name, its address) is asked on the port that is named, or
// its only one.
FoundQuestion find_question(const policy::World& world, const std::vector<scenario::Host>& hosts,
                            const std::string& from, const std::string& to);

}  // namespace analysis
