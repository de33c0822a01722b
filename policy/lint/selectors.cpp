// SPDX-License-Identifier: MIT
// Selectors: what contradicts itself, what selects nothing, and two peers where one was meant.
#include <algorithm>
#include <optional>

#include "policy/lint/context.h"
#include "policy/lint/selector_space.h"
#include "policy/model/unknown_labels.h"

namespace policy {
namespace {

using Pods = LintContext::Pods;

void check_contradiction(LintContext& context, std::size_t policy, const std::string& path,
                         const Position& position, const LabelSelector& selector) {
    if (!SelectorSpace(selector).empty()) return;
    context.add(Lint::SelectorContradiction, policy, path, position,
                "no labels meet " + text(selector));
}

// ---- Subjects

// A namespace without pods is an ordinary thing; one that nothing else of the input knows is not.
void check_unknown_namespace(LintContext& context, std::size_t index) {
    const NetworkPolicy& policy = context.world().policies[index];
    const Namespace* ns = context.find_namespace(policy.ns);
    const bool known = ns != nullptr && !ns->assumed;
    if (known || context.namespaces_with_pods().empty()) return;
    context.add(Lint::PolicySelectsNothing, index, "spec.podSelector", policy.pod_selector_position,
                "selects nothing: nothing else is in namespace " + quoted(policy.ns),
                "namespaces with pods: " + listed(context.namespaces_with_pods()));
}

bool is_finished_or_host(const World& world, const NetworkPolicy& policy) {
    return std::any_of(world.pods.begin(), world.pods.end(), [&](const Pod& pod) {
        return pod.ns == policy.ns && matches(policy.pod_selector, pod.labels);
    });
}

// A pod of a manifest will have labels from its controller, with values that nobody knows.
bool may_select_some(const World& world, const LabelSelector& selector, const std::string* ns) {
    return std::any_of(world.pods.begin(), world.pods.end(), [&](const Pod& pod) {
        return !pod.unknown_labels.empty() && (ns == nullptr || pod.ns == *ns) &&
               may_match(selector, pod);
    });
}

void check_subjects(LintContext& context, std::size_t index) {
    const NetworkPolicy& policy = context.world().policies[index];
    const std::string path = "spec.podSelector";
    check_contradiction(context, index, path, policy.pod_selector_position, policy.pod_selector);
    if (!context.subjects(index).empty() || context.has(Lint::SelectorContradiction, index, path)) {
        return;
    }
    if (may_select_some(context.world(), policy.pod_selector, &policy.ns)) return;
    const Pods* pods = context.pods_in(policy.ns);
    if (pods == nullptr) return check_unknown_namespace(context, index);
    if (is_finished_or_host(context.world(), policy)) {
        context.add(Lint::PolicySelectsNothing, index, path, policy.pod_selector_position,
                    "selects only pods that no policy applies to",
                    "hostNetwork pods are their node, finished pods have no address");
        return;
    }
    context.add(Lint::PolicySelectsNothing, index, path, policy.pod_selector_position,
                "no pod of namespace " + quoted(policy.ns) + " is " + text(policy.pod_selector),
                why_none(context.world(), *pods, policy.pod_selector));
}

// ---- Peers

Pods pods_of_namespaces(LintContext& context, std::size_t policy, const Peer& peer) {
    Peer everyone = peer;
    everyone.pod_selector.reset();
    return context.pods_of(policy, everyone);
}

// Where pods are that the peer would select if it looked there.
std::set<std::string> elsewhere(LintContext& context, std::size_t policy, const Peer& peer) {
    Peer anywhere = peer;
    anywhere.namespace_selector = LabelSelector{};
    std::set<std::string> names;
    for (const std::size_t pod : context.pods_of(policy, anywhere)) {
        names.insert(context.world().pods[pod].ns);
    }
    return names;
}

std::string place_of(const NetworkPolicy& policy, const Peer& peer) {
    if (!peer.namespace_selector) return "of namespace " + quoted(policy.ns);
    if (peer.namespace_selector->empty()) return "of any namespace";
    return "of a namespace with " + text(*peer.namespace_selector);
}

std::string peer_help(LintContext& context, std::size_t index, const Peer& peer) {
    const World& world = context.world();
    const NetworkPolicy& policy = world.policies[index];
    if (peer.namespace_selector) {
        const Pods pods = pods_of_namespaces(context, index, peer);
        if (!pods.empty() && peer.pod_selector) return why_none(world, pods, *peer.pod_selector);
        return "namespaces with pods: " + listed(context.namespaces_with_pods());
    }
    const std::set<std::string> names = elsewhere(context, index, peer);
    if (!names.empty()) {
        return "such pods are in " + listed(names) + "; add a namespaceSelector for " +
               (names.size() == 1 ? "it" : "them") + " to this item";
    }
    const Pods* pods = context.pods_in(policy.ns);
    return pods == nullptr ? "" : why_none(world, *pods, *peer.pod_selector);
}

void check_peer(LintContext& context, const RuleRef& ref, std::size_t item) {
    const Peer& peer = context.rule(ref).peers[item];
    const std::string path = ref.peer_path(item);
    if (peer.pod_selector) {
        check_contradiction(context, ref.policy, path + ".podSelector", peer.position,
                            *peer.pod_selector);
    }
    if (peer.namespace_selector) {
        check_contradiction(context, ref.policy, path + ".namespaceSelector", peer.position,
                            *peer.namespace_selector);
    }
}

bool is_contradiction(const Peer& peer) {
    return (peer.pod_selector && SelectorSpace(*peer.pod_selector).empty()) ||
           (peer.namespace_selector && SelectorSpace(*peer.namespace_selector).empty());
}

bool matches_nothing(LintContext& context, const RuleRef& ref, const Peer& peer) {
    if (peer.ip_block) return ranges_of(*peer.ip_block).empty();
    if (is_contradiction(peer)) return true;
    if (!context.pods_of(ref.policy, peer).empty() || context.open_ended(ref.policy, peer)) {
        return false;
    }
    return !peer.pod_selector || !may_select_some(context.world(), *peer.pod_selector, nullptr);
}

// What is wrong with a peer that matches nothing; nothing where that is said already.
struct Fault {
    std::string message;
    std::string help;
};

std::optional<Fault> fault_of(LintContext& context, const RuleRef& ref, std::size_t item) {
    const Peer& peer = context.rule(ref).peers[item];
    const NetworkPolicy& policy = context.world().policies[ref.policy];
    if (peer.ip_block || is_contradiction(peer)) return std::nullopt;
    if (context.has(Lint::TwoPeersForOne, ref.policy, ref.peer_path(item))) return std::nullopt;
    const std::string pods = peer.pod_selector && !peer.pod_selector->empty()
                                 ? " is " + text(*peer.pod_selector)
                                 : std::string(" is in this input");
    return Fault{"no pod " + place_of(policy, peer) + pods, peer_help(context, ref.policy, peer)};
}

// Of a single peer it is said once, of the rule.
void check_peers(LintContext& context, const RuleRef& ref) {
    const PolicyRule& rule = context.rule(ref);
    const std::size_t items = rule.peers.size();
    std::size_t dead = 0;
    Fault last;
    for (std::size_t i = 0; i < items; ++i) {
        if (!matches_nothing(context, ref, rule.peers[i])) continue;
        ++dead;
        const std::optional<Fault> fault = fault_of(context, ref, i);
        if (!fault) continue;
        last = *fault;
        if (items == 1) continue;
        context.add(Lint::PeerMatchesNothing, ref.policy, ref.peer_path(i), rule.peers[i].position,
                    fault->message, fault->help);
    }
    if (items == 0 || dead < items) return;
    const std::string all = items == 1 ? "its only peer matches nothing"
                                       : "none of its " + std::to_string(items) + " peers matches";
    context.add(
        Lint::RuleNeverMatches, ref.policy, ref.path(), rule.position,
        "the rule admits nothing: " + (items == 1 && !last.message.empty() ? last.message : all),
        items == 1 ? last.help : "");
}

// ---- Two peers for one

bool only_namespaces(const Peer& peer) {
    return peer.namespace_selector && !peer.pod_selector && !peer.ip_block;
}

bool only_pods(const Peer& peer) {
    return peer.pod_selector && !peer.namespace_selector && !peer.ip_block;
}

// Legal, and often meant: so only where the pods are in the selected namespaces, and none is where
// the second item looks.
void check_slip(LintContext& context, const RuleRef& ref, std::size_t first) {
    const PolicyRule& rule = context.rule(ref);
    std::size_t pods_item = first + 1;
    std::size_t namespaces_item = first;
    if (only_pods(rule.peers[first])) std::swap(pods_item, namespaces_item);
    const Peer& pods = rule.peers[pods_item];
    const Peer& namespaces = rule.peers[namespaces_item];
    if (!only_pods(pods) || !only_namespaces(namespaces)) return;
    if (context.open_ended(ref.policy, pods) || !context.pods_of(ref.policy, pods).empty()) return;
    Peer together = pods;
    together.namespace_selector = namespaces.namespace_selector;
    if (context.pods_of(ref.policy, together).empty()) return;
    context.add(Lint::TwoPeersForOne, ref.policy, ref.peer_path(pods_item), pods.position,
                "a peer of its own: pods that are " + text(*pods.pod_selector) +
                    " are in the namespaces of the item beside it, none in " +
                    quoted(context.world().policies[ref.policy].ns),
                "write both selectors into one item, with one dash");
}

}  // namespace

void lint_selectors(LintContext& context) {
    const auto& policies = context.world().policies;
    for (std::size_t i = 0; i < policies.size(); ++i) {
        if (context.valid(i)) check_subjects(context, i);
    }
    for (const RuleRef& ref : context.rules()) {
        const std::size_t items = context.rule(ref).peers.size();
        for (std::size_t i = 0; i < items; ++i) check_peer(context, ref, i);
        for (std::size_t i = 0; i + 1 < items; ++i) check_slip(context, ref, i);
        check_peers(context, ref);
    }
}

}  // namespace policy
