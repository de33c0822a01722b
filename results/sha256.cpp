// SPDX-License-Identifier: MIT
#include "results/sha256.h"

#include <array>
#include <sys/types.h>

#include <sha2.h>

namespace results {

std::string sha256(const std::string& text) {
    std::array<char, SHA256_DIGEST_STRING_LENGTH> hex{};
    SHA256Data(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), hex.data());
    return hex.data();
}

}  // namespace results
