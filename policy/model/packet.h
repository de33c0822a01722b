// SPDX-License-Identifier: MIT
// A packet as a policy sees it: a small value, never a pointer into a framework.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>

#include "policy/model/ip.h"
#include "policy/model/model.h"

namespace policy {

// Simulated time since the start of the world. policy/ owns no clock: `now` is an argument.
using Time = std::chrono::nanoseconds;

// The pod's view. Kubernetes calls FromPod egress and ToPod ingress; on the host end of the veth
// tc calls them the other way round, which is why neither word is used in code.
enum class Direction : std::uint8_t { FromPod, ToPod };

constexpr std::string_view api_name(Direction direction) {  // "egress", "ingress"
    return direction == Direction::FromPod ? "egress" : "ingress";
}
constexpr std::string_view api_name(const std::optional<Direction>& direction) {  // "" for none
    return direction ? api_name(*direction) : std::string_view();
}

// Ports are 0 where the protocol has none. An ICMP echo carries its identifier in both ports, so
// that request and reply are each other's reverse like those of any other protocol.
struct Tuple {
    IpAddress source;
    IpAddress destination;
    Protocol protocol = Protocol::TCP;
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;

    Tuple reversed() const {
        return {destination, source, protocol, destination_port, source_port};
    }
    friend bool operator==(const Tuple& a, const Tuple& b) {
        return std::tie(a.source, a.destination, a.protocol, a.source_port, a.destination_port) ==
               std::tie(b.source, b.destination, b.protocol, b.source_port, b.destination_port);
    }
    friend bool operator!=(const Tuple& a, const Tuple& b) { return !(a == b); }
};

struct TupleHash {
    std::size_t operator()(const Tuple& tuple) const noexcept;
};

struct TcpFlags {
    bool syn = false;
    bool ack = false;
    bool fin = false;
    bool rst = false;
};

// What a gate is handed.
struct Packet {
    Tuple written;  // as the sending application wrote it
    // After service translation, short of masquerading; equal to `written` where none happened. A
    // reply that is translated back has the service as its source here, the backend in `written`.
    Tuple translated;
    TcpFlags tcp;                   // TCP only
    std::uint8_t icmp_type = 0;     // ICMP and ICMPv6 only
    std::uint8_t icmp_code = 0;     // ICMP and ICMPv6 only
    std::uint8_t sctp_chunk = 0;    // SCTP only: type of the first chunk
    std::optional<Tuple> quoted;    // ICMP errors: the tuple of the packet they are about
    bool more_fragments = false;    // a fragment that is not the last
    bool later_fragment = false;    // offset > 0: the ports are unknown and 0
    std::uint16_t fragment_id = 0;  // IP identification, where one of the two above is set
    std::uint32_t bytes = 0;        // IP length
};

// A packet whose two tuples are the same.
inline Packet untranslated(const Tuple& tuple) {
    Packet packet;
    packet.written = tuple;
    packet.translated = tuple;
    return packet;
}

}  // namespace policy
