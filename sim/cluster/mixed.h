// SPDX-License-Identifier: MIT
// Draws that depend on the seed and on what they are for, and on no draw made before.
#pragma once

#include <cstdint>

namespace sim {

// splitmix64's finalizer (Steele, Lea, Flood 2014): every bit of the input reaches every bit of
// the output.
constexpr std::uint64_t mixed(std::uint64_t value) {
    value += 0x9E3779B97F4A7C15ULL;
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31U);
}

}  // namespace sim
