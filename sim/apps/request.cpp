// SPDX-License-Identifier: MIT
#include "sim/apps/request.h"

#include <algorithm>
#include <cstring>

namespace sim {

ns3::Ptr<ns3::Packet> make_request(std::uint32_t request_bytes, std::uint32_t response_bytes) {
    const RequestHeader header{std::max(request_bytes, request_header_bytes), response_bytes};
    static_assert(sizeof header == request_header_bytes, "two 32-bit words");
    std::uint8_t bytes[request_header_bytes];
    std::memcpy(bytes, &header, sizeof header);
    auto packet = ns3::Create<ns3::Packet>(bytes, request_header_bytes);
    // Zeros; AddPaddingAtEnd() would leave what the memory held, which a capture shows.
    packet->AddAtEnd(ns3::Create<ns3::Packet>(header.request_bytes - request_header_bytes));
    return packet;
}

std::optional<RequestHeader> read_request(const ns3::Ptr<const ns3::Packet>& packet) {
    std::uint8_t bytes[request_header_bytes];
    if (packet->CopyData(bytes, sizeof bytes) < request_header_bytes) {
        return std::nullopt;
    }
    RequestHeader header{};
    std::memcpy(&header, bytes, sizeof header);
    return header;
}

}  // namespace sim
