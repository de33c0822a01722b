// SPDX-License-Identifier: MIT
// What an ICMP or ICMPv6 type means to those who track connections. Inside of policy/.
#pragma once

#include <cstdint>

#include "policy/model/packet.h"

namespace policy {

enum class IcmpRole : std::uint8_t { Request, Reply, Other };

// Requests that expect a reply: echo (RFC 792, RFC 4443), timestamp and information (RFC 792),
// address mask (RFC 950). REQUIRES: protocol is ICMP or ICMPv6.
inline IcmpRole icmp_role(const Packet& packet) {
    if (packet.translated.protocol == Protocol::ICMPv6) {
        if (packet.icmp_type == 128) return IcmpRole::Request;
        return packet.icmp_type == 129 ? IcmpRole::Reply : IcmpRole::Other;
    }
    switch (packet.icmp_type) {
        case 8:
        case 13:
        case 15:
        case 17:
            return IcmpRole::Request;
        case 0:
        case 14:
        case 16:
        case 18:
            return IcmpRole::Reply;
        default:
            return IcmpRole::Other;
    }
}

// Router and neighbour solicitation and advertisement, and redirect (RFC 4861 section 4).
inline bool is_neighbor_discovery(const Packet& packet) {
    return packet.translated.protocol == Protocol::ICMPv6 && packet.icmp_type >= 133 &&
           packet.icmp_type <= 137;
}

}  // namespace policy
