// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace results {

// SHA-256 (FIPS 180-4) of the bytes of `text`, in lower-case hexadecimal.
std::string sha256(const std::string& text);

}  // namespace results
