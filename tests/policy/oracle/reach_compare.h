// SPDX-License-Identifier: MIT
// Asks the all-pairs analysis and the reference the same questions about one world.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/model/model.h"
#include "policy/model/settings.h"
#include "tests/policy/oracle/families.h"

namespace oracle {

// Every service at which an answer of the world may change: at and beside each port number that
// anything names, on each protocol with ports; and ICMP and GRE.
std::vector<Service> edge_services(const policy::World& world);

// For all pairs of live pods and of a live pod with an address outside (the ends of each range of
// each outside class), both ways, on each service: what Reachability allows is what the reference
// lets pass at both ends, over each family that they share; and what it is uncertain of is just
// what the reference answers otherwise when what is not known is resolved otherwise (ways.h). Also:
// the outside classes are what no live pod has, once each, and no two of them are told apart by
// nothing. Returns the world and the first difference in words.
std::optional<std::string> first_reach_difference(const policy::World& world,
                                                  const policy::Settings& settings,
                                                  const std::vector<Service>& services);

}  // namespace oracle
