// SPDX-License-Identifier: MIT
// What the oracle cannot be asked (tests/policy/oracle/reach.cpp compares every pair with it):
// classes, doubt, families, own nodes.
#include "policy/reach/reachability.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/worlds.h"

namespace {

using policy::Addresses;
using policy::Allowed;
using policy::ClassId;
using policy::Protocol;
using policy::Reachability;
using policy::Settings;
using test_support::block;
using test_support::namespaces;
using test_support::pods;
using test_support::policy_in;
using test_support::port;
using test_support::rule;
using test_support::WorldText;

ClassId class_of(const Reachability& reach, const WorldText& world, const std::string& pod) {
    return reach.class_of(world.index(pod)).value();
}

// "certain", "certain (certain or possible)", with " [own node]", " [families]".
std::string text(const Allowed& allowed) {
    std::string result = allowed.certain->text();
    if (allowed.possible != allowed.certain) result += " (" + allowed.possible->text() + ')';
    if (allowed.all_on_own_node) result += " [own node]";
    if (allowed.families_differ) result += " [families]";
    return result;
}

std::string between(const WorldText& world, const std::string& from, const std::string& to,
                    const Settings& settings = {}) {
    const Reachability reach(world.world(), settings);
    return text(reach.between(class_of(reach, world, from), class_of(reach, world, to)));
}

std::string outside_text(const Reachability& reach) {
    std::string result;
    for (const policy::EndpointClass& each : reach.classes()) {
        if (!each.is_outside()) continue;
        if (!result.empty()) result += " | ";
        for (const policy::AddressRange& range : each.outside) {
            if (&range != &each.outside.front()) result += ' ';
            result += range.first.text() + '-' + range.last.text();
        }
    }
    return result;
}

WorldText two_pods() {
    WorldText world;
    world.ns("x", "team=red");
    world.pod("x/a", "app=a", {"10.0.0.1"}).pod("x/b", "app=b", {"10.0.0.2"});
    return world;
}

TEST(Reachability, WithoutPoliciesOneClassAndOutside) {
    WorldText world = two_pods();
    world.ns("y").pod("y/c", "app=c", {"10.0.0.4"});
    const Reachability reach(world.world());
    ASSERT_EQ(reach.classes().size(), 2U);
    EXPECT_EQ(reach.classes()[0].pods, (std::vector<std::uint32_t>{0, 1, 2}));
    EXPECT_EQ(outside_text(reach), "0.0.0.0-10.0.0.0 10.0.0.3-10.0.0.3 10.0.0.5-255.255.255.255");
    EXPECT_EQ(text(reach.between(0, 0)), "all");
    EXPECT_EQ(text(reach.between(0, 1)), "all");
    EXPECT_EQ(text(reach.between(1, 0)), "all");
    EXPECT_EQ(text(reach.between(1, 1)), "none");
}

TEST(Reachability, NoPodsNoClasses) {
    EXPECT_TRUE(Reachability(policy::World()).classes().empty());
}

TEST(Reachability, EqualPoliciesOfTwoNamespacesMakeOneClass) {
    WorldText world = two_pods();
    world.ns("y").pod("y/c", "app=c", {"10.0.0.4"}).ns("z").pod("z/d", "", {"10.0.0.5"});
    for (const char* ns : {"x", "y"}) world.policy(policy_in(ns, "deny").types({"Ingress"}));
    const Reachability reach(world.world());
    EXPECT_EQ(class_of(reach, world, "x/a"), class_of(reach, world, "y/c"));
    EXPECT_NE(class_of(reach, world, "x/a"), class_of(reach, world, "z/d"));
    EXPECT_EQ(reach.classes().size(), 3U);  // isolated, not isolated, outside
}

TEST(Reachability, LabelsNobodyAsksForDoNotMatter) {
    WorldText world = two_pods();
    world.pod("x/a2", "app=a,hash=17", {"10.0.0.3"});
    world.policy(policy_in("x", "p").selects("app=b").ingress(rule({pods("app=a")})));
    const Reachability reach(world.world());
    EXPECT_EQ(class_of(reach, world, "x/a"), class_of(reach, world, "x/a2"));
    EXPECT_NE(class_of(reach, world, "x/a"), class_of(reach, world, "x/b"));
}

TEST(Reachability, OutsideIsCutWhereBlocksBeginAndEndAndNoFiner) {
    WorldText world = two_pods();
    world.policy(policy_in("x", "p")
                     .types({"Egress"})
                     .egress(rule({block("10.0.0.0/29", {"10.0.0.4/31"}), block("192.0.2.0/24")},
                                  {port(443)})));
    // Not in force: Egress is not among the types.
    world.policy(policy_in("x", "q").types({"Ingress"}).egress(rule({block("198.51.100.0/24")})));
    const Reachability reach(world.world());
    EXPECT_EQ(outside_text(reach),
              "0.0.0.0-9.255.255.255 10.0.0.4-10.0.0.5 10.0.0.8-192.0.1.255 "
              "192.0.3.0-255.255.255.255 | 10.0.0.0-10.0.0.0 10.0.0.3-10.0.0.3 10.0.0.6-10.0.0.7 | "
              "192.0.2.0-192.0.2.255");
}

TEST(Reachability, AFamilyIsThereWhereAPodHasIt) {
    WorldText world;
    world.ns("x").pod("x/a", "app=a", {"fd00::1"});
    EXPECT_EQ(outside_text(Reachability(world.world())),
              "::-fd00:: fd00::2-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    world.pod("x/b", "app=b", {"10.0.0.1"});
    const Reachability reach(world.world());
    EXPECT_EQ(outside_text(reach),
              "0.0.0.0-10.0.0.0 10.0.0.2-255.255.255.255 | "
              "::-fd00:: fd00::2-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    EXPECT_EQ(text(reach.between(0, 1)), "none") << "no family in common";
    EXPECT_EQ(text(reach.between(0, 2)), "none") << "IPv6 to IPv4";
    EXPECT_EQ(text(reach.between(0, 3)), "all");
}

TEST(Reachability, FamiliesMayDiffer) {
    WorldText world;
    world.ns("x");
    world.pod("x/a", "app=a", {"10.0.0.1", "fd00::1"}).pod("x/b", "app=b", {"10.0.0.2", "fd00::2"});
    world.policy(
        policy_in("x", "p").selects("app=b").ingress(rule({block("10.0.0.0/8")}, {port(80)})));
    EXPECT_EQ(between(world, "x/a", "x/b"), "TCP 80 [families]");
    EXPECT_EQ(between(world, "x/b", "x/a"), "all");
    world.policy(policy_in("x", "q").selects("app=b").ingress(rule({block("::/0")}, {port(80)})));
    EXPECT_EQ(between(world, "x/a", "x/b"), "TCP 80");
    world.policy(policy_in("x", "r").selects("app=b").ingress(rule({block("::/0")}, {port(81)})));
    EXPECT_EQ(between(world, "x/a", "x/b"), "TCP 80-81 [families]");
}

TEST(Reachability, NamedPortsAreThoseOfEachDestination) {
    WorldText world;
    world.ns("x").pod("x/a", "app=a", {"10.0.0.1"});
    world.pod("x/b", "app=b", {"10.0.0.2"}, {{"web", Protocol::TCP, 80}});
    world.pod("x/c", "app=b", {"10.0.0.3"}, {{"web", Protocol::TCP, 8080}});
    world.pod("x/d", "app=b", {"10.0.0.4"}, {{"web", Protocol::UDP, 80}, {"other", {}, 1}});
    world.policy(policy_in("x", "p")
                     .selects("app=a")
                     .types({"Egress"})
                     .egress(rule({}, {port("web"), port(443)})));
    world.policy(
        policy_in("x", "q").selects("app=b").ingress(rule({pods("app=a")}, {port("web")})));
    EXPECT_EQ(between(world, "x/a", "x/b"), "TCP 80");
    EXPECT_EQ(between(world, "x/a", "x/c"), "TCP 8080");
    EXPECT_EQ(between(world, "x/a", "x/d"), "none");
    const Reachability reach(world.world());
    EXPECT_EQ(text(reach.between(class_of(reach, world, "x/a"), 4)), "TCP 443") << "outside";
}

TEST(Reachability, WhereABlockCouldMatterAStandInIsInDoubt) {
    WorldText world = two_pods();
    world.world().pods[0].addresses_are = Addresses::StandIn;
    world.policy(
        policy_in("x", "p").selects("app=b").ingress(rule({block("10.0.0.0/8")}, {port(80)})));
    EXPECT_EQ(between(world, "x/a", "x/b"), "none (TCP 80)");
    EXPECT_EQ(between(world, "x/b", "x/a"), "all");
    Settings settings;
    settings.ip_block_matches_pods = false;
    EXPECT_EQ(between(world, "x/a", "x/b", settings), "none");
    world.policy(policy_in("x", "q").selects("app=b").ingress(rule({pods("app=a")}, {port(80)})));
    EXPECT_EQ(between(world, "x/a", "x/b"), "TCP 80") << "a selector does not ask for addresses";
    world.policy(policy_in("x", "r").selects("app=b").ingress(rule({block("0.0.0.0/0")})));
    EXPECT_EQ(between(world, "x/a", "x/b"), "all") << "whatever its address";
}

TEST(Reachability, AStandInIsOfEveryFamilyThatIsKnown) {
    WorldText world;
    world.ns("x").pod("x/a", "app=a", {"240.0.0.1"}).pod("x/b", "app=b", {"fd00::2"});
    world.world().pods[0].addresses_are = Addresses::StandIn;
    EXPECT_EQ(between(world, "x/a", "x/b"), "all");
    world.policy(
        policy_in("x", "p").selects("app=b").ingress(rule({block("fd00::/8")}, {port(80)})));
    EXPECT_EQ(between(world, "x/a", "x/b"), "none (TCP 80)");
}

TEST(Reachability, ADisputedAddressIsInDoubtToo) {
    WorldText world = two_pods();
    world.world().pods[0].addresses = world.world().pods[1].addresses;
    for (policy::Pod& pod : world.world().pods) pod.addresses_are = Addresses::Disputed;
    world.policy(
        policy_in("x", "p").selects("app=b").ingress(rule({block("10.0.0.2/32")}, {port(80)})));
    EXPECT_EQ(between(world, "x/a", "x/b"), "none (TCP 80)");
}

// x/a and x/c claim one address, and give the name http to different ports.
WorldText two_claimants() {
    WorldText world;
    world.ns("x");
    world.pod("x/a", "app=a", {"10.0.0.1"}, {{"http", Protocol::TCP, 80}});
    world.pod("x/b", "app=b", {"10.0.0.2"});
    world.pod("x/c", "app=c", {"10.0.0.1"}, {{"http", Protocol::TCP, 81}});
    for (const std::size_t pod : {0U, 2U}) {
        world.world().pods[pod].addresses_are = Addresses::Disputed;
    }
    return world;
}

TEST(Reachability, OfTwoThatClaimAnAddressEitherMayBeMeant) {
    WorldText world = two_claimants();
    world.policy(policy_in("x", "in").selects("app=b").ingress(rule({pods("app=a")}, {port(80)})));
    EXPECT_EQ(between(world, "x/a", "x/b"), "none (TCP 80)");
    EXPECT_EQ(between(world, "x/c", "x/b"), "none (TCP 80)") << "x/a may be meant";
    world.policy(policy_in("x", "both").selects("app=b").ingress(rule({pods("")}, {port(53)})));
    EXPECT_EQ(between(world, "x/a", "x/b"), "TCP 53 (TCP 53,80)") << "selected whichever it is";
}

TEST(Reachability, ADisputedPodsOwnPoliciesAreNotInDoubt) {
    WorldText world = two_claimants();
    world.policy(policy_in("x", "a").selects("app=a").types({"Ingress", "Egress"}));
    EXPECT_EQ(between(world, "x/a", "x/b"), "none");
    EXPECT_EQ(between(world, "x/c", "x/b"), "all");
    EXPECT_EQ(between(world, "x/b", "x/a"), "none");
    EXPECT_EQ(between(world, "x/b", "x/c"), "all");
}

TEST(Reachability, ANameOfAPortIsThatOfThePodThatIsMeant) {
    WorldText world = two_claimants();
    world.policy(policy_in("x", "out").selects("app=b").egress(rule({pods("")}, {port("http")})));
    EXPECT_EQ(between(world, "x/b", "x/a"), "none (TCP 80-81)");
    WorldText one = two_claimants();
    one.policy(
        policy_in("x", "out").selects("app=b").egress(rule({pods("app=a")}, {port("http")})));
    EXPECT_EQ(between(one, "x/b", "x/a"), "none (TCP 80)") << "81 is not that of the pod selected";
}

TEST(Reachability, PodsThatLookAlikeMayShareAnAddressWithoutDoubt) {
    WorldText world = two_pods();
    world.pod("x/a2", "app=a", {"10.0.0.1"});
    for (const std::size_t pod : {0U, 2U}) {
        world.world().pods[pod].addresses_are = Addresses::Disputed;
    }
    world.policy(policy_in("x", "p").selects("app=b").ingress(rule({pods("app=a")}, {port(80)})));
    EXPECT_EQ(between(world, "x/a", "x/b"), "TCP 80");
}

TEST(Reachability, ALabelThatAControllerWritesMayHaveAnyValue) {
    WorldText world = two_pods();
    world.world().pods[0].unknown_labels = {"hash"};
    world.policy(policy_in("x", "in").selects("app=b").ingress(rule({pods("hash=1")}, {port(80)})));
    EXPECT_EQ(between(world, "x/a", "x/b"), "none (TCP 80)");
    world.policy(policy_in("x", "out").selects("hash=1").egress(rule({pods("app=b")}, {port(80)})));
    EXPECT_EQ(between(world, "x/a", "x/b"), "none (TCP 80)") << "what isolates it admits this";
    world.policy(policy_in("x", "all").selects("app=b").ingress(rule({})));
    EXPECT_EQ(between(world, "x/a", "x/b"), "TCP 80 (all)") << "isolated or not";
}

TEST(Reachability, ALabelOfUnknownValueIsThere) {
    WorldText world = two_pods();
    world.world().pods[0].unknown_labels = {"hash"};
    policy::Peer with = pods("");
    with.pod_selector->match_expressions = {{"hash", "Exists", {}}};
    policy::Peer without = pods("");
    without.pod_selector->match_expressions = {{"hash", "DoesNotExist", {}}};
    world.policy(policy_in("x", "p")
                     .selects("app=b")
                     .ingress(rule({with}, {port(80)}))
                     .ingress(rule({without}, {port(81)})));
    EXPECT_EQ(between(world, "x/a", "x/b"), "TCP 80");
}

TEST(Reachability, ALostPolicyMayAskForALabelOfUnknownValue) {
    WorldText world = two_pods();
    world.world().pods[0].unknown_labels = {"hash"};
    world.world().lost = {test_support::lost_policy_in("x", "hash=1")};
    EXPECT_EQ(between(world, "x/b", "x/a"), "none (all)");
    world.world().lost[0].pod_selector->match_expressions = {{"hash", "DoesNotExist", {}}};
    EXPECT_EQ(between(world, "x/b", "x/a"), "all");
}

TEST(Reachability, WhereAnythingMayBeLostNothingIsCertain) {
    WorldText world = two_pods();
    world.ns("y").pod("y/c", "app=c", {"10.0.0.4"}).pod("y/d", "app=d", {"10.0.0.5"});
    world.policy(policy_in("y", "p").selects("app=d").ingress(rule({pods("app=c")}, {port(80)})));
    world.world().lost = {test_support::lost_in("x")};
    EXPECT_EQ(between(world, "x/a", "y/c"), "none (all)");
    EXPECT_EQ(between(world, "y/c", "x/a"), "none (all)");
    EXPECT_EQ(between(world, "x/a", "y/d"), "none (all)") << "whatever x/a is";
    EXPECT_EQ(between(world, "y/c", "y/d"), "TCP 80");
}

TEST(Reachability, ALostPolicyLeavesCertainWhatOthersAdmit) {
    WorldText world = two_pods();
    world.world().lost = {test_support::lost_policy_in("x", "app=b", true, false)};
    EXPECT_EQ(between(world, "x/a", "x/b"), "none (all)");
    EXPECT_EQ(between(world, "x/b", "x/a"), "all") << "it is about ingress of b only";
    world.policy(policy_in("x", "p").selects("app=b").ingress(rule({pods("app=a")}, {port(80)})));
    EXPECT_EQ(between(world, "x/a", "x/b"), "TCP 80 (all)");
    world.world().lost = {test_support::lost_policy_in("x", "app=b", false, true)};
    EXPECT_EQ(between(world, "x/a", "x/b"), "TCP 80");
    EXPECT_EQ(between(world, "x/b", "x/a"), "none (all)");
}

TEST(Reachability, AHostNetworkPodIsItsNodeOrLikeAnyOther) {
    WorldText world = two_pods();
    world.pod("x/agent", "app=a", {"10.9.0.1"}).host_network();
    world.world().pods[1].node = "n1";
    world.world().pods[2].node = "n1";
    world.policy(policy_in("x", "p")
                     .selects("app=b")
                     .types({"Ingress", "Egress"})
                     .ingress(rule({pods("app=a")}, {port(80)})));
    EXPECT_EQ(between(world, "x/a", "x/b"), "TCP 80");
    EXPECT_EQ(between(world, "x/agent", "x/b"), "none [own node]");
    EXPECT_EQ(between(world, "x/b", "x/agent"), "none");
    Settings settings;
    settings.allow_egress_to_own_node = true;
    EXPECT_EQ(between(world, "x/b", "x/agent", settings), "none [own node]");
    settings.host_network_pods = policy::HostNetworkPods::Police;
    EXPECT_EQ(between(world, "x/agent", "x/b", settings), "TCP 80");
    world.world().pods[2].node = "n2";
    EXPECT_EQ(between(world, "x/agent", "x/b"), "none");
    world.policy(
        policy_in("x", "q").selects("app=b").ingress(rule({block("10.9.0.1/32")}, {port(81)})));
    EXPECT_EQ(between(world, "x/agent", "x/b"), "TCP 81") << "a node's address";
}

TEST(Reachability, APodWithoutANodeMayShareThatOfAnyHostNetworkPod) {
    WorldText world = two_pods();
    world.pod("x/agent", "", {"10.9.0.1"}).host_network();
    world.policy(policy_in("x", "p").selects("app=b").types({"Ingress"}));
    EXPECT_EQ(between(world, "x/agent", "x/b"), "none [own node]");
    world.world().pods[2].node = "n1";
    EXPECT_EQ(between(world, "x/agent", "x/b"), "none [own node]");
    world.world().pods[1].node = "n2";
    EXPECT_EQ(between(world, "x/agent", "x/b"), "none");
    world.world().pods[2].node.clear();
    EXPECT_EQ(between(world, "x/agent", "x/b"), "none [own node]");
    world.world().pods[1].addresses = {*policy::IpAddress::parse("fd00::1")};
    EXPECT_EQ(between(world, "x/agent", "x/b"), "none") << "without a family in common";
}

TEST(Reachability, FinishedPodsAndThoseWithoutAddressAreInNoClass) {
    WorldText world = two_pods();
    world.pod("x/done", "app=a", {"10.0.0.3"}).phase(policy::Phase::Succeeded);
    world.pod("x/new", "app=a", {});
    const Reachability reach(world.world());
    EXPECT_FALSE(reach.class_of(2).has_value());
    EXPECT_FALSE(reach.class_of(3).has_value());
    EXPECT_EQ(outside_text(reach), "0.0.0.0-10.0.0.0 10.0.0.3-255.255.255.255");
}

TEST(Reachability, ARowOutlivesQuestionsAboutPairs) {
    WorldText world = two_pods();
    world.policy(policy_in("x", "p").selects("app=b").ingress(rule({pods("app=a")}, {port(80)})));
    const Reachability reach(world.world());
    std::string seen;
    for (const policy::AllowedTo& entry : reach.row(0)) {
        seen += std::to_string(entry.to) + ' ' + reach.set(entry.certain).text() + ", back " +
                text(reach.between(entry.to, 0)) + '\n';
    }
    EXPECT_EQ(seen,
              "0 all, back all\n"
              "1 TCP 80, back all\n"
              "2 all, back all\n");
}

}  // namespace
