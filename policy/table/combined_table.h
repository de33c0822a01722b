// SPDX-License-Identifier: MIT
// Several tables of which nobody knows which one holds, as one. Inside of policy/.
#pragma once

#include <memory>
#include <vector>

#include "policy/table/direction_table.h"

namespace policy {

// Where all have one action, the first one's verdict; elsewhere Uncertain, with the first one's
// causes. REQUIRES: at least one.
std::shared_ptr<const DirectionTable> combined(
    const std::vector<std::shared_ptr<const DirectionTable>>& tables);

}  // namespace policy
