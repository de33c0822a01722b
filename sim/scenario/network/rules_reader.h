// SPDX-License-Identifier: MIT
// Network ACLs and security groups of the network section. Inside of sim/scenario/network/.
#pragma once

#include <string>

#include "policy/model/network.h"
#include "sim/scenario/network/network_names.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {

// The rules of what `node` defines. What is wrong is reported, and left out.
//
//   inbound: [{number: 100, allow: TCP/443, from: 0.0.0.0/0}, {number: 110, deny: all, from: ...}]
//   outbound: [{number: 100, allow: all, to: 0.0.0.0/0}]
//
// Numbers are given once in a list. A list that is not there is empty, as in AWS.
void read_acl_entries(ObjectReader& reader, policy::NetworkAcl& acl, Findings& findings);

//   inbound: [{allow: [TCP/80, TCP/443], from: [10.0.0.0/8, group/web, list/offices]}]
//   outbound: [{allow: all, to: 0.0.0.0/0}]
//
// One rule for each pair of traffic and peer. Without `outbound` everything goes out over IPv4, as
// of a group that AWS makes.
void read_group_rules(ObjectReader& reader, const std::string& vpc, const NetworkNames& names,
                      policy::SecurityGroup& group, Findings& findings);

}  // namespace scenario
