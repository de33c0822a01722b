// SPDX-License-Identifier: MIT
// Addresses of a world that nothing plans: what the objects say, and stand-ins where they say none.
#pragma once

#include <string>
#include <vector>

#include "policy/model/model.h"

namespace scenario {

// Two live pods with one address are Disputed, and noted; hostNetwork pods, which share their
// node's, never are. A live pod without an address gets the next one of policy::stand_in_block that
// no pod has and is StandIn; a hostNetwork pod gets those of its node where they are known. A load
// balancer gets such a stand-in, too.
void settle_addresses(policy::World& world, std::vector<std::string>& notes);

}  // namespace scenario
