// SPDX-License-Identifier: MIT
#include "policy/explain/story.h"

#include <algorithm>

#include "policy/model/lost.h"

namespace policy {
namespace {

// matchLabels first, as requirements; then matchExpressions.
std::vector<LabelRequirement> requirements(const LabelSelector& selector) {
    std::vector<LabelRequirement> all;
    for (const auto& [key, value] : selector.match_labels) all.push_back({key, "In", {value}});
    all.insert(all.end(), selector.match_expressions.begin(), selector.match_expressions.end());
    return all;
}

template <class Misses>
void add_unmet(const LabelSelector& selector, const Labels& labels, Misses misses,
               bool of_namespace, std::vector<Unmet>& unmet) {
    for (LabelRequirement& asked : requirements(selector)) {
        if (!misses(asked)) continue;
        const auto has = labels.find(asked.key);
        unmet.push_back({of_namespace, std::move(asked),
                         has == labels.end() ? std::nullopt : std::optional(has->second)});
    }
}

const Namespace& namespace_of(const World& world, const std::string& name) {
    static const Namespace none;
    const auto found = std::find_if(world.namespaces.begin(), world.namespaces.end(),
                                    [&](const Namespace& ns) { return ns.name == name; });
    return found == world.namespaces.end() ? none : *found;
}

// A selecting item against one pod.
PeerStory selected(const World& world, const std::string& ns, const Peer& item, const Pod& pod) {
    PeerStory story;
    if (!item.namespace_selector && pod.ns != ns) {
        story.miss = PeerMiss::OtherNamespace;
    }
    bool sure = true;
    if (item.namespace_selector) {
        const Namespace& own = namespace_of(world, pod.ns);
        sure = match(*item.namespace_selector, own) != Match::Maybe;
        add_unmet(
            *item.namespace_selector, own.labels,
            [&](const LabelRequirement& asked) { return match(asked, own) == Match::No; }, true,
            story.unmet);
    }
    if (item.pod_selector) {
        add_unmet(
            *item.pod_selector, pod.labels,
            [&](const LabelRequirement& asked) { return !matches(asked, pod.labels); }, false,
            story.unmet);
    }
    if (story.miss != PeerMiss::None) return story;
    if (!story.unmet.empty()) {
        story.miss = PeerMiss::OtherLabels;
    } else if (!sure) {
        story.miss = PeerMiss::UnknownLabels;
    }
    return story;
}

bool inside(const std::string& cidr, const IpAddress& address) {
    const auto prefix = Prefix::parse(cidr);
    return prefix && prefix->contains(address);
}

// Whether it matches some addresses of the family and not others.
bool divides(const IpBlock& block, Family family) {
    const auto prefix = Prefix::parse(block.cidr);
    return prefix && prefix->first().family() == family &&
           (prefix->length() > 0 || !block.except.empty());
}

PeerStory in_block(const IpBlock& block, const PeerView& peer, const Settings& settings) {
    PeerStory story;
    const auto except =
        std::find_if(block.except.begin(), block.except.end(),
                     [&](const std::string& cidr) { return inside(cidr, peer.address); });
    if (!peer.pods.empty() && !settings.ip_block_matches_pods) {
        story.miss = PeerMiss::PodExempt;
    } else if (!peer.address_known && divides(block, peer.address.family())) {
        story.miss = PeerMiss::Unknown;
    } else if (!inside(block.cidr, peer.address)) {
        story.miss = PeerMiss::OutsideBlock;
    } else if (except != block.except.end()) {
        story.miss = PeerMiss::Excepted;
        story.except = static_cast<std::size_t>(except - block.except.begin());
    }
    return story;
}

Protocol protocol_of(const PolicyPort& item) {
    if (item.protocol == "UDP") return Protocol::UDP;
    if (item.protocol == "SCTP") return Protocol::SCTP;
    return Protocol::TCP;
}

std::vector<std::uint16_t> numbers_of(const PolicyPort& item, const Pod& pod) {
    std::vector<std::uint16_t> numbers;
    for (const ContainerPort& declared : pod.ports) {
        if (declared.name == std::get<std::string>(item.port) &&
            declared.protocol == protocol_of(item)) {
            numbers.push_back(declared.port);
        }
    }
    return numbers;
}

PortMiss miss_of_name(const PortStory& story, const Opening& opening, const Pod* destination) {
    if (destination == nullptr) return PortMiss::NoPodToAsk;
    if (story.numbers.empty()) return PortMiss::NameUndeclared;
    const bool found =
        std::find(story.numbers.begin(), story.numbers.end(), opening.port) != story.numbers.end();
    return found ? PortMiss::None : PortMiss::NameElsewhere;
}

PortMiss miss_of_number(const PolicyPort& item, const Opening& opening) {
    const auto* first = std::get_if<std::int64_t>(&item.port);
    if (first == nullptr) return PortMiss::None;
    const bool met = *first <= opening.port && opening.port <= item.end_port.value_or(*first);
    return met ? PortMiss::None : PortMiss::OtherNumber;
}

}  // namespace

const std::vector<PolicyRule>& rules_of(const NetworkPolicy& policy, Direction direction) {
    return direction == Direction::ToPod ? policy.ingress : policy.egress;
}

std::vector<PolicyRule>& rules_of(NetworkPolicy& policy, Direction direction) {
    return direction == Direction::ToPod ? policy.ingress : policy.egress;
}

std::string rule_path(Direction direction, std::size_t rule) {
    return "spec." + std::string(api_name(direction)) + "[" + std::to_string(rule) + "]";
}

std::string peer_path(Direction direction, std::size_t item) {
    return (direction == Direction::ToPod ? ".from[" : ".to[") + std::to_string(item) + "]";
}

bool isolates(const NetworkPolicy& policy, const Pod& pod, Direction direction) {
    const char* type = direction == Direction::ToPod ? "Ingress" : "Egress";
    const auto& types = policy.policy_types;
    return policy.ns == pod.ns && std::find(types.begin(), types.end(), type) != types.end() &&
           matches(policy.pod_selector, pod.labels);
}

bool has_ports(Protocol protocol) {
    return protocol == Protocol::TCP || protocol == Protocol::UDP || protocol == Protocol::SCTP;
}

std::vector<std::size_t> policies_by_name(const World& world, const std::string& ns) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < world.policies.size(); ++i) {
        if (world.policies[i].ns == ns) found.push_back(i);
    }
    std::sort(found.begin(), found.end(), [&world](std::size_t a, std::size_t b) {
        return world.policies[a].name < world.policies[b].name;
    });
    return found;
}

std::vector<std::size_t> peer_pods(const World& world, const Opening& opening,
                                   const Settings& settings) {
    std::vector<std::size_t> found;
    if (opening.peer_pod) {
        if (policed(world.pods[*opening.peer_pod], settings)) found.push_back(*opening.peer_pod);
        return found;
    }
    for (std::size_t i = 0; i < world.pods.size(); ++i) {
        const auto& addresses = world.pods[i].addresses;
        const bool has =
            std::find(addresses.begin(), addresses.end(), opening.peer) != addresses.end();
        if (has && policed(world.pods[i], settings)) found.push_back(i);
    }
    return found;
}

std::vector<std::size_t> rivals(const World& world, const Opening& opening,
                                const Settings& settings) {
    const auto disputes = [&](const Pod& pod) {
        return pod.addresses_are == Addresses::Disputed && policed(pod, settings);
    };
    if (!opening.peer_pod || !disputes(world.pods[*opening.peer_pod])) return {};
    Opening anyone = opening;
    anyone.peer_pod.reset();
    std::vector<std::size_t> found = peer_pods(world, anyone, settings);
    const auto is_other = [&](std::size_t pod) {
        return pod != *opening.peer_pod && disputes(world.pods[pod]);
    };
    found.erase(
        std::remove_if(found.begin(), found.end(), [&](std::size_t pod) { return !is_other(pod); }),
        found.end());
    return found;
}

PeerStory peer_story(const World& world, const std::string& ns, const Peer& item,
                     const PeerView& peer, const Settings& settings) {
    if (item.ip_block) return in_block(*item.ip_block, peer, settings);
    PeerStory first;
    first.miss = PeerMiss::NotAPod;
    for (const Pod* pod : peer.pods) {
        PeerStory story = selected(world, ns, item, *pod);
        if (story.miss == PeerMiss::None) return story;
        if (first.miss == PeerMiss::NotAPod) first = std::move(story);
    }
    return first;
}

PortStory port_story(const PolicyPort& item, const Opening& opening, const Pod* destination) {
    PortStory story;
    const bool is_name = std::holds_alternative<std::string>(item.port);
    if (is_name && destination != nullptr) story.numbers = numbers_of(item, *destination);
    if (!has_ports(opening.protocol)) {
        story.miss = PortMiss::Portless;
    } else if (protocol_of(item) != opening.protocol) {
        story.miss = PortMiss::OtherProtocol;
    } else {
        story.miss =
            is_name ? miss_of_name(story, opening, destination) : miss_of_number(item, opening);
    }
    return story;
}

}  // namespace policy
