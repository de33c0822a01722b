// SPDX-License-Identifier: MIT
// Rows of `reach` of small worlds. What is expected follows from the API's semantics by hand.
#include "sim/analysis/reach.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/worlds.h"

namespace {

using namespace test_support;
using analysis::ReachOptions;
using Lines = std::vector<std::string>;

class Listed : public results::ReachReport {
  public:
    void add(const results::ReachEnd& from, const results::ReachEnd& to,
             const results::ReachAnswer& answer) override {
        lines.push_back(from.ref + " -> " + to.ref + ": " + answer.text);
    }
    void end() override {}
    Lines lines;
};

Lines rows(const WorldText& world, const ReachOptions& options = {},
           const policy::Settings& settings = {}, analysis::RowsOf of = analysis::RowsOf::Groups) {
    const policy::Reachability reach(world.world(), settings);
    Listed listed;
    analysis::Reach(world.world(), reach, options).write(listed, of);
    return listed.lines;
}

// Without rows that have an end outside.
Lines inside(const WorldText& world, const ReachOptions& options = {}) {
    Lines lines;
    for (const std::string& line : rows(world, options)) {
        const bool outside =
            line.find("255") != std::string::npos || line.find("ffff") != std::string::npos;
        if (!outside) lines.push_back(line);
    }
    return lines;
}

void own(WorldText& world, const char* kind, const char* name) {
    world.world().pods.back().workload = {kind, name};
}

// web with two replicas and db with one; db takes TCP/5432 from web.
WorldText shop() {
    WorldText world;
    world.ns("shop");
    world.pod("shop/web-0", "app=web", {"10.0.0.1"});
    own(world, "Deployment", "web");
    world.pod("shop/web-1", "app=web", {"10.0.0.2"});
    own(world, "Deployment", "web");
    world.pod("shop/db-0", "app=db", {"10.0.0.3"});
    own(world, "StatefulSet", "db");
    world.policy(
        policy_in("shop", "db").selects("app=db").ingress(rule({pods("app=web")}, {port(5432)})));
    return world;
}

TEST(Reach, WorkloadsAndOutside) {
    EXPECT_EQ(rows(shop()), (Lines{
                                "shop/db[StatefulSet] -> shop/web[Deployment]: all",
                                "shop/db[StatefulSet] -> 0.0.0.0-255.255.255.255: all",
                                "shop/web[Deployment] -> shop/db[StatefulSet]: TCP 5432",
                                "shop/web[Deployment] -> 0.0.0.0-255.255.255.255: all",
                                "0.0.0.0-255.255.255.255 -> shop/web[Deployment]: all",
                            }))
        << "nothing outside may open anything to db; pods' addresses cut no range";
}

TEST(Reach, AWorkloadWithItselfOnRequest) {
    ReachOptions options;
    options.self = true;
    EXPECT_EQ(inside(shop(), options), (Lines{
                                           "shop/db[StatefulSet] -> shop/db[StatefulSet]: all",
                                           "shop/db[StatefulSet] -> shop/web[Deployment]: all",
                                           "shop/web[Deployment] -> shop/db[StatefulSet]: TCP 5432",
                                           "shop/web[Deployment] -> shop/web[Deployment]: all",
                                       }))
        << "a pod always reaches itself, whatever isolates it";
}

TEST(Reach, ReplicasOfAnIsolatedWorkloadDoNotReachEachOther) {
    WorldText world = shop();
    world.policy(policy_in("shop", "web").selects("app=web").types({"Ingress"}));
    ReachOptions options;
    options.self = true;
    EXPECT_EQ(inside(world, options), (Lines{
                                          "shop/db[StatefulSet] -> shop/db[StatefulSet]: all",
                                          "shop/web[Deployment] -> shop/db[StatefulSet]: TCP 5432",
                                      }));
}

TEST(Reach, PodsAreListedWithTheirSiblings) {
    ReachOptions options;
    options.each_pod = true;
    EXPECT_EQ(inside(shop(), options), (Lines{
                                           "shop/db-0[Pod] -> shop/web-0[Pod]: all",
                                           "shop/db-0[Pod] -> shop/web-1[Pod]: all",
                                           "shop/web-0[Pod] -> shop/db-0[Pod]: TCP 5432",
                                           "shop/web-0[Pod] -> shop/web-1[Pod]: all",
                                           "shop/web-1[Pod] -> shop/db-0[Pod]: TCP 5432",
                                           "shop/web-1[Pod] -> shop/web-0[Pod]: all",
                                       }));
}

TEST(Reach, FocusKeepsRowsOfEitherEnd) {
    WorldText world = shop();
    world.pod("shop/log", "app=log", {"10.0.0.4"});
    own(world, "Pod", "log");
    ReachOptions options;
    options.focus = std::vector<std::uint32_t>{2};  // db
    EXPECT_EQ(rows(world, options), (Lines{
                                        "shop/db[StatefulSet] -> shop/log[Pod]: all",
                                        "shop/db[StatefulSet] -> shop/web[Deployment]: all",
                                        "shop/db[StatefulSet] -> 0.0.0.0-255.255.255.255: all",
                                        "shop/web[Deployment] -> shop/db[StatefulSet]: TCP 5432",
                                    }));
}

// Each rule cuts the addresses, but a row is cut only where its own subject tells them apart.
TEST(Reach, RangesAreSplitAsTheRulesNeedAndNoFiner) {
    WorldText world;
    world.ns("n");
    world.pod("n/a", "app=a", {"10.1.0.1"}).pod("n/b", "app=b", {"10.2.0.1"});
    world.policy(policy_in("n", "a")
                     .selects("app=a")
                     .ingress(rule({block("10.0.0.0/8", {"10.3.0.0/16"})}, {port(80)}))
                     .ingress(rule({block("11.0.0.0/8")}, {port(80)})));
    world.policy(policy_in("n", "b").selects("app=b").ingress(rule({block("10.128.0.0/9")})));
    EXPECT_EQ(rows(world), (Lines{
                               "n/a[Pod] -> 0.0.0.0-255.255.255.255: all",
                               "n/b[Pod] -> n/a[Pod]: TCP 80",
                               "n/b[Pod] -> 0.0.0.0-255.255.255.255: all",
                               "10.0.0.0-10.2.255.255 -> n/a[Pod]: TCP 80",
                               "10.4.0.0-11.255.255.255 -> n/a[Pod]: TCP 80",
                               "10.128.0.0-10.255.255.255 -> n/b[Pod]: all",
                           }));
}

TEST(Reach, IpBlocksMatchPodsUnlessSaidOtherwise) {
    WorldText world;
    world.ns("n");
    world.pod("n/a", "app=a", {"10.1.0.1"}).pod("n/b", "app=b", {"10.2.0.1"});
    world.policy(
        policy_in("n", "a").selects("app=a").ingress(rule({block("10.2.0.0/16")}, {port(80)})));
    EXPECT_EQ(inside(world), (Lines{"n/a[Pod] -> n/b[Pod]: all", "n/b[Pod] -> n/a[Pod]: TCP 80"}));
    policy::Settings settings;
    settings.ip_block_matches_pods = false;
    EXPECT_EQ(rows(world, {}, settings), (Lines{
                                             "n/a[Pod] -> n/b[Pod]: all",
                                             "n/a[Pod] -> 0.0.0.0-255.255.255.255: all",
                                             "n/b[Pod] -> 0.0.0.0-255.255.255.255: all",
                                             "10.2.0.0-10.2.255.255 -> n/a[Pod]: TCP 80",
                                             "0.0.0.0-255.255.255.255 -> n/b[Pod]: all",
                                         }));
}

TEST(Reach, Ipv6RangesOnlyWhereAnEndpointHasAnIpv6Address) {
    WorldText world;
    world.ns("n");
    world.pod("n/four", "", {"10.1.0.1"}).pod("n/both", "", {"10.1.0.2", "2001:db8::2"});
    const std::string every = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
    EXPECT_EQ(rows(world), (Lines{
                               "n/both[Pod] -> n/four[Pod]: all",
                               "n/both[Pod] -> 0.0.0.0-255.255.255.255: all",
                               "n/both[Pod] -> ::-" + every + ": all",
                               "n/four[Pod] -> n/both[Pod]: all",
                               "n/four[Pod] -> 0.0.0.0-255.255.255.255: all",
                               "0.0.0.0-255.255.255.255 -> n/both[Pod]: all",
                               "::-" + every + " -> n/both[Pod]: all",
                               "0.0.0.0-255.255.255.255 -> n/four[Pod]: all",
                           }));
}

TEST(Reach, DoubtIsToldApartFromWhatIsAllowed) {
    WorldText world;
    world.ns("n").ns("lost");
    world.pod("n/db", "app=db", {"10.1.0.1"}).pod("n/new", "app=new", {"240.0.0.1"});
    world.world().pods.back().addresses_are = policy::Addresses::StandIn;
    world.pod("n/twin", "app=twin", {"10.1.0.3"});
    world.world().pods.back().addresses_are = policy::Addresses::Disputed;
    world.pod("lost/x", "", {"10.1.0.4"});
    world.world().lost = {test_support::lost_in("lost")};
    world.policy(policy_in("n", "db")
                     .selects("app=db")
                     .ingress(rule({block("10.1.0.0/16")}, {port(80)}))
                     .ingress(rule({pods("")}, {port(81)})));
    ReachOptions options;
    options.focus = std::vector<std::uint32_t>{0};
    EXPECT_EQ(inside(world, options),
              (Lines{
                  "lost/x[Pod] -> n/db[Pod]: ? all (INPUT_LOST)",
                  "n/db[Pod] -> lost/x[Pod]: ? all (INPUT_LOST)",
                  "n/db[Pod] -> n/new[Pod]: all",
                  "n/db[Pod] -> n/twin[Pod]: all",
                  "n/new[Pod] -> n/db[Pod]: TCP 81 ? TCP 80 (ADDRESS_UNKNOWN)",
                  "n/twin[Pod] -> n/db[Pod]: TCP 81 ? TCP 80 (ADDRESS_DISPUTED)",
              }));
}

TEST(Reach, FamiliesThatDifferAreMentioned) {
    WorldText world;
    world.ns("n");
    world.pod("n/a", "app=a", {"10.1.0.1", "2001:db8::1"});
    world.pod("n/b", "app=b", {"10.1.0.2", "2001:db8::2"});
    world.policy(
        policy_in("n", "a").selects("app=a").ingress(rule({block("10.0.0.0/8")}, {port(80)})));
    EXPECT_EQ(inside(world).back(), "n/b[Pod] -> n/a[Pod]: TCP 80 (DUAL_STACK_DIFFERS)");
}

// Two agents, each on its node, one replica of web on the first.
TEST(Reach, AHostNetworkPodReachesThePodsOfItsNode) {
    WorldText world;
    world.ns("n");
    for (const char* node : {"one", "two"}) {
        world.pod(std::string("n/agent-") + node, "", {node[0] == 'o' ? "10.1.0.1" : "10.1.0.2"});
        world.host_network();
        own(world, "DaemonSet", "agent");
        world.world().pods.back().node = node;
    }
    world.pod("n/web", "app=web", {"10.1.0.3"});
    world.world().pods.back().node = "one";
    own(world, "Deployment", "web");
    world.policy(policy_in("n", "web").selects("app=web").types({"Ingress"}));
    EXPECT_EQ(inside(world),
              (Lines{"n/agent[DaemonSet] -> n/web[Deployment]: ? all (HOST_NETWORK_OWN_NODE)",
                     "n/web[Deployment] -> n/agent[DaemonSet]: all"}));
    ReachOptions options;
    options.each_pod = true;
    options.focus = std::vector<std::uint32_t>{2};
    EXPECT_EQ(inside(world, options),
              (Lines{"n/agent-one[Pod] -> n/web[Pod]: all", "n/web[Pod] -> n/agent-one[Pod]: all",
                     "n/web[Pod] -> n/agent-two[Pod]: all"}));
}

TEST(Reach, SaysOfALabelThatAControllerWritesThatItIsInDoubtAndNothingElse) {
    WorldText world;
    world.ns("n").pod("n/db", "app=db", {"240.0.0.1"}).pod("n/web", "app=web", {"240.0.0.2"});
    for (policy::Pod& pod : world.world().pods) {
        pod.addresses_are = policy::Addresses::StandIn;
        pod.unknown_labels = {"pod-template-hash"};
    }
    world.policy(policy_in("n", "db").selects("app=db").ingress(
        rule({pods("pod-template-hash=1")}, {port(80)})));
    EXPECT_EQ(inside(world), (Lines{"n/db[Pod] -> n/web[Pod]: all",
                                    "n/web[Pod] -> n/db[Pod]: ? TCP 80 (LABEL_UNKNOWN)"}));
}

TEST(Reach, WhereNoNodeIsKnownAHostNetworkPodMayBeOnAnyPodsNode) {
    WorldText world;
    world.ns("n").pod("n/agent", "", {"10.1.0.1"}).host_network();
    own(world, "DaemonSet", "agent");
    world.pod("n/web", "app=web", {"10.1.0.3"});
    own(world, "Deployment", "web");
    world.policy(
        policy_in("n", "web").selects("app=web").ingress(rule({block("10.1.0.1/32")}, {port(80)})));
    EXPECT_EQ(
        inside(world),
        (Lines{"n/agent[DaemonSet] -> n/web[Deployment]: TCP 80 ? TCP 1-79,81-65535; UDP all; SCTP "
               "all; ICMP and others (HOST_NETWORK_OWN_NODE)",
               "n/web[Deployment] -> n/agent[DaemonSet]: all"}));
}

// Six workloads that nothing tells apart in two namespaces, and db, which takes TCP/5432 of all.
WorldText many() {
    WorldText world;
    world.ns("a").ns("b");
    const char* const names[] = {"a/u", "a/v", "a/w", "b/x", "b/y", "b/z"};
    int last = 1;
    for (const char* name : names) world.pod(name, "", {"10.0.0." + std::to_string(last++)});
    world.pod("b/db", "app=db", {"10.0.0.9"});
    world.policy(policy_in("b", "db")
                     .selects("app=db")
                     .ingress(rule({namespaces("")}, {port(5432)}))
                     .egress(rule({namespaces("kubernetes.io/metadata.name=a")}, {port(80)})));
    return world;
}

TEST(Reach, ClassesInPlaceOfPairs) {
    // The rule of db tells the pods of a from those of b.
    EXPECT_EQ(rows(many(), {}, {}, analysis::RowsOf::Classes),
              (Lines{
                  "a/u[Pod], a/v[Pod] and 1 more in a -> a/u[Pod], a/v[Pod] and "
                  "4 more in 2 namespaces: all",
                  "a/u[Pod], a/v[Pod] and 1 more in a -> b/db[Pod]: TCP 5432",
                  "a/u[Pod], a/v[Pod] and 1 more in a -> 0.0.0.0-255.255.255.255: all",
                  "b/db[Pod] -> a/u[Pod], a/v[Pod] and 1 more in a: TCP 80",
                  "b/x[Pod], b/y[Pod] and 1 more in b -> a/u[Pod], a/v[Pod] and "
                  "4 more in 2 namespaces: all",
                  "b/x[Pod], b/y[Pod] and 1 more in b -> b/db[Pod]: TCP 5432",
                  "b/x[Pod], b/y[Pod] and 1 more in b -> 0.0.0.0-255.255.255.255: all",
                  "0.0.0.0-255.255.255.255 -> a/u[Pod], a/v[Pod] and 1 more in a: all",
                  "0.0.0.0-255.255.255.255 -> b/x[Pod], b/y[Pod] and 1 more in b: all",
              }));
}

TEST(Reach, CountsPairsAndStopsWhereThereAreTooMany) {
    const WorldText world = many();
    const policy::Reachability reach(world.world());
    const analysis::Reach rows(world.world(), reach, {});
    // 6 x 6 among themselves, each with itself counted, 6 to db, 3 from db, 6 to outside.
    EXPECT_EQ(rows.count(1000), 51U);
    EXPECT_GT(rows.count(10), 10U);
}

}  // namespace
