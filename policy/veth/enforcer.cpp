// SPDX-License-Identifier: MIT
#include "policy/veth/enforcer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "policy/model/icmp.h"

namespace policy {

KubernetesEnforcer::KubernetesEnforcer(std::vector<IpAddress> own_node,
                                       std::shared_ptr<const FilterTable> table,
                                       const Settings& settings)
    : own_node_(std::move(own_node)), settings_(settings), table_(std::move(table)) {}

void KubernetesEnforcer::replace(std::shared_ptr<const FilterTable> table) {
    table_ = std::move(table);
    if (settings_.keep_established) return;
    conntrack_.judge_again([this](const Tuple& opening, Direction direction) {
        const Verdict verdict = judge_new(opening, direction);
        return verdict.action == Action::Drop ? std::nullopt : std::optional(verdict.causes);
    });
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
    const IpAddress& peer = to_pod ? tuple.source : tuple.destination;
    if ((to_pod || settings_.allow_egress_to_own_node) &&
        std::find(own_node_.begin(), own_node_.end(), peer) != own_node_.end()) {
        return {Action::Allow, Reason::OwnNode, no_causes};
    }
    return table_->lookup(direction, peer, tuple.protocol, tuple.destination_port);
}

}  // namespace policy
