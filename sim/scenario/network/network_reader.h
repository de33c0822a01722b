// SPDX-License-Identifier: MIT
// The `network` section: VPCs with what they have, peerings, transit gateways, hosts.
#pragma once

#include <vector>

#include "sim/scenario/network/network_names.h"
#include "sim/scenario/network/network_values.h"
#include "sim/scenario/objects/inputs.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

struct Network {
    std::vector<Vpc> vpcs;
    std::vector<Subnet> subnets;
    std::vector<Host> hosts;
    std::vector<Place> host_places;  // of each host's address
    // What is written, with VPCs and subnets as above; network_plan.h fills in the rest. Addresses
    // of gateways that are not written are IpAddress().
    policy::Network written;
    NetworkNames names;
};

// Reads the section; `node` is null where the scenario has none. Without `vpcs` the network is
// VPC "default", 10.42.0.0/16, zones a to c: public-a 10.42.0.0/19, public-b 10.42.32.0/19,
// public-c 10.42.64.0/19, private-a 10.42.96.0/19, private-b 10.42.128.0/19, private-c
// 10.42.160.0/19.
// Errors: subnets outside their VPC or overlapping, VPCs that overlap, names used twice or not
// known, IPv6 subnets, hosts inside a VPC but in none of its subnets, routes and entries given
// twice. Warnings: quotas of AWS that are exceeded.
// `import` names answers of `aws ec2 describe-*`, which describe_reader.h says over.
Network read_network(const Node* node, Inputs& inputs, Findings& findings);

}  // namespace scenario
