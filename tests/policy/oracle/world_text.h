// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "policy/model/model.h"

namespace oracle {

// The world as flow-style YAML, one object per line and one rule per line below its policy, each
// policy item with its line number as a comment.
std::string world_text(const policy::World& world);

}  // namespace oracle
