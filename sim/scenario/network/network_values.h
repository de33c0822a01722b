// SPDX-License-Identifier: MIT
// Addresses, ports and groups as the network section writes them.
#pragma once

#include <optional>
#include <vector>

#include "sim/scenario/network/network_names.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// "TCP/443", "UDP/53", "SCTP/9000"; what is not one is reported.
std::vector<Listen> read_listen(const Node& node, Findings& findings);

// Names of security groups of one VPC; those that are not known are reported.
std::vector<policy::NetworkIndex> read_groups(const Node& node, const std::string& vpc,
                                              const NetworkNames& names, Findings& findings);

// The groups that every VPC has, unless it defines them itself; see network_plan.h.
constexpr const char* open_group = "open";
constexpr const char* balancer_group = "load-balancers";

// An IPv4 CIDR; what is not one is reported.
std::optional<policy::Prefix> read_cidr(const Node& node, Findings& findings);
// Whether an IPv4 address is none of the internet's (RFC 1918, RFC 6598).
bool is_private(const policy::IpAddress& address);

bool overlap(const policy::Prefix& a, const policy::Prefix& b);

// The subnet that holds the address; none where no subnet does.
std::optional<std::size_t> subnet_of(const std::vector<Subnet>& subnets,
                                     const policy::IpAddress& address);

}  // namespace scenario
