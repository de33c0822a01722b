// SPDX-License-Identifier: MIT
// The hooks and things of a VPC, as they are printed.
#pragma once

#include <string>
#include <string_view>

#include "policy/vpc/vpc_datapath.h"

namespace policy {

// "eni", "sg-out", "nacl-out", "route", "gateway", "nacl-in", "sg-in"
std::string_view text(VpcHook hook);

// "vpc/main", "main/private-a[Subnet]", "main/inner[RouteTable]", "main/w-1[ENI]", "internet"
std::string ref_of(const Network& network, const VpcPlace& place);

}  // namespace policy
