// SPDX-License-Identifier: MIT
// What the VPCs of the network section have: gateways, route tables, network ACLs, security groups.
// Inside of sim/scenario/network/.
#pragma once

#include "sim/scenario/network/network_reader.h"

namespace scenario {

// Of `vpcs`, the section's items, into Network::written; first all names, then what refers to them.
// `subnets`: by name, of all VPCs. REQUIRES: VPCs, subnets, prefix lists, peerings and transit
// gateways are there.
void read_things(const Span<const Node*>& vpcs, const NetworkNames::Index& subnets,
                 Network& network, Findings& findings);

}  // namespace scenario
