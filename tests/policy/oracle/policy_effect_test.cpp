// SPDX-License-Identifier: MIT
// What PolicyEffects says of an edit against two analyses, one before and one after it.
#include "policy/reach/policy_effect.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/policy/oracle/build.h"
#include "tests/policy/oracle/compare.h"
#include "tests/policy/oracle/random_world.h"
#include "tests/policy/oracle/world_text.h"
#include "tests/support/worlds.h"

namespace {

using oracle::Dice;
using policy::Addresses;
using policy::ClassId;
using policy::Direction;
using policy::EffectPair;
using policy::IpAddress;
using policy::NetworkPolicy;
using policy::PolicyEdit;
using policy::PolicyEffect;
using policy::Reachability;
using policy::World;

bool inside(const policy::AddressRanges& ranges, const IpAddress& address) {
    for (const policy::AddressRange& range : ranges) {
        if (range.first.family() == address.family() && !(address < range.first) &&
            !(range.last < address)) {
            return true;
        }
    }
    return false;
}

// A pod, or an address outside.
struct End {
    std::optional<std::uint32_t> pod;
    IpAddress address;
};

ClassId class_of(const Reachability& reach, const End& end) {
    if (end.pod) return reach.class_of(*end.pod).value();
    for (ClassId id = 0; id < reach.classes().size(); ++id) {
        if (inside(reach.classes()[id].outside, end.address)) return id;
    }
    return 0;
}

class Comparison {
  public:
    Comparison(const World& before, const PolicyEdit& edit, const policy::Settings& settings)
        : world_(before),
          edited_(apply(before, edit)),
          before_(world_, settings),
          after_(edited_, settings),
          effect_(policy::PolicyEffects(before_).of(edit)) {
        for (std::uint32_t pod = 0; pod < world_.pods.size(); ++pod) {
            if (before_.class_of(pod)) ends_.push_back({pod, {}});
        }
        for (const Reachability* reach : {&before_, &after_}) {
            for (const policy::EndpointClass& each : reach->classes()) {
                for (const policy::AddressRange& range : each.outside) {
                    ends_.push_back({std::nullopt, range.first});
                    ends_.push_back({std::nullopt, range.last});
                }
            }
        }
        for (const EffectPair& pair : effect_.pairs) {
            EXPECT_TRUE(pairs_.emplace(std::pair(pair.from, pair.to), &pair).second) << "twice";
        }
    }

    static World apply(const World& before, const PolicyEdit& edit) {
        World after = before;
        if (edit.before) {
            after.policies.erase(after.policies.begin() +
                                 static_cast<std::ptrdiff_t>(*edit.before));
        }
        if (edit.after != nullptr) after.policies.push_back(*edit.after);
        return after;
    }

    std::size_t changed() const { return effect_.pairs.size(); }

    std::string first_difference() const {
        for (const End& from : ends_) {
            for (const End& to : ends_) {
                if (from.pod == to.pod) continue;  // itself, or both outside
                const std::string found = difference(from, to);
                if (!found.empty()) return text(from) + " to " + text(to) + ": " + found;
            }
        }
        for (const EffectPair& pair : effect_.pairs) {
            if (pair.causes.empty()) return "a change without a cause";
        }
        return {};
    }

  private:
    const EffectPair* pair_of(const End& from, const End& to) const {
        const auto holds = [](const policy::EndpointClass& part, const End& end) {
            if (!end.pod) return inside(part.outside, end.address);
            return std::find(part.pods.begin(), part.pods.end(), *end.pod) != part.pods.end();
        };
        const EffectPair* found = nullptr;
        for (const EffectPair& pair : effect_.pairs) {
            if (holds(effect_.ends[pair.from], from) && holds(effect_.ends[pair.to], to)) {
                EXPECT_EQ(found, nullptr) << "in two pairs";
                found = &pair;
            }
        }
        return found;
    }

    std::string difference(const End& from, const End& to) const {
        const policy::Allowed was = before_.between(class_of(before_, from), class_of(before_, to));
        const policy::Allowed is = after_.between(class_of(after_, from), class_of(after_, to));
        const EffectPair* pair = pair_of(from, to);
        const bool changed = *was.certain != *is.certain || *was.possible != *is.possible;
        if (pair == nullptr) return changed ? "not listed, and it changes" : "";
        if (!changed) return "listed, and it does not change";
        if (pair->before.certain != *was.certain || pair->before.possible != *was.possible) {
            return "before: " + pair->before.certain.text() + ", not " + was.certain->text();
        }
        if (pair->after.certain != *is.certain || pair->after.possible != *is.possible) {
            return "after: " + pair->after.certain.text() + ", not " + is.certain->text();
        }
        return {};
    }

    std::string text(const End& end) const {
        return end.pod ? world_.pods[*end.pod].name : end.address.text();
    }

    const World& world_;
    World edited_;
    Reachability before_, after_;
    PolicyEffect effect_;
    std::vector<End> ends_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, const EffectPair*> pairs_;
};

World doubtful_world(std::uint64_t seed, Dice& dice) {
    World world = oracle::random_world(seed);
    if (!dice.one_in(3)) return world;
    for (policy::Pod& pod : world.pods) {
        if (dice.one_in(5)) pod.addresses_are = Addresses::StandIn;
    }
    if (dice.one_in(3)) world.lost.push_back(test_support::lost_in("a"));
    if (dice.one_in(2)) {
        world.lost.push_back(test_support::lost_policy_in("a", "", dice.one_in(2), dice.one_in(2)));
    }
    if (dice.one_in(3)) world.namespaces[0].in_error = true;
    if (dice.one_in(3) && !world.pods.empty()) world.pods[0].in_error = true;
    return world;
}

// Another policy, or the old one a little changed.
NetworkPolicy new_version(const World& world, std::optional<std::size_t> before, Dice& dice) {
    NetworkPolicy made = oracle::random_policy(99, world.namespaces.size(), dice);
    if (before) {
        const NetworkPolicy& old = world.policies[*before];
        if (!dice.one_in(3)) {
            const std::vector<policy::PolicyRule> ingress = made.ingress;
            made = old;
            if (dice.one_in(2)) made.ingress = ingress;
            if (dice.one_in(2) && !made.egress.empty()) made.egress.pop_back();
        }
        made.ns = old.ns;
        made.name = old.name;
    }
    policy::apply_defaults(made);
    return made;
}

TEST(PolicyEffects, IsWhatTwoAnalysesSay) {
#ifdef NDEBUG
    constexpr std::uint64_t worlds = 1500;
#else
    constexpr std::uint64_t worlds = 60;
#endif
    std::size_t changed = 0;
    for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
        Dice dice(seed);
        const World world = doubtful_world(seed, dice);
        PolicyEdit edit;
        if (!dice.one_in(5)) edit.before = dice.below(world.policies.size());
        std::optional<NetworkPolicy> after;
        if (!edit.before || !dice.one_in(4)) after = new_version(world, edit.before, dice);
        if (after) edit.after = &*after;
        const policy::Settings& settings = dice.pick(oracle::all_settings());
        const Comparison comparison(world, edit, settings);
        changed += comparison.changed();
        World shown = world;
        if (after) shown.policies.push_back(*after);
        ASSERT_EQ(comparison.first_difference(), "")
            << "seed " << seed << '\n'
            << oracle::world_text(shown) << oracle::text(settings)
            << (edit.before ? world.policies[*edit.before].name : "nothing") << " -> "
            << (after ? "the last" : "nothing");
    }
    EXPECT_GT(changed, worlds) << "hardly an edit changes anything";
}

// x/a, x/b and y/c; a policy admits x/a to x/b on TCP 80.
World small_world() {
    World world;
    for (const char* ns : {"x", "y"}) world.namespaces.push_back(oracle::make_namespace(ns, "red"));
    const char* const names[] = {"a", "b", "c"};
    for (std::uint32_t i = 0; i < 3; ++i) {
        policy::Pod pod;
        pod.ns = i < 2 ? "x" : "y";
        pod.name = names[i];
        pod.labels["app"] = names[i];
        pod.addresses = {IpAddress::v4(0x0A000001U + i)};
        world.pods.push_back(pod);
    }
    NetworkPolicy policy;
    policy.ns = "x";
    policy.name = "b";
    policy.pod_selector = oracle::select("app", "b");
    policy.ingress = {
        oracle::rule({oracle::pods(oracle::select("app", "a"))}, {oracle::number(80)})};
    policy::apply_defaults(policy);
    world.policies.push_back(policy);
    return world;
}

std::string effect_text(const World& world, const PolicyEdit& edit) {
    const Reachability reach(world);
    const PolicyEffect effect = policy::PolicyEffects(reach).of(edit);
    const auto end = [&](std::uint32_t at) {
        if (effect.ends[at].is_outside()) return std::string("outside");
        std::string names;
        for (const std::uint32_t pod : effect.ends[at].pods) names += world.pods[pod].name;
        return names;
    };
    std::string text;
    for (const EffectPair& pair : effect.pairs) {
        text += end(pair.from) + '>' + end(pair.to) + ": " + pair.before.certain.text() + " -> " +
                pair.after.certain.text();
        for (const policy::EffectCause& cause : pair.causes) {
            text += cause.after ? ", new " : ", old ";
            text += policy::api_name(cause.direction);
            text += cause.rule ? ' ' + std::to_string(*cause.rule) : " isolation";
        }
        text += '\n';
    }
    return text;
}

TEST(PolicyEffects, NamesTheRulesOfBothVersions) {
    const World world = small_world();
    NetworkPolicy after = world.policies[0];
    after.ingress.push_back(
        oracle::rule({oracle::namespaces(oracle::select("team", "red"))}, {oracle::number(443)}));
    after.ingress[0].ports = {oracle::range(8080, 8081)};
    EXPECT_EQ(effect_text(world, {0, &after}),
              "a>b: TCP 80 -> TCP 443,8080-8081, old ingress 0, new ingress 0, new ingress 1\n"
              "c>b: none -> TCP 443, new ingress 1\n");
    EXPECT_EQ(effect_text(world, {0, &world.policies[0]}), "") << "the same again";
}

TEST(PolicyEffects, IsolationIsACause) {
    const World world = small_world();
    EXPECT_EQ(effect_text(world, {0, nullptr}),
              "a>b: TCP 80 -> all, old ingress isolation\n"
              "c>b: none -> all, old ingress isolation\n"
              "outside>b: none -> all, old ingress isolation\n");
    NetworkPolicy deny;
    deny.ns = "y";
    deny.name = "deny";
    deny.policy_types = {"Egress"};
    EXPECT_EQ(effect_text(world, {std::nullopt, &deny}),
              "c>a: all -> none, new egress isolation\n"
              "c>outside: all -> none, new egress isolation\n");
}

// Equal policies have one effect, and their pods may be of one class.
TEST(PolicyEffects, AnEqualPolicyElsewhereIsNotTheSamePolicy) {
    World world = small_world();
    world.policies.clear();
    for (const char* ns : {"x", "y"}) {
        NetworkPolicy deny;
        deny.ns = ns;
        deny.name = "deny";
        deny.policy_types = {"Ingress"};
        world.policies.push_back(deny);
    }
    EXPECT_EQ(effect_text(world, {1, nullptr}),
              "ab>c: none -> all, old ingress isolation\n"
              "outside>c: none -> all, old ingress isolation\n");
    world.policies.push_back(world.policies[0]);
    world.policies.back().name = "deny-a";
    world.policies.back().pod_selector = oracle::select("app", "a");
    EXPECT_EQ(effect_text(world, {0, nullptr}),
              "a>b: none -> all, old ingress isolation\n"
              "c>b: none -> all, old ingress isolation\n"
              "outside>b: none -> all, old ingress isolation\n");
}

}  // namespace
