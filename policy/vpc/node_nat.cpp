// SPDX-License-Identifier: MIT
#include "policy/vpc/node_nat.h"

#include <utility>

#include "policy/vpc/traffic.h"

namespace policy {
namespace {

// netfilter's SNAT: from 1024 on for ports that are not below it, drawn or kept.
constexpr NatPorts drawn{1024, 65535, false, 65536};
constexpr NatPorts kept{1024, 65535, true, 65536};

}  // namespace

NodeNat::NodeNat(const IpAddress& node, std::vector<Prefix> inside, bool random_ports)
    : inside_(std::move(inside)), nat_(node, random_ports ? drawn : kept, timeout) {}

bool NodeNat::is_inside(const IpAddress& address) const {
    return any_contains(inside_, address);
}

SourceNat::Result NodeNat::leaves(const Packet& packet, Time now, const DrawBelow& draw) {
    const Tuple& tuple = packet.translated;
    if (!tuple.source.is_v4() || tuple.source == node() || is_inside(tuple.destination)) return {};
    if (from_outside_.follow(packet, Direction::FromPod, now) ||
        from_outside_.related(packet, Direction::FromPod, now)) {
        return {};
    }
    return nat_.out(packet, now, draw);
}

std::optional<Packet> NodeNat::arrives(const Packet& packet, Time now) {
    const Tuple& tuple = packet.translated;
    if (!tuple.source.is_v4() || is_inside(tuple.source)) return std::nullopt;
    if (tuple.destination == node()) {
        SourceNat::Result back = nat_.back(packet, now);
        if (back.kind != SourceNat::Result::Kind::Translated) return std::nullopt;
        return back.packet;
    }
    if (!from_outside_.follow(packet, Direction::ToPod, now)) {
        from_outside_.open(packet, Direction::ToPod, now, no_causes);
    }
    return std::nullopt;
}

}  // namespace policy
