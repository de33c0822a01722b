// SPDX-License-Identifier: MIT
// Read beside two texts, named in brackets above each function:
//   [types]   kubernetes/api networking/v1/types.go, by type and field;
//   [concept] the concept page "Network Policies" of kubernetes.io, by heading.
// Where both leave a question open, README.md of this folder says what Vethlab answers and why.
#include "policy/oracle/reference.h"

#include <algorithm>
#include <string>

#include "policy/oracle/reference_cidr.h"

namespace policy {
namespace {

// One new connection, seen from one of its ends.
struct Question {
    const World& world;
    const Pod& subject;
    Direction direction;
    const IpAddress& peer;
    Protocol protocol;
    std::uint16_t port;
    const Settings& settings;
    const Pod* known_peer;  // null: only its address is known
};

// ---- Addresses ------------------------------------------------------------------------------

bool has_address(const Pod& pod, const IpAddress& address) {
    return std::find(pod.addresses.begin(), pod.addresses.end(), address) != pod.addresses.end();
}

// Whether the pod is the other end, as far as is known.
bool is_peer(const Question& question, const Pod& pod) {
    if (question.known_peer != nullptr) return question.known_peer == &pod;
    return has_address(pod, question.peer);
}

// [concept "NetworkPolicy and hostNetwork pods"] Of the two possibilities the setting chooses.
// Pods that have no address (any more) are no pods to a policy.
bool can_be_selected(const Question& question, const Pod& pod) {
    if (pod.finished() || pod.addresses.empty()) return false;
    return !pod.host_network || question.settings.host_network_pods == HostNetworkPods::Police;
}

// ---- Peers ----------------------------------------------------------------------------------

// [types IPBlock] The addresses of one CIDR, without those of the CIDRs under `except`. An
// exception narrows its own block and forbids nothing.
bool in_block(const IpBlock& block, const IpAddress& address) {
    if (!inside(block.cidr, address)) return false;
    for (const std::string& except : block.except) {
        if (inside(except, address)) return false;
    }
    return true;
}

// Nothing exempts the addresses of pods, but implementations do: the setting.
bool exempt_from_blocks(const Question& question) {
    if (question.settings.ip_block_matches_pods) return false;
    for (const Pod& pod : question.world.pods) {
        if (can_be_selected(question, pod) && is_peer(question, pod)) return true;
    }
    return false;
}

const Namespace* find_namespace(const World& world, const std::string& name) {
    for (const Namespace& ns : world.namespaces) {
        if (ns.name == name) return &ns;
    }
    return nullptr;
}

// [types NetworkPolicyPeer.podSelector, .namespaceSelector] With a namespaceSelector: the pods of
// the namespaces it selects; without one: those of the policy's own namespace. With a podSelector:
// of these pods the ones it selects; without one: all of them.
bool selects(const Question& question, const NetworkPolicy& policy, const Peer& item,
             const Pod& pod) {
    if (!can_be_selected(question, pod)) return false;
    if (item.namespace_selector) {
        const Namespace* ns = find_namespace(question.world, pod.ns);
        if (ns == nullptr || !matches(*item.namespace_selector, ns->labels)) return false;
    } else {
        if (pod.ns != policy.ns) return false;
    }
    return !item.pod_selector || matches(*item.pod_selector, pod.labels);
}

// [types NetworkPolicyPeer] Either a block, which speaks of addresses, or selectors, which speak
// of pods: the peer is the pod whose address it has.
bool matches_peer(const Question& question, const NetworkPolicy& policy, const Peer& item) {
    if (item.ip_block) {
        return in_block(*item.ip_block, question.peer) && !exempt_from_blocks(question);
    }
    for (const Pod& pod : question.world.pods) {
        if (is_peer(question, pod) && selects(question, policy, item, pod)) return true;
    }
    return false;
}

// [types NetworkPolicyIngressRule.from, NetworkPolicyEgressRule.to] The items are alternatives.
// Returns the first that matches.
std::optional<std::size_t> first_matching_peer(const Question& question,
                                               const NetworkPolicy& policy,
                                               const PolicyRule& rule) {
    for (std::size_t i = 0; i < rule.peers.size(); ++i) {
        if (matches_peer(question, policy, rule.peers[i])) return i;
    }
    return std::nullopt;
}

// [the same fields] An empty or missing list does not restrict the peer at all.
bool peers_match(const Question& question, const NetworkPolicy& policy, const PolicyRule& rule) {
    return rule.peers.empty() || first_matching_peer(question, policy, rule).has_value();
}

// ---- Ports ----------------------------------------------------------------------------------

// [types NetworkPolicyPort.protocol] TCP, UDP or SCTP; TCP if not given.
Protocol protocol_of(const PolicyPort& item) {
    if (item.protocol == "UDP") return Protocol::UDP;
    if (item.protocol == "SCTP") return Protocol::SCTP;
    return Protocol::TCP;
}

// [types NetworkPolicyIngressRule.ports] of an ingress rule are ports of the selected pods;
// [types NetworkPolicyEgressRule.ports] of an egress rule are ports of the destination. Nothing,
// where the destination is no pod.
const Pod* destination(const Question& question) {
    if (question.direction == Direction::ToPod) return &question.subject;
    for (const Pod& pod : question.world.pods) {
        if (can_be_selected(question, pod) && is_peer(question, pod)) return &pod;
    }
    return nullptr;
}

// [types NetworkPolicyPort.port] A name means a named port "on a pod": the numbers that the
// destination's own containers give to this name on this protocol.
std::vector<std::uint16_t> resolve(const Question& question, const PolicyPort& item) {
    std::vector<std::uint16_t> numbers;
    const Pod* pod = destination(question);
    if (pod == nullptr) return numbers;
    for (const ContainerPort& declared : pod->ports) {
        if (declared.name == std::get<std::string>(item.port) &&
            declared.protocol == protocol_of(item)) {
            numbers.push_back(declared.port);
        }
    }
    return numbers;
}

bool names_a_port(const PolicyPort& item) {
    return std::holds_alternative<std::string>(item.port);
}

// [types NetworkPolicyPort.port] Without a port, all of the protocol; else protocol AND port.
// [types NetworkPolicyPort.endPort] From port to endPort, both included.
bool matches_port(const Question& question, const PolicyPort& item) {
    if (protocol_of(item) != question.protocol) return false;
    if (std::holds_alternative<std::monostate>(item.port)) return true;
    if (names_a_port(item)) {
        const std::vector<std::uint16_t> numbers = resolve(question, item);
        return std::find(numbers.begin(), numbers.end(), question.port) != numbers.end();
    }
    const std::int64_t first = std::get<std::int64_t>(item.port);
    const std::int64_t last = item.end_port ? *item.end_port : first;
    return first <= question.port && question.port <= last;
}

// [types NetworkPolicyIngressRule.ports, NetworkPolicyEgressRule.ports] The items are alternatives;
// an empty or missing list does not restrict the traffic by port at all. So what has no ports, like
// ICMP, is allowed by rules without ports and by no others ([concept "Network traffic filtering"]
// leaves it open: see answer() for the other two ways).
bool ports_match(const Question& question, const PolicyRule& rule) {
    if (rule.ports.empty()) return true;
    for (const PolicyPort& item : rule.ports) {
        if (matches_port(question, item)) return true;
    }
    return false;
}

// ---- Policies -------------------------------------------------------------------------------

const std::vector<PolicyRule>& rules_of(const NetworkPolicy& policy, Direction direction) {
    return direction == Direction::ToPod ? policy.ingress : policy.egress;
}

// [types NetworkPolicySpec.policyTypes] Whether the policy is about this direction at all.
bool affects(const NetworkPolicy& policy, Direction direction) {
    const char* wanted = direction == Direction::ToPod ? "Ingress" : "Egress";
    for (const std::string& type : policy.policy_types) {
        if (type == wanted) return true;
    }
    return false;
}

// [types NetworkPolicySpec.podSelector] The policy applies to the pods of its own namespace that
// podSelector selects.
// [concept "The two sorts of pod isolation"] A policy that selects the pod and has the direction
// among its policyTypes isolates it for that direction. Returned by name.
std::vector<const NetworkPolicy*> isolating_policies(const Question& question) {
    std::vector<const NetworkPolicy*> found;
    if (!can_be_selected(question, question.subject)) return found;
    for (const NetworkPolicy& policy : question.world.policies) {
        if (policy.ns == question.subject.ns && affects(policy, question.direction) &&
            matches(policy.pod_selector, question.subject.labels)) {
            found.push_back(&policy);
        }
    }
    std::sort(found.begin(), found.end(),
              [](const auto* a, const auto* b) { return a->name < b->name; });
    return found;
}

// ---- Why ------------------------------------------------------------------------------------

Cause cause(const Question& question, const NetworkPolicy& policy, const std::string& path,
            std::optional<int> rule, const Position& position) {
    Cause result;
    result.kind = "NetworkPolicy";
    result.ns = policy.ns;
    result.name = policy.name;
    result.direction = question.direction;
    result.path = path;
    result.rule = rule;
    if (position.file < question.world.files.size()) {
        result.file = question.world.files[position.file];
    }
    result.line = position.line;
    return result;
}

// A cause of a drop: the policy, by its selection of the pod.
Cause cause_of_isolation(const Question& question, const NetworkPolicy& policy) {
    return cause(question, policy, "spec.podSelector", std::nullopt, policy.pod_selector_position);
}

// The cause of an allow: the rule, and of its peers the first that matches.
Cause cause_of_match(const Question& question, const NetworkPolicy& policy, std::size_t index) {
    const bool ingress = question.direction == Direction::ToPod;
    const PolicyRule& rule = rules_of(policy, question.direction)[index];
    std::string path = (ingress ? "spec.ingress[" : "spec.egress[") + std::to_string(index) + "]";
    Position position = rule.position;
    const std::optional<std::size_t> peer = first_matching_peer(question, policy, rule);
    if (peer) {
        path += (ingress ? ".from[" : ".to[") + std::to_string(*peer) + "]";
        position = rule.peers[*peer].position;
    }
    return cause(question, policy, path, static_cast<int>(index), position);
}

// How near an isolating policy came to allowing the connection, nearest first.
enum class Miss { Port, Peer, Both, NoRules };

// REQUIRES: no rule of the policy matches.
Miss miss_of(const Question& question, const NetworkPolicy& policy) {
    const std::vector<PolicyRule>& rules = rules_of(policy, question.direction);
    if (rules.empty()) return Miss::NoRules;
    for (const PolicyRule& rule : rules) {
        if (peers_match(question, policy, rule)) return Miss::Port;
    }
    for (const PolicyRule& rule : rules) {
        if (ports_match(question, rule)) return Miss::Peer;
    }
    return Miss::Both;
}

// Whether all that stands between the connection and an allow are names that the destination does
// not declare. REQUIRES: no rule matches, and some rule matches the peer.
bool only_unresolved_names(const Question& question,
                           const std::vector<const NetworkPolicy*>& isolating) {
    for (const NetworkPolicy* policy : isolating) {
        for (const PolicyRule& rule : rules_of(*policy, question.direction)) {
            if (!peers_match(question, *policy, rule)) continue;
            for (const PolicyPort& item : rule.ports) {
                if (!names_a_port(item) || !resolve(question, item).empty()) return false;
            }
        }
    }
    return true;
}

Reason reason_of(const Question& question, Miss nearest,
                 const std::vector<const NetworkPolicy*>& isolating) {
    const bool ingress = question.direction == Direction::ToPod;
    switch (nearest) {
        case Miss::Port:
            return only_unresolved_names(question, isolating) ? Reason::NamedPortUnresolved
                                                              : Reason::PortMismatch;
        case Miss::Peer:
        case Miss::Both:
            return ingress ? Reason::IngressNoRuleMatch : Reason::EgressNoRuleMatch;
        case Miss::NoRules:
            break;
    }
    return ingress ? Reason::IngressDefaultDeny : Reason::EgressDefaultDeny;
}

// The causes of a drop: every isolating policy, nearest miss first and then by name.
ReferenceVerdict dropped(const Question& question,
                         const std::vector<const NetworkPolicy*>& isolating) {
    ReferenceVerdict verdict;
    verdict.action = Action::Drop;
    Miss nearest = Miss::NoRules;
    for (const Miss miss : {Miss::Port, Miss::Peer, Miss::Both, Miss::NoRules}) {
        for (const NetworkPolicy* policy : isolating) {
            if (miss_of(question, *policy) != miss) continue;
            nearest = std::min(nearest, miss);
            verdict.causes.push_back(cause_of_isolation(question, *policy));
        }
    }
    verdict.reason = reason_of(question, nearest, isolating);
    return verdict;
}

// [types NetworkPolicySpec.ingress, .egress] Allowed if no policy selects the pod, or if at least
// one rule of all the policies that select it matches; [types NetworkPolicyIngressRule] a rule
// matches when both its ports and its peers do. [concept "The two sorts of pod isolation"] The
// policies add up: nothing but the lack of a matching rule drops.
ReferenceVerdict by_rules(const Question& question) {
    const std::vector<const NetworkPolicy*> isolating = isolating_policies(question);
    if (isolating.empty()) return {Action::Allow, Reason::NotIsolated, {}};
    for (const NetworkPolicy* policy : isolating) {
        const std::vector<PolicyRule>& rules = rules_of(*policy, question.direction);
        for (std::size_t i = 0; i < rules.size(); ++i) {
            if (peers_match(question, *policy, rules[i]) && ports_match(question, rules[i])) {
                return {Action::Allow, Reason::RuleMatch, {cause_of_match(question, *policy, i)}};
            }
        }
    }
    return dropped(question, isolating);
}

bool has_ports(Protocol protocol) {
    return protocol == Protocol::TCP || protocol == Protocol::UDP || protocol == Protocol::SCTP;
}

// What the rules say, and where the settings say otherwise of traffic without ports, they.
ReferenceVerdict answer(const Question& question) {
    ReferenceVerdict verdict = by_rules(question);
    if (has_ports(question.protocol)) return verdict;
    const PortlessTraffic portless = question.settings.portless;
    if (verdict.action == Action::Drop && portless == PortlessTraffic::Allow) {
        return {Action::Allow, Reason::PortlessAllowed, {}};
    }
    if (verdict.reason == Reason::RuleMatch && portless == PortlessTraffic::Drop) {
        ReferenceVerdict refused{Action::Drop, Reason::PortlessDropped, {}};
        for (const NetworkPolicy* policy : isolating_policies(question)) {
            refused.causes.push_back(cause_of_isolation(question, *policy));
        }
        return refused;
    }
    return verdict;
}

}  // namespace

ReferenceVerdict reference_verdict(const World& world, std::size_t pod, Direction direction,
                                   const IpAddress& peer, Protocol protocol, std::uint16_t port,
                                   const Settings& settings) {
    return answer({world, world.pods[pod], direction, peer, protocol, port, settings, nullptr});
}

ReferenceVerdict reference_verdict(const World& world, std::size_t pod, Direction direction,
                                   const IpAddress& peer, std::size_t peer_pod, Protocol protocol,
                                   std::uint16_t port, const Settings& settings) {
    return answer(
        {world, world.pods[pod], direction, peer, protocol, port, settings, &world.pods[peer_pod]});
}

}  // namespace policy
