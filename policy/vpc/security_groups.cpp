// SPDX-License-Identifier: MIT
#include "policy/vpc/security_groups.h"

#include <algorithm>
#include <utility>

#include "policy/vpc/network_causes.h"
#include "policy/vpc/traffic.h"

namespace policy {
namespace {

const IpAddress& far_end(Way way, const Packet& packet) {
    return way == Way::In ? packet.translated.source : packet.translated.destination;
}

// 0.0.0.0/0 for IPv4, ::/0 for IPv6.
bool is_everyone(const SecurityRule& rule, Family family) {
    const Prefix* prefix = std::get_if<Prefix>(&rule.peer);
    return prefix != nullptr && prefix->length() == 0 && prefix->family() == family;
}

}  // namespace

SecurityGroups::SecurityGroups(const Network& network, CauseBook& causes)
    : network_(network),
      causes_(causes),
      groups_(network.groups.size()),
      members_(network.groups.size()) {
    const auto compile = [&](const SecurityGroup& group, Way way) {
        const std::vector<SecurityRule>& rules = way == Way::In ? group.inbound : group.outbound;
        std::vector<Rule> compiled;
        for (std::size_t i = 0; i < rules.size(); ++i) {
            compiled.push_back(
                {&rules[i], causes.intern({group_rule_cause(network, group, way, i)})});
        }
        return compiled;
    };
    for (std::size_t i = 0; i < network.groups.size(); ++i) {
        groups_[i] = {compile(network.groups[i], Way::In), compile(network.groups[i], Way::Out)};
    }
    for (const Interface& interface : network.interfaces) {
        for (const NetworkIndex group : interface.groups) {
            members_[group].insert(interface.addresses.begin(), interface.addresses.end());
        }
    }
}

const std::vector<SecurityGroups::Rule>& SecurityGroups::rules(NetworkIndex group, Way way) const {
    return way == Way::In ? groups_[group].inbound : groups_[group].outbound;
}

// A group of the interface's own VPC, or of one that is peered with it in the same region.
bool SecurityGroups::reaches(NetworkIndex group, NetworkIndex interface) const {
    const NetworkIndex there = network_.groups[group].vpc;
    const NetworkIndex here = network_.subnets[network_.interfaces[interface].subnet].vpc;
    if (there == here) return true;
    return std::any_of(network_.peerings.begin(), network_.peerings.end(), [&](const Peering& p) {
        const bool between = (p.requester == here && p.accepter == there) ||
                             (p.requester == there && p.accepter == here);
        return between && p.same_region;
    });
}

bool SecurityGroups::peer_matches(const SecurityRule& rule, NetworkIndex interface,
                                  const IpAddress& peer, const Carriage& carriage) const {
    if (const Prefix* prefix = std::get_if<Prefix>(&rule.peer)) return prefix->contains(peer);
    if (const auto* listed = std::get_if<PrefixListPeer>(&rule.peer)) {
        return any_contains(network_.prefix_lists[listed->list].entries, peer);
    }
    const NetworkIndex group = std::get<GroupPeer>(rule.peer).group;
    return is_in(group, peer, carriage) && reaches(group, interface);
}

bool SecurityGroups::is_in(NetworkIndex group, const IpAddress& peer,
                           const Carriage& carriage) const {
    if (carriage.balancer) {
        const auto& groups = network_.interfaces[*carriage.balancer].groups;
        return std::find(groups.begin(), groups.end(), group) != groups.end();
    }
    return carriage.same_network && members_[group].count(peer) > 0;
}

Verdict SecurityGroups::judge(NetworkIndex interface, Way way, const Packet& packet,
                              const Carriage& carriage) const {
    const IpAddress& peer = far_end(way, packet);
    CauseListId unknown = no_causes;
    for (const NetworkIndex group : network_.interfaces[interface].groups) {
        for (const Rule& rule : rules(group, way)) {
            const Match match = matches(rule.rule->traffic, packet);
            if (match == Match::No || !peer_matches(*rule.rule, interface, peer, carriage)) {
                continue;
            }
            if (match == Match::Yes) return {Action::Allow, Reason::GroupRuleMatch, rule.cause};
            if (unknown == no_causes) unknown = rule.cause;
        }
    }
    if (unknown != no_causes) return {Action::Uncertain, Reason::FragmentPortsUnknown, unknown};
    return refuse(interface, way, packet, carriage);
}

SecurityGroups::Miss SecurityGroups::miss(NetworkIndex group, NetworkIndex interface, Way way,
                                          const Packet& packet, const Carriage& carriage) const {
    Miss nearest = Miss::NoRules;
    for (const Rule& rule : rules(group, way)) {
        const bool peer = peer_matches(*rule.rule, interface, far_end(way, packet), carriage);
        const bool traffic = matches(rule.rule->traffic, packet) != Match::No;
        nearest = std::min(nearest, peer ? Miss::Ports : traffic ? Miss::Peer : Miss::Both);
    }
    return nearest;
}

Verdict SecurityGroups::refuse(NetworkIndex interface, Way way, const Packet& packet,
                               const Carriage& carriage) const {
    std::vector<std::pair<Miss, NetworkIndex>> misses;
    for (const NetworkIndex group : network_.interfaces[interface].groups) {
        misses.emplace_back(miss(group, interface, way, packet, carriage), group);
    }
    std::stable_sort(misses.begin(), misses.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Cause> causes;
    causes.reserve(misses.size());
    for (const auto& [kind, group] : misses) {
        causes.push_back(group_cause(network_, network_.groups[group], way));
    }
    const bool none = misses.front().first == Miss::NoRules;
    return {Action::Drop, none ? Reason::GroupHasNoRules : Reason::GroupRulesMismatch,
            causes_.intern(std::move(causes))};
}

// Whether an opening like this, and whatever answers it, passes from and to every address.
bool SecurityGroups::open_to_everyone(NetworkIndex interface, Way way, const Packet& packet) const {
    const Tuple& tuple = packet.translated;
    const Way back = way == Way::In ? Way::Out : Way::In;
    bool opening = false;
    bool answers = false;
    for (const NetworkIndex group : network_.interfaces[interface].groups) {
        for (const Rule& rule : rules(group, way)) {
            opening = opening || (is_everyone(*rule.rule, tuple.source.family()) &&
                                  matches(rule.rule->traffic, packet) == Match::Yes);
        }
        for (const Rule& rule : rules(group, back)) {
            answers = answers || (is_everyone(*rule.rule, tuple.source.family()) &&
                                  matches_all_of(rule.rule->traffic, tuple.protocol));
        }
    }
    return opening && answers;
}

bool SecurityGroups::tracked(NetworkIndex interface, Way way, const Packet& packet) const {
    const Protocol protocol = packet.translated.protocol;
    if (protocol != Protocol::TCP && protocol != Protocol::UDP) return true;
    if (open_to_everyone(interface, way, packet)) return false;
    Packet answered = packet;
    answered.translated = packet.translated.reversed();
    return !open_to_everyone(interface, way == Way::In ? Way::Out : Way::In, answered);
}

}  // namespace policy
