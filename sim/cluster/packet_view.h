// SPDX-License-Identifier: MIT
// The first bytes of an IPv4 packet, read as what a policy judges.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "policy/model/packet.h"

namespace sim {

// As many bytes as view_of() ever looks at: an ICMP error with the longest possible IPv4 headers,
// its own and the one it quotes, each followed by the eight bytes it must carry.
constexpr std::size_t view_bytes = 60 + 8 + 60 + 8;

// Reads IPv4 and the first bytes of TCP, UDP, SCTP and ICMP (RFC 791, 9293, 768, 9260, 792).
// Written and translated tuple are equal: translation is the worker's affair.
//
// Returns nothing for what is not a whole IPv4 header, and for a first fragment or whole packet
// too short to hold its ports. A later fragment has ports 0; an ICMP echo has its identifier in
// both; an ICMP error that quotes something unreadable has no quoted tuple.
std::optional<policy::Packet> view_of(const std::uint8_t* bytes, std::size_t size);

}  // namespace sim
