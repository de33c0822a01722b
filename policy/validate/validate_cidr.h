// SPDX-License-Identifier: MIT
// What the API server says of a CIDR that it stores but does not like. Inside of policy/.
#pragma once

#include <string>
#include <vector>

namespace policy {

// apimachinery's GetWarningsForCIDR, without the path. REQUIRES: Prefix::parse(text) succeeds.
std::vector<std::string> cidr_warnings(const std::string& text);

}  // namespace policy
