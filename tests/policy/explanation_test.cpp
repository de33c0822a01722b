// SPDX-License-Identifier: MIT
#include "policy/explain/explanation.h"

#include <gtest/gtest.h>

#include "policy/explain/change.h"
#include "policy/explain/telling_labels.h"
#include "tests/support/worlds.h"

namespace {

using policy::Action;
using policy::Direction;
using policy::Doubt;
using policy::Explanation;
using policy::Miss;
using policy::Opening;
using policy::PeerMiss;
using policy::PortMiss;
using policy::Protocol;
using policy::Reason;
using test_support::address;
using test_support::any_port;
using test_support::block;
using test_support::namespaces;
using test_support::pods;
using test_support::pods_in;
using test_support::policy_in;
using test_support::port;
using test_support::ports;
using test_support::rule;
using test_support::WorldText;

// shop/db, which declares sql=5432, and those who call it.
WorldText shop() {
    WorldText world;
    world.ns("shop").ns("office", "team=blue");
    world.pod("shop/db", "app=db", {"10.0.0.1"}, {{"sql", Protocol::TCP, 5432}});
    world.pod("shop/web", "app=web", {"10.0.0.2"});
    world.pod("office/web", "app=web", {"10.0.0.3"});
    return world;
}

// What shop/db says of a pod that calls it.
Explanation asked(const WorldText& world, const std::string& from, std::uint16_t at = 5432,
                  Protocol protocol = Protocol::TCP) {
    const std::size_t peer = world.index(from);
    return explain(world.world(),
                   Opening{world.index("shop/db"), Direction::ToPod,
                           world.world().pods[peer].addresses.front(), peer, protocol, at});
}

// Of the only peer item of the only rule of the only policy.
policy::PeerStory item_story(const policy::Peer& item, const std::string& from) {
    WorldText world = shop();
    world.policy(policy_in("shop", "p").ingress(rule({item})));
    return asked(world, from).policies.at(0).rules.at(0).peers.at(0);
}

policy::PortStory port_story(const policy::PolicyPort& item, std::uint16_t at,
                             Protocol protocol = Protocol::TCP) {
    WorldText world = shop();
    world.policy(policy_in("shop", "p").ingress(rule({}, {item})));
    return asked(world, "shop/web", at, protocol).policies.at(0).rules.at(0).ports.at(0);
}

TEST(Explanation, SaysWhyAPeerDoesNotMatch) {
    EXPECT_EQ(item_story(pods("app=web"), "shop/web").miss, PeerMiss::None);
    EXPECT_EQ(item_story(pods("app=web"), "office/web").miss, PeerMiss::OtherNamespace);
    EXPECT_EQ(item_story(pods_in("team=blue", "app=web"), "office/web").miss, PeerMiss::None);
    EXPECT_EQ(item_story(block("10.0.0.0/24"), "shop/web").miss, PeerMiss::None);
    EXPECT_EQ(item_story(block("10.1.0.0/16"), "shop/web").miss, PeerMiss::OutsideBlock);
    EXPECT_EQ(item_story(block("fd00::/8"), "shop/web").miss, PeerMiss::OutsideBlock);
    const auto excepted =
        item_story(block("10.0.0.0/24", {"10.0.0.128/25", "10.0.0.2/32"}), "shop/web");
    EXPECT_EQ(excepted.miss, PeerMiss::Excepted);
    EXPECT_EQ(excepted.except, 1U);
}

TEST(Explanation, NamesTheLabelsThatAreMissingOrOther) {
    const auto pod = item_story(pods("app=api,tier=front"), "shop/web");
    ASSERT_EQ(pod.miss, PeerMiss::OtherLabels);
    ASSERT_EQ(pod.unmet.size(), 2U);
    EXPECT_EQ(pod.unmet[0].asked.key, "app");
    EXPECT_EQ(pod.unmet[0].has, "web");
    EXPECT_FALSE(pod.unmet[0].of_namespace);
    EXPECT_EQ(pod.unmet[1].asked.values, std::vector<std::string>{"front"});
    EXPECT_EQ(pod.unmet[1].has, std::nullopt);

    const auto ns = item_story(namespaces("team=red"), "office/web");
    ASSERT_EQ(ns.unmet.size(), 1U);
    EXPECT_TRUE(ns.unmet[0].of_namespace);
    EXPECT_EQ(ns.unmet[0].has, "blue");
}

TEST(Explanation, SaysWhyAPortDoesNotMatch) {
    EXPECT_EQ(port_story(port(5432), 5432).miss, PortMiss::None);
    EXPECT_EQ(port_story(port(80), 5432).miss, PortMiss::OtherNumber);
    EXPECT_EQ(port_story(ports(5000, 6000), 5432).miss, PortMiss::None);
    EXPECT_EQ(port_story(ports(5000, 5431), 5432).miss, PortMiss::OtherNumber);
    EXPECT_EQ(port_story(any_port("TCP"), 5432).miss, PortMiss::None);
    EXPECT_EQ(port_story(any_port("UDP"), 5432).miss, PortMiss::OtherProtocol);
    EXPECT_EQ(port_story(any_port("TCP"), 0, Protocol::ICMP).miss, PortMiss::Portless);
    EXPECT_EQ(port_story(port("nope"), 5432).miss, PortMiss::NameUndeclared);
    EXPECT_EQ(port_story(port("sql"), 80).miss, PortMiss::NameElsewhere);
    const auto named = port_story(port("sql"), 5432);
    EXPECT_EQ(named.miss, PortMiss::None);
    EXPECT_EQ(named.numbers, std::vector<std::uint16_t>{5432});
}

TEST(Explanation, AllThatSelectThePodStandThereNearestMissFirst) {
    WorldText world = shop();
    world.policy(policy_in("shop", "a-deny").types({"Ingress"}))
        .policy(policy_in("shop", "b-peer").ingress(rule({pods("app=x")}, {port(5432)})))
        .policy(policy_in("shop", "c-port").ingress(rule({pods("app=web")}, {port(80)})))
        .policy(policy_in("shop", "d-both").ingress(rule({pods("app=x")}, {port(80)})))
        .policy(policy_in("shop", "e-out").types({"Egress"}))
        .policy(policy_in("shop", "f-other").selects("app=other").types({"Ingress"}));
    const Explanation told = asked(world, "shop/web");
    EXPECT_EQ(told.action, Action::Drop);
    EXPECT_EQ(told.reason, Reason::PortMismatch);
    std::vector<std::string> names;
    for (const auto& story : told.policies) {
        names.push_back(world.world().policies[story.policy].name);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"c-port", "b-peer", "d-both", "a-deny"}));
    ASSERT_EQ(told.causes.size(), 4U);
    EXPECT_EQ(told.causes[0].name, "c-port");
    ASSERT_EQ(told.of_other_direction.size(), 1U);
    EXPECT_EQ(world.world().policies[told.of_other_direction[0]].name, "e-out");
}

TEST(Explanation, WhatComesFromItsOwnNodePasses) {
    WorldText world = shop();
    world.world().nodes.push_back({"n1", {}, {address("192.168.0.1")}, {}});
    world.world().nodes.push_back({"n2", {}, {address("192.168.0.2")}, {}});
    world.world().pods[0].node = "n1";
    world.policy(policy_in("shop", "deny").types({"Ingress", "Egress"}));
    Opening opening{0, Direction::ToPod, address("192.168.0.1"), {}, Protocol::TCP, 5432};
    EXPECT_EQ(explain(world.world(), opening).reason, Reason::OwnNode);
    opening.peer = address("192.168.0.2");
    EXPECT_EQ(explain(world.world(), opening).action, Action::Drop);
    opening.peer = address("192.168.0.1");
    opening.direction = Direction::FromPod;
    EXPECT_EQ(explain(world.world(), opening).action, Action::Drop);
}

TEST(Explanation, IsUncertainWhereAnIpBlockWouldDecideAndTheAddressIsNotKnown) {
    WorldText world = shop();
    world.world().pods[1].addresses_are = policy::Addresses::StandIn;
    world.policy(policy_in("shop", "p").ingress(rule({block("10.9.0.0/16")}, {port(5432)})));
    EXPECT_EQ(asked(world, "shop/web").action, Action::Uncertain);
    EXPECT_EQ(asked(world, "shop/web").doubt, Doubt::AddressUnknown);
    EXPECT_EQ(asked(world, "shop/web", 80).action, Action::Drop) << "whatever its address is";
    EXPECT_EQ(asked(world, "office/web").action, Action::Drop);
    world.world().pods[1].addresses_are = policy::Addresses::Disputed;
    EXPECT_EQ(asked(world, "shop/web").doubt, Doubt::AddressDisputed);
    world.policy(policy_in("shop", "q").ingress(rule({pods("app=web")})));
    EXPECT_EQ(asked(world, "shop/web").action, Action::Allow) << "without the block's help";
}

TEST(Explanation, AWholeFamilyMatchesAnAddressThatIsNotKnown) {
    WorldText world = shop();
    world.world().pods[1].addresses_are = policy::Addresses::StandIn;
    world.policy(policy_in("shop", "p").ingress(rule({block("0.0.0.0/0")})));
    EXPECT_EQ(asked(world, "shop/web").action, Action::Allow);
}

TEST(Explanation, ALostPolicyMayIsolateAndTakesNothingAwayThatOthersAdmit) {
    WorldText world = shop();
    world.world().lost = {test_support::lost_policy_in("shop", "app=db", true, false)};
    Explanation told = asked(world, "office/web");
    EXPECT_EQ(told.action, Action::Uncertain);
    EXPECT_EQ(told.doubt, Doubt::PolicyLost);
    EXPECT_EQ(told.reason, Reason::NotIsolated) << "by what is known";
    world.policy(policy_in("shop", "p").ingress(rule({pods("app=web")}, {port(5432)})));
    EXPECT_EQ(asked(world, "shop/web").action, Action::Allow);
    EXPECT_EQ(asked(world, "shop/web", 80).doubt, Doubt::PolicyLost) << "it may admit more";
    world.world().lost = {test_support::lost_policy_in("shop", "app=db", false, true),
                          test_support::lost_policy_in("shop", "app=web"),
                          test_support::lost_policy_in("office")};
    EXPECT_EQ(asked(world, "shop/web", 80).action, Action::Drop) << "none is about this end";
}

TEST(Explanation, APodInErrorIsInDoubtAndWhereItsLabelsMatter) {
    WorldText world = shop();
    world.world().pods[1].in_error = true;
    EXPECT_EQ(asked(world, "shop/web").action, Action::Allow) << "whoever it is";
    world.policy(policy_in("shop", "p").ingress(rule({pods("app=web")}, {port(5432)})));
    EXPECT_EQ(asked(world, "shop/web").doubt, Doubt::PodInError);
    EXPECT_EQ(asked(world, "office/web").action, Action::Drop) << "no affair of this one";
    world.world().lost = {test_support::lost_in("office")};
    EXPECT_EQ(asked(world, "office/web").doubt, Doubt::InputLost);
}

TEST(Explanation, OfANamespaceInErrorOnlyTheNameIsKnown) {
    WorldText world = shop();
    for (policy::Namespace& ns : world.world().namespaces) {
        if (ns.name == "office") ns.in_error = true;
    }
    world.policy(policy_in("shop", "p")
                     .ingress(rule({test_support::namespaces("team=a")}, {port(1)}))
                     .ingress(rule({test_support::namespaces("kubernetes.io/metadata.name=office")},
                                   {port(2)}))
                     .ingress(rule({test_support::pods_in("team=a", "app=none")}, {port(3)})));
    EXPECT_EQ(asked(world, "office/web", 1).doubt, Doubt::NamespaceInError);
    EXPECT_EQ(asked(world, "office/web", 2).action, Action::Allow);
    EXPECT_EQ(asked(world, "office/web", 3).action, Action::Drop) << "its pods are known";
    EXPECT_EQ(asked(world, "shop/web", 1).action, Action::Drop) << "no affair of this one";
}

// ---- Changes

policy::Change first_change(const WorldText& world, const std::string& from,
                            Protocol protocol = Protocol::TCP) {
    const std::size_t peer = world.index(from);
    const Opening opening{
        0,    Direction::ToPod, world.world().pods[peer].addresses.front(),
        peer, protocol,         static_cast<std::uint16_t>(protocol == Protocol::ICMP ? 0 : 5432)};
    return changes_that_admit(world.world(), opening, explain(world.world(), opening)).at(0);
}

TEST(Changes, APortIsAddedToTheRuleThatMatchesThePeer) {
    WorldText world = shop();
    world.policy(policy_in("shop", "p")
                     .ingress(rule({pods("app=x")}, {port(80)}))
                     .ingress(rule({pods("app=web")}, {port(80)})));
    const auto change = std::get<policy::AddPort>(first_change(world, "shop/web"));
    EXPECT_EQ(change.rule, 1U);
    EXPECT_EQ(std::get<std::int64_t>(change.port.port), 5432);
    EXPECT_EQ(change.port.protocol, "TCP");
}

TEST(Changes, APeerIsAddedToTheRuleThatMatchesThePort) {
    WorldText world = shop();
    world.policy(policy_in("shop", "p").ingress(rule({pods("app=x")}, {port(5432)})));
    const auto near = std::get<policy::AddPeer>(first_change(world, "shop/web")).peer;
    EXPECT_EQ(near.pod_selector, test_support::selector("app=web"));
    EXPECT_EQ(near.namespace_selector, std::nullopt);
    const auto far = std::get<policy::AddPeer>(first_change(world, "office/web")).peer;
    EXPECT_EQ(far.namespace_selector, test_support::selector("kubernetes.io/metadata.name=office"));
}

TEST(Changes, ASelectorThatLooksInTheWrongNamespaceIsKept) {
    WorldText world = shop();
    world.world().pods[2].labels["tier"] = "front";
    world.policy(policy_in("shop", "p").ingress(rule({pods("tier=front")})));
    const auto peer = std::get<policy::AddPeer>(first_change(world, "office/web")).peer;
    EXPECT_EQ(peer.pod_selector, test_support::selector("tier=front"));
}

TEST(Changes, ADefaultDenyIsLeftAsItIsAndAPolicyAdded) {
    WorldText world = shop();
    world.policy(policy_in("shop", "deny").types({"Ingress"}));
    const auto change = std::get<policy::AddPolicy>(first_change(world, "shop/web")).policy;
    EXPECT_EQ(change.name, "allow-db-from-web");
    EXPECT_EQ(change.pod_selector, test_support::selector("app=db"));
    EXPECT_EQ(change.policy_types, std::vector<std::string>{"Ingress"});
    EXPECT_EQ(change.ingress.size(), 1U);
}

TEST(Changes, APolicyMoreWouldIsolateOthersSoTheRuleGoesIntoTheOneThere) {
    WorldText world = shop();
    world.world().pods[0].labels["tier"] = "data";
    world.pod("shop/db-2", "app=db,tier=data", {"10.0.0.4"});
    world.world().pods.back().labels["spare"] = "yes";
    auto deny = policy_in("shop", "deny").types({"Ingress"});
    policy::NetworkPolicy policy = deny;
    policy.pod_selector.match_expressions = {{"spare", "DoesNotExist", {}}};
    world.policy(policy);
    EXPECT_EQ(std::get<policy::AddRule>(first_change(world, "shop/web")).policy, 0U);
}

TEST(Changes, WhatHasNoPortsNeedsARuleWithoutPorts) {
    WorldText world = shop();
    world.policy(policy_in("shop", "p").ingress(rule({pods("app=web")}, {port(5432)})));
    const auto change = std::get<policy::AddRule>(first_change(world, "shop/web", Protocol::ICMP));
    EXPECT_TRUE(change.rule.ports.empty());
    EXPECT_EQ(change.rule.peers.size(), 1U);
}

TEST(Changes, AnAddressThatIsNotKnownIsMadeNotToMatter) {
    WorldText world = shop();
    world.world().pods[1].addresses_are = policy::Addresses::StandIn;
    world.policy(policy_in("shop", "p").ingress(rule({block("10.9.0.0/16")}, {port(5432)})));
    const auto change = first_change(world, "shop/web");
    EXPECT_EQ(std::get<policy::AddPeer>(change).peer.pod_selector,
              test_support::selector("app=web"));
    apply(change, world.world());
    EXPECT_EQ(asked(world, "shop/web").action, Action::Allow);
}

TEST(TellingLabels, AreFewAndNotThoseThatControllersWrite) {
    WorldText world;
    world.ns("x");
    world.pod("x/a",
              "app.kubernetes.io/name=a,app.kubernetes.io/component=service,"
              "app.kubernetes.io/created-by=me,pod-template-hash=5d4",
              {"10.0.0.1"});
    world.pod("x/b",
              "app.kubernetes.io/name=a,app.kubernetes.io/component=mysql,"
              "app.kubernetes.io/created-by=me",
              {"10.0.0.2"});
    EXPECT_EQ(telling_labels(world.world(), world.world().pods[0]),
              test_support::labels("app.kubernetes.io/component=service"));
    world.pod("x/c", "pod-template-hash=5d4", {"10.0.0.3"});
    EXPECT_EQ(telling_labels(world.world(), world.world().pods[2]),
              test_support::labels("pod-template-hash=5d4"));
}

}  // namespace
