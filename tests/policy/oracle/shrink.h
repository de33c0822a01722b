// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "policy/model/model.h"

namespace oracle {

// Leaves out policies, rules, peers, ports, exceptions, pods, container ports, labels and parts of
// selectors, one at a time and over and over, for as long as `fails` holds of what is left.
// REQUIRES: fails(world).
policy::World shrink(policy::World world, const std::function<bool(const policy::World&)>& fails);

}  // namespace oracle
