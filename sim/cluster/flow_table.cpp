// SPDX-License-Identifier: MIT
#include "sim/cluster/flow_table.h"

namespace sim {

std::size_t TupleHash::operator()(const policy::Tuple& tuple) const noexcept {
    const std::hash<policy::IpAddress> hash;
    const std::uint64_t ports = std::uint64_t{tuple.source_port} << 24U |
                                std::uint64_t{tuple.destination_port} << 8U |
                                static_cast<std::uint8_t>(tuple.protocol);
    std::uint64_t mixed = hash(tuple.source) * 3 + hash(tuple.destination);
    mixed = (mixed ^ ports) * 0x9E3779B97F4A7C15ULL;
    return static_cast<std::size_t>(mixed ^ (mixed >> 32U));
}

std::optional<FlowTable::Match> FlowTable::find(const policy::Packet& packet) const {
    const policy::Tuple& tuple = packet.quoted ? *packet.quoted : packet.written;
    const Leg same = packet.quoted ? Leg::Reply : Leg::Forward;
    const Leg opposite = packet.quoted ? Leg::Forward : Leg::Reply;
    // An echo reply is the exact reverse of its request, so the order of look-ups decides nothing
    // unless both ends ping each other with one identifier; then the request's own tuple wins.
    if (const auto found = flows_.find(tuple); found != flows_.end()) {
        return Match{found->second, same};
    }
    if (const auto found = flows_.find(tuple.reversed()); found != flows_.end()) {
        return Match{found->second, opposite};
    }
    return std::nullopt;
}

}  // namespace sim
