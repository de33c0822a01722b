// SPDX-License-Identifier: MIT
// What must hold between the verdicts of two worlds, whatever the verdicts are. Each property is
// asked of the table and of the reference.
#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/policy/oracle/build.h"
#include "tests/policy/oracle/compare.h"
#include "tests/policy/oracle/random_world.h"
#include "tests/policy/oracle/world_text.h"

namespace oracle {
namespace {

using policy::Action;
using policy::LabelSelector;
using policy::NetworkPolicy;
using policy::Peer;
using policy::Pod;
using policy::PolicyPort;
using policy::PolicyRule;
using policy::ReferenceVerdict;
using policy::World;

// Changes the world, and the probes where pods move.
using Change = std::function<void(World&, std::vector<Probe>&, Dice&)>;
// Whether a verdict may become another.
using Relation = bool (*)(const ReferenceVerdict& before, const ReferenceVerdict& after);
using Judge = std::vector<ReferenceVerdict> (*)(const World&, const std::vector<Probe>&);

bool same(const ReferenceVerdict& before, const ReferenceVerdict& after) {
    return before == after;
}

// All but the causes.
bool same_reason(const ReferenceVerdict& before, const ReferenceVerdict& after) {
    return before.action == after.action && before.reason == after.reason;
}

bool still_allowed(const ReferenceVerdict& before, const ReferenceVerdict& after) {
    return before.action != Action::Allow || after.action == Action::Allow;
}

// ---- Changes --------------------------------------------------------------------------------

std::vector<std::vector<PolicyRule>*> rule_lists(World& world) {
    std::vector<std::vector<PolicyRule>*> lists;
    for (NetworkPolicy& policy : world.policies) {
        lists.push_back(&policy.ingress);
        lists.push_back(&policy.egress);
    }
    return lists;
}

void default_all(World& world) {
    for (NetworkPolicy& policy : world.policies) policy::apply_defaults(policy);
}

NetworkPolicy deny_all(const std::string& ns) {
    NetworkPolicy policy;
    policy.ns = ns;
    policy.name = "added";
    policy.policy_types = {"Ingress", "Egress"};
    return policy;
}

void add_policy_that_selects_nothing(World& world, std::vector<Probe>&, Dice&) {
    world.policies.push_back(deny_all("a"));
    world.policies.back().pod_selector = select("app", "nobody");
}

void add_policy_in_empty_namespace(World& world, std::vector<Probe>&, Dice&) {
    world.namespaces.push_back(make_namespace("empty", "red"));
    world.policies.push_back(deny_all("empty"));
}

void add_rules(World& world, std::vector<Probe>&, Dice& dice) {
    for (std::vector<PolicyRule>* rules : rule_lists(world)) {
        const std::size_t at = dice.below(rules->size() + 1);
        rules->insert(rules->begin() + static_cast<std::ptrdiff_t>(at), random_rule(dice));
    }
    default_all(world);
}

// The new policy selects what another does, so whatever it isolates was isolated before.
void add_policy_to_isolated_pods(World& world, std::vector<Probe>&, Dice& dice) {
    NetworkPolicy policy = dice.pick(world.policies);
    policy.name = "added";
    policy.ingress = {random_rule(dice)};
    policy.egress = {random_rule(dice)};
    world.policies.push_back(policy);
    default_all(world);
}

void shuffle_objects(World& world, std::vector<Probe>&, Dice& dice) {
    dice.shuffle(world.policies);
    dice.shuffle(world.namespaces);
}

void reverse_pods(World& world, std::vector<Probe>& probes, Dice&) {
    std::reverse(world.pods.begin(), world.pods.end());
    for (Probe& probe : probes) probe.pod = world.pods.size() - 1 - probe.pod;
}

void remove_unpoliced_pods(World& world, std::vector<Probe>& probes, Dice&) {
    std::vector<Pod> kept;
    std::vector<std::size_t> place(world.pods.size());
    for (std::size_t i = 0; i < world.pods.size(); ++i) {
        place[i] = kept.size();
        if (world.pods[i].policed()) kept.push_back(world.pods[i]);
    }
    for (Probe& probe : probes) probe.pod = place[probe.pod];
    world.pods = kept;
}

void reverse_rules(World& world, std::vector<Probe>&, Dice&) {
    for (std::vector<PolicyRule>* rules : rule_lists(world)) {
        std::reverse(rules->begin(), rules->end());
    }
}

void reverse_items(World& world, std::vector<Probe>&, Dice&) {
    for (std::vector<PolicyRule>* rules : rule_lists(world)) {
        for (PolicyRule& rule : *rules) {
            std::reverse(rule.peers.begin(), rule.peers.end());
            std::reverse(rule.ports.begin(), rule.ports.end());
        }
    }
}

// One policy becomes two, each with some of the rules.
void split_policies(World& world, std::vector<Probe>&, Dice& dice) {
    const std::vector<NetworkPolicy> whole = world.policies;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        NetworkPolicy& first = world.policies[i];
        NetworkPolicy second = whole[i];
        second.name += "-second";
        for (auto list : {&NetworkPolicy::ingress, &NetworkPolicy::egress}) {
            const auto at = static_cast<std::ptrdiff_t>(dice.below((whole[i].*list).size() + 1));
            (first.*list).erase((first.*list).begin() + at, (first.*list).end());
            (second.*list).erase((second.*list).begin(), (second.*list).begin() + at);
        }
        world.policies.push_back(second);
    }
}

// One rule of p peers and q ports becomes p * q rules of one each.
void split_rules(World& world, std::vector<Probe>&, Dice&) {
    for (std::vector<PolicyRule>* rules : rule_lists(world)) {
        std::vector<PolicyRule> parts;
        for (const PolicyRule& whole : *rules) {
            for (std::size_t i = 0; i < std::max<std::size_t>(whole.peers.size(), 1); ++i) {
                for (std::size_t j = 0; j < std::max<std::size_t>(whole.ports.size(), 1); ++j) {
                    PolicyRule part;
                    if (!whole.peers.empty()) part.peers = {whole.peers[i]};
                    if (!whole.ports.empty()) part.ports = {whole.ports[j]};
                    parts.push_back(part);
                }
            }
        }
        *rules = parts;
    }
}

// Selectors give way to lists of what they select, by a label that tells all pods apart.
LabelSelector listed(const std::string& key, std::vector<std::string> values) {
    if (values.empty()) values = {"nothing"};
    return select(key, "In", values);
}

LabelSelector listed_pods(const World& world, const LabelSelector& selector) {
    std::vector<std::string> ids;
    for (const Pod& pod : world.pods) {
        if (matches(selector, pod.labels)) ids.push_back(pod.labels.at("id"));
    }
    return listed("id", ids);
}

LabelSelector listed_namespaces(const World& world, const LabelSelector& selector) {
    std::vector<std::string> names;
    for (const policy::Namespace& ns : world.namespaces) {
        if (matches(selector, ns.labels)) names.push_back(ns.name);
    }
    return listed("kubernetes.io/metadata.name", names);
}

void list_what_is_selected(World& world, std::vector<Probe>&, Dice&) {
    for (Pod& pod : world.pods) pod.labels["id"] = pod.name;
    for (NetworkPolicy& policy : world.policies) {
        policy.pod_selector = listed_pods(world, policy.pod_selector);
    }
    for (std::vector<PolicyRule>* rules : rule_lists(world)) {
        for (PolicyRule& rule : *rules) {
            for (Peer& peer : rule.peers) {
                if (peer.pod_selector) peer.pod_selector = listed_pods(world, *peer.pod_selector);
                if (peer.namespace_selector) {
                    peer.namespace_selector = listed_namespaces(world, *peer.namespace_selector);
                }
            }
        }
    }
}

void remove_excepts(World& world, std::vector<Probe>&, Dice&) {
    for (std::vector<PolicyRule>* rules : rule_lists(world)) {
        for (PolicyRule& rule : *rules) {
            for (Peer& peer : rule.peers) {
                if (peer.ip_block) peer.ip_block->except.clear();
            }
        }
    }
}

// The two halves of a block; the block itself where it has none or exceptions.
std::vector<Peer> halves(const Peer& peer) {
    if (!peer.ip_block || !peer.ip_block->except.empty()) return {peer};
    const policy::Prefix whole = policy::Prefix::parse(peer.ip_block->cidr).value();
    const int length = whole.length() + 1;
    if (length > whole.first().bits()) return {peer};
    return {block(policy::Prefix(whole.first(), length).text()),
            block(policy::Prefix(whole.last(), length).text())};
}

void halve_blocks(World& world, std::vector<Probe>&, Dice&) {
    for (std::vector<PolicyRule>* rules : rule_lists(world)) {
        for (PolicyRule& rule : *rules) {
            const std::vector<Peer> whole = rule.peers;
            rule.peers.clear();
            for (const Peer& peer : whole) {
                for (const Peer& half : halves(peer)) rule.peers.push_back(half);
            }
        }
    }
}

void write_any_peer_as_two_blocks(World& world, std::vector<Probe>&, Dice&) {
    for (std::vector<PolicyRule>* rules : rule_lists(world)) {
        for (PolicyRule& rule : *rules) {
            if (rule.peers.empty()) rule.peers = {block("0.0.0.0/0"), block("::/0")};
        }
    }
}

void split_ranges(World& world, std::vector<Probe>&, Dice& dice) {
    for (std::vector<PolicyRule>* rules : rule_lists(world)) {
        for (PolicyRule& rule : *rules) {
            const std::vector<PolicyPort> whole = rule.ports;
            for (std::size_t i = 0; i < whole.size(); ++i) {
                if (!whole[i].end_port) continue;
                const std::int64_t first = std::get<std::int64_t>(whole[i].port);
                const std::int64_t last = *whole[i].end_port;
                if (first == last) continue;
                const auto length = static_cast<std::size_t>(last - first);
                const auto cut = first + static_cast<std::int64_t>(dice.below(length));
                const char* protocol = whole[i].protocol->c_str();
                rule.ports[i] = range(first, cut, protocol);
                rule.ports.push_back(range(cut + 1, last, protocol));
            }
        }
    }
}

// ---- The properties -------------------------------------------------------------------------

struct Property {
    const char* name;
    Change change;
    Relation relation;
};

const std::vector<Property> properties = {
    {"PolicyThatSelectsNothingChangesNothing", add_policy_that_selects_nothing, same},
    {"PolicyOfAnotherNamespaceChangesNothing", add_policy_in_empty_namespace, same},
    {"RuleAddedRemovesNothing", add_rules, still_allowed},
    {"PolicyAddedToIsolatedPodsRemovesNothing", add_policy_to_isolated_pods, still_allowed},
    {"OrderOfObjectsIsIrrelevant", shuffle_objects, same},
    {"OrderOfPodsIsIrrelevant", reverse_pods, same},
    {"OrderOfRulesIsIrrelevant", reverse_rules, same_reason},
    {"OrderOfPeersAndPortsIsIrrelevant", reverse_items, same_reason},
    {"UnpolicedPodsAreNoPeers", remove_unpoliced_pods, same},
    {"PoliciesMayBeSplit", split_policies, same_reason},
    {"RulesMayBeSplit", split_rules, same_reason},
    {"SelectorsMayBeLists", list_what_is_selected, same},
    {"ExceptRemovedRemovesNothing", remove_excepts, still_allowed},
    {"BlocksMayBeHalved", halve_blocks, same_reason},
    {"AnyPeerIsBothFamilies", write_any_peer_as_two_blocks, same_reason},
    {"RangesMayBeSplit", split_ranges, same_reason},
};

class Metamorphic : public testing::TestWithParam<std::tuple<Property, Judge>> {};

TEST_P(Metamorphic, HoldsInRandomWorlds) {
    const auto& [property, judge] = GetParam();
    constexpr std::uint64_t worlds = 150;
    std::size_t changed = 0;
    for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
        Dice dice(seed);
        const World before = random_world(seed);
        std::vector<Probe> probes = edge_probes(before, 200, dice);
        probes.erase(std::remove_if(probes.begin(), probes.end(),
                                    [&](const Probe& p) { return !before.pods[p.pod].policed(); }),
                     probes.end());
        const std::vector<ReferenceVerdict> old_verdicts = judge(before, probes);
        World after = before;
        std::vector<Probe> moved = probes;
        property.change(after, moved, dice);
        changed += world_text(before) != world_text(after) ? 1 : 0;
        const std::vector<ReferenceVerdict> new_verdicts = judge(after, moved);
        for (std::size_t i = 0; i < probes.size(); ++i) {
            ASSERT_TRUE(property.relation(old_verdicts[i], new_verdicts[i]))
                << "seed " << seed << "\nbefore:\n"
                << world_text(before) << "after:\n"
                << world_text(after) << "asked: " << text(before, probes[i])
                << "\nbefore: " << text(old_verdicts[i]) << "after: " << text(new_verdicts[i]);
        }
    }
    EXPECT_GT(changed, worlds / 4) << "the change hardly ever applied";
}

std::string property_name(const testing::TestParamInfo<Metamorphic::ParamType>& test) {
    return std::get<0>(test.param).name;
}

INSTANTIATE_TEST_SUITE_P(OfTable, Metamorphic,
                         testing::Combine(testing::ValuesIn(properties),
                                          testing::Values(&table_verdicts)),
                         property_name);
INSTANTIATE_TEST_SUITE_P(OfReference, Metamorphic,
                         testing::Combine(testing::ValuesIn(properties),
                                          testing::Values(&reference_verdicts)),
                         property_name);

}  // namespace
}  // namespace oracle
