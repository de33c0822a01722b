// SPDX-License-Identifier: MIT
#include "policy/enforcer.h"

#include <algorithm>
#include <utility>

#include "policy/icmp.h"

namespace policy {

KubernetesEnforcer::KubernetesEnforcer(std::vector<IpAddress> own_node,
                                       std::shared_ptr<const FilterTable> table)
    : own_node_(std::move(own_node)), table_(std::move(table)) {}

void KubernetesEnforcer::replace(std::shared_ptr<const FilterTable> table) {
    table_ = std::move(table);
}

Verdict KubernetesEnforcer::judge(const Packet& packet, Direction direction, Time now) {
    if (packet.later_fragment) {
        const Verdict unknown{Action::Uncertain, Reason::FragmentWithoutFirst, no_causes};
        return fragments_.recall(packet, now).value_or(unknown);
    }
    const Verdict verdict = judge_whole(packet, direction, now);
    if (packet.more_fragments) fragments_.remember(packet, verdict, now);
    return verdict;
}

Verdict KubernetesEnforcer::judge_whole(const Packet& packet, Direction direction, Time now) {
    if (is_neighbor_discovery(packet)) return {Action::Allow, Reason::NeighborDiscovery, no_causes};
    if (const auto known = conntrack_.follow(packet, direction, now)) {
        const Reason reason = known->from_opener ? Reason::Established : Reason::Reply;
        return {Action::Allow, reason, known->causes};
    }
    if (const auto known = conntrack_.related(packet, direction, now)) {
        return {Action::Allow, Reason::Related, known->causes};
    }
    const Verdict verdict = judge_new(packet.translated, direction);
    if (verdict.action != Action::Drop) conntrack_.open(packet, direction, now, verdict.causes);
    return verdict;
}

Verdict KubernetesEnforcer::judge_new(const Tuple& tuple, Direction direction) const {
    const bool to_pod = direction == Direction::ToPod;
    if (to_pod && std::find(own_node_.begin(), own_node_.end(), tuple.source) != own_node_.end()) {
        return {Action::Allow, Reason::OwnNode, no_causes};
    }
    const IpAddress& peer = to_pod ? tuple.source : tuple.destination;
    return table_->lookup(direction, peer, tuple.protocol, tuple.destination_port);
}

}  // namespace policy
