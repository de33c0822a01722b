// SPDX-License-Identifier: MIT
// A world with other policies.
#pragma once

#include "policy/model/model.h"

namespace analysis {

// Adds the policies of `more` to `world`, as `kubectl apply` would: one of the same namespace and
// name is replaced. Namespaces that are missing come with them; nothing else of `more` does,
// but for what was lost of it.
void apply_policies(policy::World& world, const policy::World& more);

}  // namespace analysis
