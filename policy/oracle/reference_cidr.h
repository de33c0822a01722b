// SPDX-License-Identifier: MIT
// How the oracle reads a CIDR: bit by bit, so that a mistake in Prefix shows against it.
#pragma once

#include <string>

#include "policy/model/ip.h"

namespace policy {

// [types IPBlock.cidr] "192.168.1.0/24" or "2001:db8::/64". An address is inside when it is of the
// same family and its first bits, as many as the number behind the slash says, are those of the
// address before the slash; what bits follow there does not matter.
bool inside(const std::string& cidr, const IpAddress& address);

}  // namespace policy
