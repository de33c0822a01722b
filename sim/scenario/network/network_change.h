// SPDX-License-Identifier: MIT
// Changes of a network while its interfaces stay: other rules, entries and routes.
#pragma once

#include <optional>
#include <string>

#include "sim/scenario/network/network_reader.h"

namespace scenario {

//   network:
//     securityGroups: [{name: db, inbound: [...]}]     # what is not said of one stays
//     networkAcls: [{name: strict, outbound: [...]}]
//     routeTables: [{name: inner, routes: [...]}]
//
// Things are named as in `network`, those of the first VPC by their own name, others "VPC/NAME".
// `text` gets their names. Nothing, and reported, where it cannot be read.
std::optional<NetworkChange> read_network_change(const Node& node, const Network& network,
                                                 std::string& text, Findings& findings);

// REQUIRES: `network` is that of the scenario that the change is of. Propagated routes stay.
void happen(const NetworkChange& change, policy::Network& network);

}  // namespace scenario
