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
    ASSERT_EQ(web.causes.size(), 1U);
    EXPECT_TRUE(web.causes[0].after);
    EXPECT_EQ(web.causes[0].cause.name, "db");
    EXPECT_EQ(web.causes[0].cause.direction, "ingress");
    EXPECT_EQ(web.causes[0].cause.rule, results::none);
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
    ASSERT_EQ(web.causes.size(), 2U);
    EXPECT_FALSE(web.causes[0].after);
    EXPECT_EQ(web.causes[0].cause.path, "spec.ingress[0].from[0]");
    EXPECT_TRUE(web.causes[1].after);
    const ConnectionChange& job = compared.at("shop/job[Pod]", "shop/db[Pod]");
    EXPECT_EQ(job.kind, ConnectionChange::Kind::Added);
    ASSERT_EQ(job.causes.size(), 1U);
    EXPECT_TRUE(job.causes[0].after);
    EXPECT_EQ(job.causes[0].cause.rule, 0);
    EXPECT_EQ(compared.result.counts.newly_dropped, 1);
    EXPECT_EQ(compared.result.counts.newly_allowed, 1);
}

TEST(CompareWorlds, LiftedIsolationNamesThePolicyThatIsGone) {
    auto before = shop();
    before.policy(db_admits("app=web", 5432));
    const Compared compared = compare(before.world(), shop().world());
    const ConnectionChange& job = compared.at("shop/job[Pod]", "shop/db[Pod]");
    EXPECT_EQ(job.kind, ConnectionChange::Kind::Added);
    ASSERT_EQ(job.causes.size(), 1U);
    EXPECT_FALSE(job.causes[0].after);
    EXPECT_EQ(job.causes[0].cause.name, "db");
}

TEST(CompareWorlds, OtherPortsAreNeitherWiderNorNarrower) {
    auto before = shop();
    before.policy(db_admits("app=web", 5432));
    auto after = shop();
    after.policy(db_admits("app=web", 5433));
    EXPECT_EQ(compare(before.world(), after.world()).at("shop/web[Pod]", "shop/db[Pod]").kind,
              ConnectionChange::Kind::Changed);
}

// "removed" is nothing after, "added" nothing before: neither is known of what is uncertain.
TEST(CompareWorlds, WhatBecomesUncertainIsNeitherAddedNorRemoved) {
    auto lost = shop();
    lost.world().incomplete_namespaces = {"shop"};
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
    EXPECT_TRUE(compare(before.world(), after).changes.empty());
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

// A change that is certain has a cause on one side.
TEST(CompareWorlds, RandomWorldsHaveCauses) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const policy::World before = oracle::random_world(seed);
        policy::World after = before;
        if (!after.policies.empty()) after.policies.pop_back();
        for (const ConnectionChange& change : compare(before, after).changes) {
            if (change.newly_dropped.empty() && change.newly_allowed.empty()) continue;
            EXPECT_FALSE(change.causes.empty())
                << "seed " << seed << ": " << change.src << " -> " << change.dst;
        }
    }
}

}  // namespace
