// SPDX-License-Identifier: MIT
// Worlds of services for the comparison of the service table with its reference.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "policy/model/model.h"
#include "policy/model/packet.h"
#include "policy/services/service_table.h"

namespace oracle {

// Up to three nodes, seven pods and four services, with slices for those without a selector.
policy::World random_service_world(std::uint64_t seed);

// Every world of two nodes, two backends and one service: of each type and policy, each backend in
// each condition on either node, on none that is known, or absent.
void for_each_service_world(const std::function<void(const policy::World&)>& visit);

// A connection as a node sees it open.
struct ServiceProbe {
    policy::Tuple written;
    std::uint32_t node = 0;
    policy::Origin origin = policy::Origin::Pod;
};

// To every address that a service has, and to some that none has, from everywhere.
std::vector<ServiceProbe> service_probes(const policy::World& world);

std::string text(const policy::World& world, const ServiceProbe& probe);

}  // namespace oracle
