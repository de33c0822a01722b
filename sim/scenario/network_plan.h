// SPDX-License-Identifier: MIT
// What a scenario's VPCs have where it does not say: gateways, routes, network ACLs, security
// groups, and an interface for everything that stands in a subnet.
//
//   internet     an internet gateway where a VPC has a public subnet, and a NAT gateway in the
//   first
//                of them; public subnets' route table leads to the one, all others' to the other
//   on premises  hosts that are there lie behind a private gateway of each VPC, which all its route
//                tables lead to
//   network ACL  one for all subnets, which allows everything, as a VPC begins
//   groups       "open": what comes from the VPC, from on premises or from a load balancer, and all
//                that goes out; "load-balancers": everything (whom they let in is said by their own
//                objects). A scenario that says nothing of security groups asks about policies.
//   interfaces   one for each node, with the addresses of its pods; one for each host in a subnet;
//                one for each address of a load balancer
//
// In a public subnet, and for load balancers that face the internet, interfaces have a public
// address out of `public_block`, which stands for whatever AWS would give.
#pragma once

#include "sim/scenario/scenario.h"

namespace scenario {

constexpr const char* public_block = "198.18.0.0/15";  // RFC 2544: never on the internet

// Fills the network of `scenario`, each worker's interface, and the public addresses of load
// balancers. REQUIRES: everything else of it that stands at time 0 or later is there.
void plan_network(Scenario& scenario);

}  // namespace scenario
