// SPDX-License-Identifier: MIT
// Two worlds side by side: small ones with what must differ, and random ones against all pairs of
// pods.
#include "sim/analysis/compare.h"

#include <map>
#include <tuple>

#include <gtest/gtest.h>

#include "sim/analysis/apply_policies.h"
#include "tests/policy/oracle/random_world.h"
#include "tests/support/worlds.h"

namespace {

using results::ConnectionChange;
using test_support::pods;
using test_support::policy_in;
using test_support::port;
using test_support::rule;
using test_support::WorldText;

struct Compared {
    results::FlowComparison result;
    std::vector<ConnectionChange> changes;
    std::vector<std::pair<std::string, std::string>> renamed;
    const ConnectionChange& at(const std::string& src, const std::string& dst) const {
        static const ConnectionChange none;
        for (const ConnectionChange& change : changes)
            if (change.src == src && change.dst == dst) return change;
        ADD_FAILURE() << "no change " << src << " -> " << dst;
        return none;
    }
};

// "before NAME PATH, after NAME PATH"
std::string said(const std::vector<results::SidedCause>& causes) {
    std::string text;
    for (const results::SidedCause& one : causes) {
        text += (text.empty() ? "" : ", ") + std::string(one.after ? "after " : "before ") +
                one.cause.name + " " + one.cause.path;
    }
    return text;
}

Compared compare(const policy::World& before, const policy::World& after) {
    const analysis::WorldComparison comparison(before, {}, after, {});
    Compared compared;
    compared.renamed = comparison.renamed();
    compared.result = comparison.write(
        [&](const ConnectionChange& change) { compared.changes.push_back(change); });
    return compared;
}

WorldText shop() {
    WorldText world;
    world.ns("shop")
        .pod("shop/web", "app=web", {"10.0.0.1"})
        .pod("shop/db", "app=db", {"10.0.0.2"})
        .pod("shop/job", "app=job", {"10.0.0.3"});
    return world;
}

policy::NetworkPolicy db_admits(const std::string& peer, std::int64_t number) {
    return policy_in("shop", "db").selects("app=db").ingress(rule({pods(peer)}, {port(number)}));
}

TEST(CompareWorlds, EqualWorldsDoNotDiffer) {
    auto world = shop();
    world.policy(db_admits("app=web", 5432));
    const Compared compared = compare(world.world(), world.world());
    EXPECT_TRUE(compared.changes.empty());
    EXPECT_EQ(compared.result.counts.newly_dropped, 0);
    EXPECT_GT(compared.result.counts.unchanged, 0);
}

TEST(CompareWorlds, ANewPolicyNarrowsAndIsTheCause) {
    auto before = shop();
    auto after = shop();
    after.policy(db_admits("app=web", 5432));
    const Compared compared = compare(before.world(), after.world());
    const ConnectionChange& web = compared.at("shop/web[Pod]", "shop/db[Pod]");
    EXPECT_EQ(web.kind, ConnectionChange::Kind::Narrowed);
    EXPECT_TRUE(web.before.is_all());
    EXPECT_EQ(web.after.tcp, (std::vector<results::PortPair>{{5432, 5432}}));
    EXPECT_EQ(web.newly_dropped.tcp, (std::vector<results::PortPair>{{1, 5431}, {5433, 65535}}));
    ASSERT_EQ(web.dropped_by.size(), 1U);
    EXPECT_TRUE(web.allowed_by.empty());
    EXPECT_TRUE(web.dropped_by[0].after);
    EXPECT_EQ(web.dropped_by[0].cause.name, "db");
    EXPECT_EQ(web.dropped_by[0].cause.direction, "ingress");
    EXPECT_EQ(web.dropped_by[0].cause.rule, results::none);
    const ConnectionChange& job = compared.at("shop/job[Pod]", "shop/db[Pod]");
    EXPECT_EQ(job.kind, ConnectionChange::Kind::Removed);
    const std::string all = "0.0.0.0-255.255.255.255";
    EXPECT_EQ(compared.at(all, "shop/db[Pod]").kind, ConnectionChange::Kind::Removed);
    EXPECT_EQ(compared.changes.size(), 3U);
    EXPECT_EQ(compared.result.counts.newly_allowed, 0);
}

TEST(CompareWorlds, AChangedRuleNamesTheOldAndTheNew) {
    auto before = shop();
    before.policy(db_admits("app=web", 5432));
    auto after = shop();
    after.policy(db_admits("app=job", 5432));
    const Compared compared = compare(before.world(), after.world());
    ASSERT_EQ(compared.changes.size(), 2U);
    const ConnectionChange& web = compared.at("shop/web[Pod]", "shop/db[Pod]");
    EXPECT_EQ(web.kind, ConnectionChange::Kind::Removed);
    EXPECT_EQ(said(web.dropped_by), "before db spec.ingress[0].from[0], after db spec.podSelector");
    const ConnectionChange& job = compared.at("shop/job[Pod]", "shop/db[Pod]");
    EXPECT_EQ(job.kind, ConnectionChange::Kind::Added);
    EXPECT_EQ(said(job.allowed_by), "after db spec.ingress[0].from[0]");
    EXPECT_EQ(compared.result.counts.newly_dropped, 1);
    EXPECT_EQ(compared.result.counts.newly_allowed, 1);
}

TEST(CompareWorlds, LiftedIsolationNamesThePolicyThatIsGone) {
    auto before = shop();
    before.policy(db_admits("app=web", 5432));
    const Compared compared = compare(before.world(), shop().world());
    const ConnectionChange& job = compared.at("shop/job[Pod]", "shop/db[Pod]");
    EXPECT_EQ(job.kind, ConnectionChange::Kind::Added);
    EXPECT_EQ(said(job.allowed_by), "before db spec.podSelector");
}

// Two rules of one policy: what came and what went have a rule each.
TEST(CompareWorlds, PortsThatWentBothWaysHaveEachTheirOwnCauses) {
    auto before = shop();
    before.policy(db_admits("app=web", 5432));
    auto after = shop();
    after.policy(db_admits("app=web", 5433)).policy(policy_in("shop", "more").selects("app=db"));
    const Compared compared = compare(before.world(), after.world());
    const ConnectionChange& web = compared.at("shop/web[Pod]", "shop/db[Pod]");
    EXPECT_EQ(web.kind, ConnectionChange::Kind::Changed);
    EXPECT_EQ(web.newly_dropped.tcp, (std::vector<results::PortPair>{{5432, 5432}}));
    EXPECT_EQ(said(web.dropped_by),
              "before db spec.ingress[0].from[0], after db spec.podSelector, after more "
              "spec.podSelector");
    EXPECT_EQ(web.newly_allowed.tcp, (std::vector<results::PortPair>{{5433, 5433}}));
    EXPECT_EQ(said(web.allowed_by), "after db spec.ingress[0].from[0]");
}

// The pod that was renamed is asked about under each name on its own side.
TEST(CompareWorlds, CausesOfARenamedWorkload) {
    auto before = shop();
    before.policy(db_admits("app=web", 5432));
    auto after = shop();
    after.world().pods[1].name = "store";
    after.policy(db_admits("app=web", 5433));
    const Compared compared = compare(before.world(), after.world());
    EXPECT_EQ(
        compared.renamed,
        (std::vector<std::pair<std::string, std::string>>{{"shop/db[Pod]", "shop/store[Pod]"}}));
    const ConnectionChange& web = compared.at("shop/web[Pod]", "shop/store[Pod]");
    EXPECT_EQ(said(web.dropped_by), "before db spec.ingress[0].from[0], after db spec.podSelector");
    EXPECT_EQ(said(web.allowed_by), "after db spec.ingress[0].from[0]");
}

// Policies that read alike are told apart by their namespaces.
TEST(CompareWorlds, CausesAreThoseOfTheWorkloadsOwnNamespace) {
    const auto cluster = [] {
        WorldText world;
        world.ns("a").pod("a/db", "app=db", {"10.0.0.1"});
        world.ns("b").pod("b/db", "app=db", {"10.0.0.2"});
        world.ns("c").pod("c/web", "app=web", {"10.0.0.3"});
        return world;
    };
    auto before = cluster();
    auto after = cluster();
    for (const char* ns : {"a", "b"}) after.policy(policy_in(ns, "deny").selects("app=db"));
    const Compared compared = compare(before.world(), after.world());
    for (const std::string ns : {"a", "b"}) {
        const ConnectionChange& change = compared.at("c/web[Pod]", ns + "/db[Pod]");
        ASSERT_EQ(change.dropped_by.size(), 1U) << ns;
        EXPECT_EQ(change.dropped_by[0].cause.ns, ns);
    }
}

// What is uncertain on both sides may differ: it is no comfort.
TEST(CompareWorlds, UncertainOnBothSidesIsNotUnchanged) {
    auto lost = shop();
    lost.world().lost = {test_support::lost_in("shop")};
    const Compared compared = compare(lost.world(), lost.world());
    const ConnectionChange& web = compared.at("shop/web[Pod]", "shop/db[Pod]");
    EXPECT_TRUE(web.still_uncertain.is_all());
    EXPECT_TRUE(web.newly_uncertain.empty());
    EXPECT_EQ(compared.result.counts.unchanged, 0);
    EXPECT_GT(compared.result.counts.uncertain, 0);
    EXPECT_EQ(compared.result.counts.uncertain, compared.result.counts.uncertain_on_both);
    EXPECT_EQ(web.caveats, std::vector<std::string>({"INPUT_LOST"}));
}

// Of a range that has one answer each rule that made it so is named, once.
TEST(CompareWorlds, ARangeOutsideHasTheCausesOfAllItsParts) {
    auto before = shop();
    before.policy(policy_in("shop", "db")
                      .selects("app=db")
                      .ingress(rule({test_support::block("192.168.0.0/17"),
                                     test_support::block("192.168.128.0/17")})));
    auto after = shop();
    after.policy(policy_in("shop", "db").selects("app=db").types({"Ingress"}));
    const ConnectionChange change =
        compare(before.world(), after.world()).at("192.168.0.0-192.168.255.255", "shop/db[Pod]");
    EXPECT_EQ(said(change.dropped_by),
              "before db spec.ingress[0].from[0], after db spec.podSelector, before db "
              "spec.ingress[0].from[1]");
}

// API: "traffic to and from the node where a Pod is running is always allowed".
TEST(CompareWorlds, AHostNetworkPodAndPodsOfItsNodeAreSaidToBeApart) {
    const auto cluster = [](const char* node_of_db) {
        WorldText world = shop();
        world.pod("shop/agent", "app=agent", {"10.0.9.1"}).host_network();
        for (const char* name : {"n1", "n2"}) {
            policy::Node node;
            node.name = name;
            node.addresses = {test_support::address(name[1] == '1' ? "10.0.9.1" : "10.0.9.2")};
            world.world().nodes.push_back(node);
        }
        for (policy::Pod& pod : world.world().pods) pod.node = pod.name == "db" ? node_of_db : "n1";
        return world;
    };
    for (const char* node : {"n1", "n2"}) {
        auto before = cluster(node);
        auto after = cluster(node);
        after.policy(policy_in("shop", "db").selects("app=db").types({"Ingress"}));
        const ConnectionChange change =
            compare(before.world(), after.world()).at("shop/agent[Pod]", "shop/db[Pod]");
        const bool shared = std::string(node) == "n1";
        EXPECT_EQ(change.caveats, shared ? std::vector<std::string>({"HOST_NETWORK_OWN_NODE"})
                                         : std::vector<std::string>())
            << node;
    }
}

// Pods from manifests, an ipBlock in two namespaces: where the policy is another one the answer may
// be as well; where nothing changed it cannot.
TEST(CompareWorlds, TheSameDoubtForTheSameReasonIsUnchanged) {
    const auto cluster = [](const char* cidr) {
        WorldText world;
        world.ns("a").ns("b");
        for (const char* pod : {"a/web", "a/db", "b/web", "b/db"}) {
            world.pod(pod, std::string("app=") + (pod + 2),
                      {"240.0.0." + std::to_string(pod[0] + pod[2])});
        }
        for (auto& pod : world.world().pods) pod.addresses_are = policy::Addresses::StandIn;
        for (const char* ns : {"a", "b"}) {
            world.policy(
                policy_in(ns, "out")
                    .selects("app=web")
                    .types({"Egress"})
                    .egress(rule({test_support::block(*ns == 'a' ? cidr : "10.0.0.0/8")})));
        }
        return world;
    };
    auto before = cluster("10.0.0.0/8");
    auto same = cluster("10.0.0.0/8");
    EXPECT_EQ(compare(before.world(), same.world()).result.counts.uncertain, 0);
    auto after = cluster("10.0.0.0/9");
    const Compared compared = compare(before.world(), after.world());
    EXPECT_GT(compared.result.counts.uncertain_on_both, 0);
    for (const ConnectionChange& change : compared.changes) {
        EXPECT_TRUE(change.src[0] == 'a' || change.dst[0] == 'a') << change.src << change.dst;
    }
}

// "removed" is nothing after, "added" nothing before: neither is known of what is uncertain.
TEST(CompareWorlds, WhatBecomesUncertainIsNeitherAddedNorRemoved) {
    auto lost = shop();
    lost.world().lost = {test_support::lost_in("shop")};
    for (const bool forward : {true, false}) {
        const Compared compared =
            forward ? compare(shop().world(), lost.world()) : compare(lost.world(), shop().world());
        ASSERT_FALSE(compared.changes.empty());
        for (const ConnectionChange& change : compared.changes) {
            EXPECT_EQ(change.kind, ConnectionChange::Kind::Changed) << change.src << change.dst;
        }
        EXPECT_EQ(compared.result.counts.newly_dropped, 0);
        EXPECT_EQ(compared.result.counts.newly_allowed, 0);
        EXPECT_GT(compared.result.counts.uncertain, 0);
    }
}

TEST(CompareWorlds, NewAndRenamedWorkloadsAreToldApart) {
    auto after = shop();
    after.world().pods[0].name = "frontend";
    after.pod("shop/cache", "app=cache", {"10.0.0.4"});
    const Compared compared = compare(shop().world(), after.world());
    EXPECT_EQ(compared.renamed, (std::vector<std::pair<std::string, std::string>>{
                                    {"shop/web[Pod]", "shop/frontend[Pod]"}}));
    for (const ConnectionChange& change : compared.changes) {
        EXPECT_EQ(change.workload, ConnectionChange::Workload::Added);
        EXPECT_TRUE(change.src == "shop/cache[Pod]" || change.dst == "shop/cache[Pod]");
    }
    EXPECT_EQ(compared.result.counts.newly_allowed, 0);
    EXPECT_GT(compared.result.counts.added, 0);
}

TEST(CompareWorlds, StandInsAreNoIdentity) {
    auto before = shop();
    before.policy(policy_in("shop", "out")
                      .selects("app=web")
                      .types({"Egress"})
                      .egress(rule({test_support::block("240.0.0.0/8")})));
    for (auto& pod : before.world().pods) pod.addresses_are = policy::Addresses::StandIn;
    policy::World after = before.world();
    for (std::uint32_t i = 0; i < after.pods.size(); ++i)
        after.pods[i].addresses = {policy::IpAddress::v4(0xF0000100U + i)};
    const Compared compared = compare(before.world(), after);
    for (const ConnectionChange& change : compared.changes) {
        EXPECT_EQ(change.before, change.after) << change.src << change.dst;
        EXPECT_TRUE(change.newly_uncertain.empty()) << change.src << change.dst;
    }
    EXPECT_EQ(compared.result.counts.uncertain, compared.result.counts.uncertain_on_both);
}

TEST(ApplyPolicies, ReplacesByNameAndKeepsPlaces) {
    auto base = shop();
    base.policy(db_admits("app=web", 5432));
    base.world().files = {"base.yaml"};
    auto more = shop();
    policy::NetworkPolicy replacing = db_admits("app=job", 1);
    replacing.position.line = 3;
    more.policy(replacing).policy(policy_in("other", "p"));
    more.world().files = {"more.yaml"};
    analysis::apply_policies(base.world(), more.world());
    ASSERT_EQ(base.world().policies.size(), 2U);
    EXPECT_EQ(base.world().files.at(base.world().policies[0].position.file), "more.yaml");
    EXPECT_EQ(base.world().namespaces.back().name, "other");
    EXPECT_EQ(base.world().pods.size(), 3U);
}

// ---- Random worlds: the sums are those of all pairs of pods

using Sums = std::tuple<std::int64_t, std::int64_t, std::int64_t>;

Sums brute_force(const policy::World& before, const policy::World& after) {
    const policy::Reachability was(before);
    const policy::Reachability is(after);
    Sums sums;
    for (std::size_t a = 0; a < before.pods.size(); ++a) {
        for (std::size_t b = 0; b < before.pods.size(); ++b) {
            if (a == b || !was.class_of(a) || !was.class_of(b)) continue;
            const auto then = was.between(*was.class_of(a), *was.class_of(b));
            const auto now = is.between(*is.class_of(a), *is.class_of(b));
            const auto count = [](const policy::ConnectionSet& set) {
                return static_cast<std::int64_t>(set.pieces());
            };
            std::get<0>(sums) += count(*then.certain - *now.possible);
            std::get<1>(sums) += count(*now.certain - *then.possible);
            std::get<2>(sums) += count(*then.certain & *now.certain);
        }
    }
    return sums;
}

Sums sums_of(const policy::World& before, const policy::World& after) {
    Sums sums;
    const auto count = [](const results::Connections& set) {
        return static_cast<std::int64_t>(set.tcp.size() + set.udp.size() + set.sctp.size() +
                                         (set.portless ? 1 : 0));
    };
    for (const ConnectionChange& change : compare(before, after).changes) {
        if (change.src.find('/') == std::string::npos) continue;  // an address outside
        if (change.dst.find('/') == std::string::npos) continue;
        std::get<0>(sums) += count(change.newly_dropped);
        std::get<1>(sums) += count(change.newly_allowed);
    }
    return sums;
}

TEST(CompareWorlds, RandomWorldsAgreeWithAllPairsOfPods) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const policy::World before = oracle::random_world(seed);
        policy::World after = before;
        if (!after.policies.empty()) after.policies.erase(after.policies.begin());
        Sums expected = brute_force(before, after);
        std::get<2>(expected) = 0;
        EXPECT_EQ(sums_of(before, after), expected) << "seed " << seed;
        EXPECT_TRUE(compare(after, after).changes.empty()) << "seed " << seed;
        const auto there = compare(before, after).result.counts;
        const auto back = compare(after, before).result.counts;
        EXPECT_EQ(there.newly_dropped, back.newly_allowed) << "seed " << seed;
        EXPECT_EQ(there.newly_allowed, back.newly_dropped) << "seed " << seed;
        EXPECT_EQ(there.unchanged, back.unchanged) << "seed " << seed;
    }
}

// A change that is certain has a cause on one side, and what did not change has none; a policy
// judges its own namespace's end.
TEST(CompareWorlds, RandomWorldsHaveCauses) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const policy::World before = oracle::random_world(seed);
        policy::World after = before;
        if (!after.policies.empty()) after.policies.pop_back();
        for (const ConnectionChange& change : compare(before, after).changes) {
            EXPECT_EQ(change.newly_dropped.empty(), change.dropped_by.empty())
                << "seed " << seed << ": " << change.src << " -> " << change.dst;
            EXPECT_EQ(change.newly_allowed.empty(), change.allowed_by.empty())
                << "seed " << seed << ": " << change.src << " -> " << change.dst;
            for (const auto* causes : {&change.dropped_by, &change.allowed_by}) {
                for (const results::SidedCause& one : *causes) {
                    const auto& end = one.cause.direction == "ingress" ? change.dst : change.src;
                    EXPECT_EQ(end.substr(0, end.find('/')), one.cause.ns)
                        << "seed " << seed << ": " << change.src << " -> " << change.dst;
                }
            }
        }
    }
}

}  // namespace
