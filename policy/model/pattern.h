// SPDX-License-Identifier: MIT
// Patterns as people write them in place of a name.
#pragma once

#include <string_view>

namespace policy {

// Whether `text` fits the pattern: `*` is any run of characters, `?` any one.
bool fits_pattern(std::string_view pattern, std::string_view text);

}  // namespace policy
