// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace results {

// 'did you mean "verdict"?' for the nearest of `known` where it is near enough to be what was
// meant, else "". The first of equals wins.
std::string suggest(const std::string& word, const std::vector<std::string>& known);

}  // namespace results
