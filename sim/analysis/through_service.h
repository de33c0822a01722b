// SPDX-License-Identifier: MIT
// What a connection to a service becomes at the client's node, before a policy judges it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "policy/model/model.h"
#include "policy/model/verdict.h"
#include "policy/services/service_table.h"
#include "sim/analysis/endpoint.h"

namespace analysis {

// Backends that are asked on one port.
struct Backends {
    std::uint16_t port = 0;                  // what a policy judges
    std::vector<std::uint32_t> pods;         // World::pods, ascending
    std::vector<policy::IpAddress> outside;  // of EndpointSlices that name no pod here
};

// What clients meet whose nodes choose alike.
struct ThroughService {
    policy::Protocol protocol = policy::Protocol::TCP;
    std::uint16_t port = 0;              // the service's
    std::vector<std::uint32_t> clients;  // World::pods; empty where the client is an address
    policy::ServiceAnswer::Kind kind = policy::ServiceAnswer::Kind::NotAService;
    std::vector<Backends> backends;     // by port, ascending
    bool may_be_elsewhere = false;      // Local, and nobody knows where the clients run
    bool by_dns_cache = false;          // the clients' nodes answer themselves: policy/services
    std::vector<policy::Cause> causes;  // the service's port
};

// By port of the service, then by node. `asked` without a port asks for all of the service's; a
// port that it does not have is NotAService. REQUIRES: the service has a ClusterIP.
std::vector<ThroughService> through_service(const policy::World& world, std::uint32_t service,
                                            const Endpoint& from, const Service& asked);

// Whether a service has the same endpoints in two worlds, in the same state on the same nodes;
// not where one world lacks it.
bool same_endpoints(const policy::World& world, std::uint32_t service, const policy::World& other);

}  // namespace analysis
