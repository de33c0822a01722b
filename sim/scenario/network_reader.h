// SPDX-License-Identifier: MIT
// The `network` section: VPCs, subnets, hosts.
#pragma once

#include <vector>

#include "sim/scenario/scenario.h"
#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

struct Network {
    std::vector<Vpc> vpcs;
    std::vector<Subnet> subnets;
    std::vector<Host> hosts;
    std::vector<Place> host_places;  // of each host's address
};

// Reads the section; `node` is null where the scenario has none. Without `vpcs` the network is
// VPC "default", 10.42.0.0/16, zones a to c: public-a 10.42.0.0/19, public-b 10.42.32.0/19,
// public-c 10.42.64.0/19, private-a 10.42.96.0/19, private-b 10.42.128.0/19, private-c
// 10.42.160.0/19.
// Errors: subnets outside their VPC or overlapping, VPCs that overlap, names used twice, IPv6
// subnets, hosts inside a VPC but in none of its subnets.
Network read_network(const Node* node, Findings& findings);

// "TCP/443", "UDP/53", "SCTP/9000"; what is not one is reported.
std::vector<Listen> read_listen(const Node& node, Findings& findings);

// An IPv4 CIDR; what is not one is reported.
std::optional<policy::Prefix> read_cidr(const Node& node, Findings& findings);
// Whether an IPv4 address is none of the internet's (RFC 1918, RFC 6598).
bool is_private(const policy::IpAddress& address);

bool overlap(const policy::Prefix& a, const policy::Prefix& b);

// The subnet that holds the address; none where no subnet does.
std::optional<std::size_t> subnet_of(const std::vector<Subnet>& subnets,
                                     const policy::IpAddress& address);

}  // namespace scenario
