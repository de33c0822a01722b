// SPDX-License-Identifier: MIT
// Which pods are printed as one.
#include "sim/analysis/workloads.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/worlds.h"

namespace {

using namespace test_support;

// The pods "shop/web-0", "shop/web-1" ... of the Deployment "web", which differ in the label "n".
WorldText replicas(int count) {
    WorldText world;
    world.ns("shop");
    for (int i = 0; i < count; ++i) {
        const std::string number = std::to_string(i);
        world.pod("shop/web-" + number, "app=web,n=" + number, {"10.0.0.1" + number});
        world.world().pods.back().workload = {"Deployment", "web"};
    }
    world.pod("shop/db", "app=db", {"10.0.0.2"});
    world.world().pods.back().workload = {"Pod", "db"};
    return world;
}

std::vector<std::string> names(const WorldText& world, bool each_pod = false) {
    const policy::Reachability reach(world.world());
    std::vector<std::string> names;
    for (const auto& group : analysis::group_pods(world.world(), reach, each_pod)) {
        names.push_back(group.name + " " + std::to_string(group.pods.size()));
    }
    return names;
}

using Names = std::vector<std::string>;

TEST(GroupPods, ReplicasThatNothingTellsApartAreTheirWorkload) {
    EXPECT_EQ(names(replicas(3)), (Names{"shop/db[Pod] 1", "shop/web[Deployment] 3"}));
}

TEST(GroupPods, AReplicaJudgedDifferentlyIsListedAsAPod) {
    WorldText world = replicas(3);
    world.policy(policy_in("shop", "canary").selects("n=1").types({"Ingress"}));
    EXPECT_EQ(names(world),
              (Names{"shop/db[Pod] 1", "shop/web[Deployment] 2", "shop/web-1[Pod] 1"}));
}

TEST(GroupPods, WithoutALargestPartEveryReplicaIs) {
    WorldText world = replicas(2);
    world.policy(policy_in("shop", "canary").selects("n=1").types({"Ingress"}));
    EXPECT_EQ(names(world), (Names{"shop/db[Pod] 1", "shop/web-0[Pod] 1", "shop/web-1[Pod] 1"}));
}

// The rule names one replica, but what it admits is admitted of the others by another rule.
TEST(GroupPods, ClassesOfWhichNoAnswerDiffersAreOne) {
    WorldText world = replicas(3);
    world.policy(policy_in("shop", "db")
                     .selects("app=db")
                     .ingress(rule({pods("n=1")}, {port(5432)}))
                     .ingress(rule({pods("app=web")}, {port(5432)})));
    EXPECT_EQ(names(world), (Names{"shop/db[Pod] 1", "shop/web[Deployment] 3"}));
    const policy::Reachability reach(world.world());
    EXPECT_NE(reach.class_of(0), reach.class_of(1)) << "else this tests nothing";
}

TEST(GroupPods, EachPodInTheOrderOfNames) {
    WorldText world;
    world.ns("b").ns("a");
    world.pod("b/x", "", {"10.0.0.1"}).pod("a/y", "", {"10.0.0.2"}).pod("a/x", "", {"10.0.0.3"});
    world.pod("a/done", "", {"10.0.0.4"}).phase(policy::Phase::Succeeded).pod("a/new", "", {});
    EXPECT_EQ(names(world, true), (Names{"a/x[Pod] 1", "a/y[Pod] 1", "b/x[Pod] 1"}))
        << "finished pods and those without address are in no group";
}

TEST(RangeName, IsTheAddressWhereThereIsOne) {
    const auto at = [](const char* text) { return *policy::IpAddress::parse(text); };
    EXPECT_EQ(analysis::range_name({at("10.0.0.0"), at("10.255.255.255")}),
              "10.0.0.0-10.255.255.255");
    EXPECT_EQ(analysis::range_name({at("10.0.0.1"), at("10.0.0.1")}), "10.0.0.1");
    EXPECT_EQ(analysis::range_name({at("2001:db8::"), at("2001:db8::ff")}),
              "2001:db8::-2001:db8::ff");
}

}  // namespace
