// SPDX-License-Identifier: MIT
// The same world in the other family.
#pragma once

#include "policy/model/model.h"

namespace conformance {

// Whether all addresses and blocks are IPv4: no IPv6 is there to be lost.
bool has_ipv6_twin(const policy::World& world);

// The world with every address 10.1.2.3 as fd00::a01:203, and every block 10.1.0.0/16 as the one
// 96 bits longer: what is allowed in one is allowed in the other. REQUIRES: has_ipv6_twin(world).
policy::World ipv6_twin(policy::World world);

}  // namespace conformance
