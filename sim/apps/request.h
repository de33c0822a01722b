// SPDX-License-Identifier: MIT
// The application protocol of simulated requests: eight bytes that say how long both sides are.
#pragma once

#include <cstdint>
#include <optional>

#include <ns3/packet.h>
#include <ns3/ptr.h>

namespace sim {

struct RequestHeader {
    std::uint32_t request_bytes;  // this header included, at least request_header_bytes
    std::uint32_t response_bytes;
};

constexpr std::uint32_t request_header_bytes = 8;

// A whole request: header, then zeros. A request shorter than its header is as long as it.
ns3::Ptr<ns3::Packet> make_request(std::uint32_t request_bytes, std::uint32_t response_bytes);

// Reads the header at the start of `packet`; nothing where there are too few bytes yet.
std::optional<RequestHeader> read_request(const ns3::Ptr<const ns3::Packet>& packet);

}  // namespace sim
