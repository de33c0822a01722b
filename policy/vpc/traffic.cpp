// SPDX-License-Identifier: MIT
#include "policy/vpc/traffic.h"

namespace policy {
namespace {

bool has_ports(Protocol protocol) {
    return protocol == Protocol::TCP || protocol == Protocol::UDP || protocol == Protocol::SCTP;
}

bool has_type(Protocol protocol) {
    return protocol == Protocol::ICMP || protocol == Protocol::ICMPv6;
}

bool every_port(const TrafficMatch& traffic) {
    return traffic.first_port == 0 && traffic.last_port == 65535;
}

}  // namespace

Match matches(const TrafficMatch& traffic, const Packet& packet) {
    if (!traffic.protocol) return Match::Yes;
    const Tuple& tuple = packet.translated;
    if (*traffic.protocol != tuple.protocol) return Match::No;
    if (has_ports(tuple.protocol)) {
        if (every_port(traffic)) return Match::Yes;
        if (packet.later_fragment) return Match::Unknown;
        const bool inside = traffic.first_port <= tuple.destination_port &&
                            tuple.destination_port <= traffic.last_port;
        return inside ? Match::Yes : Match::No;
    }
    if (has_type(tuple.protocol)) {
        if (!traffic.icmp_type) return Match::Yes;
        if (packet.later_fragment) return Match::Unknown;
        const bool same = *traffic.icmp_type == packet.icmp_type &&
                          traffic.icmp_code.value_or(packet.icmp_code) == packet.icmp_code;
        return same ? Match::Yes : Match::No;
    }
    return Match::Yes;
}

bool matches_all_of(const TrafficMatch& traffic, Protocol protocol) {
    if (!traffic.protocol) return true;
    if (*traffic.protocol != protocol) return false;
    if (has_ports(protocol)) return every_port(traffic);
    return !traffic.icmp_type.has_value();
}

}  // namespace policy
