// SPDX-License-Identifier: MIT
// What objects of every kind have: where they were written, and the protocols they speak of.
#pragma once

#include <cstdint>
#include <string>

namespace policy {

// Where something was written. `file` indexes World::files; lines and columns count from 1, and
// line 0 means that nobody wrote it (a default, or an object made by a test).
struct Position {
    std::uint32_t file = 0;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
};

constexpr Position nowhere{UINT32_MAX, 0, 0};  // of what no file says

// IANA protocol numbers. Any value of the underlying type is a legal IP protocol.
enum class Protocol : std::uint8_t { ICMP = 1, TCP = 6, UDP = 17, ICMPv6 = 58, SCTP = 132 };

std::string text(Protocol protocol);  // "TCP"; the number where it has no name here

}  // namespace policy
