// SPDX-License-Identifier: MIT
// What a scenario's VPCs have where it does not say: gateways, routes, network ACLs, security
// groups, and an interface for everything that stands in a subnet.
//
//   routes       of subnets that name no table, in VPCs without a main one: table "public" leads to
//                the internet gateway, which a VPC with a public subnet has; "private", for subnets
//                that are not public, to a NAT gateway in the first that is, unless the VPC lists
//                its own
//   on premises  hosts that are there lie behind the VPN gateway of each VPC; where it is not
//                written, it has them for its networks. All tables get its routes, propagated
//   network ACL  "default", which allows everything, as a VPC begins; of subnets that name none
//   groups       "open": what comes from the VPC, from on premises or from a load balancer, and all
//                that goes out; of interfaces that name none. "load-balancers": everything (whom
//                they let in is said by their own objects). A scenario that says nothing of
//                security groups asks about policies.
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

// How a machine on the internet reaches this address of a VPC: by the public one that stands for
// it, where one does.
const policy::IpAddress& seen_from_internet(const policy::Network& network,
                                            const policy::IpAddress& address);

}  // namespace scenario
