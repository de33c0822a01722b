// SPDX-License-Identifier: MIT
#include "sim/analysis/why.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "sim/analysis/policy_yaml.h"
#include "tests/support/worlds.h"

namespace {

using analysis::Endpoint;
using policy::Protocol;
using results::Why;
using results::WhyAnswer;
using test_support::address;
using test_support::block;
using test_support::pods;
using test_support::policy_in;
using test_support::port;
using test_support::ports;
using test_support::rule;
using test_support::WorldText;

Endpoint pods_of(const WorldText& world, const std::vector<std::string>& names,
                 const std::string& name) {
    Endpoint end;
    end.name = name;
    for (const std::string& pod : names) {
        end.pods.push_back(static_cast<std::uint32_t>(world.index(pod)));
    }
    return end;
}

Endpoint at(const std::string& text) {
    Endpoint end;
    end.name = text;
    end.address = address(text);
    return end;
}

Why asked(const WorldText& world, const Endpoint& from, const Endpoint& to,
          const analysis::Service& service = {Protocol::TCP, 80}) {
    analysis::Question question;
    question.from = from;
    question.to = to;
    question.service = service;
    return analysis::why(world.world(), {}, question);
}

WorldText three_webs() {
    WorldText world;
    world.ns("x");
    world.pod("x/web-1", "app=web", {"10.0.0.1"}).pod("x/web-2", "app=web", {"10.0.0.2"});
    world.pod("x/web-3", "app=web,canary=yes", {"10.0.0.3"});
    world.pod("x/db", "app=db", {"10.0.1.1"}, {{"sql", Protocol::TCP, 80}});
    return world;
}

const std::vector<std::string> webs = {"x/web-1", "x/web-2", "x/web-3"};

TEST(Why, PodsOfAWorkloadThatAreJudgedAlikeHaveOneAnswer) {
    WorldText world = three_webs();
    world.policy(policy_in("x", "p").selects("app=db").ingress(rule({pods("app=web")})));
    const Why told = asked(world, pods_of(world, webs, "x/web[Deployment]"),
                           pods_of(world, {"x/db"}, "x/db[Pod]"));
    ASSERT_EQ(told.answers.size(), 1U);
    EXPECT_EQ(told.answers[0].verdict, "allow");
    EXPECT_TRUE(told.answers[0].from_pods.empty()) << "all of them";
    EXPECT_EQ(told.answers[0].hooks.size(), 5U) << "there, the way, there; and back";
}

TEST(Why, APodThatIsJudgedOtherwiseIsNamed) {
    WorldText world = three_webs();
    world.policy(policy_in("x", "p").selects("app=db").ingress(rule({pods("canary=yes")})));
    const Why told = asked(world, pods_of(world, webs, "x/web[Deployment]"),
                           pods_of(world, {"x/db"}, "x/db[Pod]"));
    ASSERT_EQ(told.answers.size(), 2U);
    EXPECT_EQ(told.answers[0].verdict, "drop");
    EXPECT_EQ(told.answers[0].from_pods,
              (std::vector<std::string>{"x/web-1[Pod]", "x/web-2[Pod]"}));
    EXPECT_EQ(told.answers[1].verdict, "allow");
    EXPECT_EQ(told.answers[1].from_pods, std::vector<std::string>{"x/web-3[Pod]"});
}

TEST(Why, AWorkloadToItselfIsItsPodsToEachOther) {
    WorldText world = three_webs();
    world.policy(policy_in("x", "p").types({"Ingress"}));
    const Endpoint web = pods_of(world, {"x/web-1", "x/web-2"}, "x/web[Deployment]");
    const Why told = asked(world, web, web);
    ASSERT_EQ(told.answers.size(), 1U);
    EXPECT_EQ(told.answers[0].verdict, "drop");
    const Endpoint one = pods_of(world, {"x/web-1"}, "x/web-1[Pod]");
    ASSERT_EQ(asked(world, one, one).answers.size(), 1U);
    EXPECT_EQ(asked(world, one, one).answers[0].reason, "LOOPBACK");
}

TEST(Why, BothEndsAreAskedThoughTheFirstDrops) {
    WorldText world = three_webs();
    world.policy(policy_in("x", "p").types({"Ingress", "Egress"}));
    const Why told = asked(world, pods_of(world, {"x/web-1"}, "a"), pods_of(world, {"x/db"}, "b"));
    ASSERT_EQ(told.answers.size(), 1U);
    const WhyAnswer& answer = told.answers[0];
    EXPECT_EQ(answer.hook, "veth-egress") << "the first one decides";
    EXPECT_EQ(answer.hooks.size(), 3U) << "nothing comes back";
    EXPECT_EQ(answer.hooks[2].verdict, "drop");
    EXPECT_EQ(std::count_if(answer.changes.begin(), answer.changes.end(),
                            [](const auto& change) { return !change.alternative; }),
              2);
}

TEST(Why, PortsAreGroupedAndToldByOneThatTheDestinationDeclares) {
    WorldText world = three_webs();
    world.policy(policy_in("x", "p").selects("app=db").ingress(
        rule({pods("app=web")}, {ports(443, 500), port("sql")})));
    const Why told = asked(world, pods_of(world, {"x/web-1"}, "a"), pods_of(world, {"x/db"}, "b"),
                           {Protocol::TCP, std::nullopt});
    ASSERT_EQ(told.answers.size(), 2U);
    EXPECT_EQ(text(told.answers[0].connections), "TCP 1-79,81-442,501-65535");
    EXPECT_EQ(told.answers[0].service, "TCP/1");
    EXPECT_TRUE(told.answers[0].changes.empty()) << "nobody asked for port 1";
    EXPECT_EQ(text(told.answers[1].connections), "TCP 80,443-500");
    EXPECT_EQ(told.answers[1].service, "TCP/80");
}

TEST(Why, FamiliesAreToldApartWhereTheyDiffer) {
    WorldText world;
    world.ns("x");
    world.pod("x/a", "", {"10.0.0.1", "fd00::1"}).pod("x/b", "", {"10.0.0.2", "fd00::2"});
    const Endpoint a = pods_of(world, {"x/a"}, "a");
    const Endpoint b = pods_of(world, {"x/b"}, "b");
    EXPECT_EQ(asked(world, a, b).answers.size(), 1U);
    world.policy(policy_in("x", "p").ingress(rule({block("10.0.0.0/8")})));
    const Why told = asked(world, a, b);
    ASSERT_EQ(told.answers.size(), 2U);
    EXPECT_EQ(told.answers[0].family, "IPv4");
    EXPECT_EQ(told.answers[0].verdict, "allow");
    EXPECT_EQ(told.answers[1].family, "IPv6");
    EXPECT_EQ(told.answers[1].verdict, "drop");
    EXPECT_EQ(asked(world, a, at("192.0.2.1")).answers.size(), 1U);
}

TEST(Why, WithoutAFamilyInCommonThereIsNoWay) {
    WorldText world;
    world.ns("x").pod("x/a", "", {"10.0.0.1"});
    const Why told = asked(world, pods_of(world, {"x/a"}, "a"), at("2001:db8::1"));
    ASSERT_EQ(told.answers.size(), 1U);
    EXPECT_EQ(told.answers[0].verdict, "drop");
    EXPECT_EQ(told.answers[0].reason, "NO_ROUTE_TO_DESTINATION");
}

TEST(Why, AnEndThatNothingPolicesSaysNothing) {
    WorldText world = three_webs();
    world.policy(policy_in("x", "p").types({"Ingress", "Egress"}));
    const Why out = asked(world, at("192.0.2.1"), at("192.0.2.2"));
    EXPECT_EQ(out.answers.at(0).verdict, "allow");
    EXPECT_EQ(out.answers.at(0).hooks.size(), 1U) << "the way";

    world.pod("x/agent", "app=agent", {"192.168.0.1"}).host_network();
    world.world().pods[world.index("x/agent")].node = "n1";
    world.world().pods[world.index("x/db")].node = "n2";
    const Why from_host = asked(world, pods_of(world, {"x/agent"}, "x/agent[Pod]"),
                                pods_of(world, {"x/db"}, "x/db[Pod]"));
    ASSERT_EQ(from_host.answers.size(), 1U);
    EXPECT_EQ(from_host.answers[0].hooks.size(), 2U);
    EXPECT_NE(from_host.answers[0].hooks[0].text.find("hostNetwork"), std::string::npos);
    EXPECT_EQ(from_host.answers[0].verdict, "drop") << "another node's address";
    world.world().pods[world.index("x/db")].node = "n1";
    EXPECT_EQ(asked(world, pods_of(world, {"x/agent"}, "x/agent[Pod]"),
                    pods_of(world, {"x/db"}, "x/db[Pod]"))
                  .answers.at(0)
                  .reason,
              "NP_OWN_NODE");
}

TEST(Why, IsUncertainWhereTheNodeOfAnEndIsNotKnown) {
    WorldText world = three_webs();
    world.policy(policy_in("x", "p").types({"Ingress"}).selects("app=db"));
    world.pod("x/agent", "app=agent", {"192.168.0.1"}).host_network();
    const auto told = [&] {
        return asked(world, pods_of(world, {"x/agent"}, "x/agent[Pod]"),
                     pods_of(world, {"x/db"}, "x/db[Pod]"))
            .answers.at(0);
    };
    EXPECT_EQ(told().verdict, "uncertain");
    EXPECT_EQ(told().caveats, (std::vector<std::string>{"HOST_NETWORK_OWN_NODE"}));
    EXPECT_NE(told().text.find("it passes if x/db runs on the node of x/agent"), std::string::npos)
        << told().text;
    world.world().pods[world.index("x/agent")].node = "n1";
    EXPECT_EQ(told().verdict, "uncertain") << "that of x/db is not";
    world.world().pods[world.index("x/db")].node = "n2";
    EXPECT_EQ(told().verdict, "drop");
}

TEST(Why, IsUncertainWhereTwoPodsClaimAnAddressAndItMattersWhich) {
    WorldText world = three_webs();
    world.pod("x/old", "app=old", {"10.0.0.1"});
    for (const char* pod : {"x/web-1", "x/old"}) {
        world.world().pods[world.index(pod)].addresses_are = policy::Addresses::Disputed;
    }
    const auto told = [&] {
        return asked(world, pods_of(world, {"x/web-1"}, "x/web-1[Pod]"),
                     pods_of(world, {"x/db"}, "x/db[Pod]"))
            .answers.at(0);
    };
    world.policy(policy_in("x", "p").selects("app=db").ingress(rule({pods("app=web")})));
    EXPECT_EQ(told().verdict, "uncertain");
    EXPECT_EQ(told().caveats, (std::vector<std::string>{"ADDRESS_DISPUTED"}));
    EXPECT_NE(told().text.find("x/old[Pod] also claims the address of x/web-1"), std::string::npos)
        << told().text;
    world.policy(policy_in("x", "q").selects("app=db").ingress(rule({pods("app=old")})));
    EXPECT_EQ(told().verdict, "allow") << "whichever it is";
    world.policy(policy_in("x", "r").selects("app=web").types({"Egress"}));
    EXPECT_EQ(told().verdict, "drop") << "what is judged at its own veth is not in doubt";
}

TEST(Why, IsUncertainWhereASelectorAsksForALabelThatAControllerWrites) {
    WorldText world = three_webs();
    world.world().pods[0].unknown_labels = {"pod-template-hash"};
    world.policy(
        policy_in("x", "p").selects("app=db").ingress(rule({pods("pod-template-hash=7d4b9")})));
    const auto told = asked(world, pods_of(world, {"x/web-1"}, "x/web-1[Pod]"),
                            pods_of(world, {"x/db"}, "x/db[Pod]"))
                          .answers.at(0);
    EXPECT_EQ(told.verdict, "uncertain");
    EXPECT_EQ(told.caveats, (std::vector<std::string>{"LABEL_UNKNOWN"}));
    EXPECT_NE(told.text.find("the label pod-template-hash"), std::string::npos) << told.text;
    EXPECT_NE(told.hooks.at(2).policies.at(0).rules.at(0).peers.at(0).why.find(
                  "will have a label pod-template-hash, with a value not known yet"),
              std::string::npos);
}

TEST(Why, IsUncertainWhereAnAddressIsNotKnown) {
    WorldText world = three_webs();
    world.world().pods[0].addresses_are = policy::Addresses::StandIn;
    world.policy(policy_in("x", "p").selects("app=db").ingress(rule({block("10.0.0.0/24")})));
    const Why told = asked(world, pods_of(world, {"x/web-1"}, "x/web-1[Pod]"),
                           pods_of(world, {"x/db"}, "x/db[Pod]"));
    ASSERT_EQ(told.answers.size(), 1U);
    EXPECT_EQ(told.answers[0].verdict, "uncertain");
    EXPECT_EQ(told.answers[0].caveats, std::vector<std::string>{"ADDRESS_UNKNOWN"});
    EXPECT_EQ(told.answers[0].hooks.back().reason, "NP_REPLY") << "it may pass";
    EXPECT_TRUE(told.from.ips.empty());
}

TEST(PolicyYaml, IsWhatOneWouldWrite) {
    policy::Peer peer = test_support::pods_in("team=blue", "app=web");
    peer.pod_selector->match_expressions = {{"tier", "NotIn", {"db", "on"}}};
    EXPECT_EQ(analysis::yaml_item(rule({peer, block("10.0.0.0/8", {"10.1.0.0/16"})},
                                       {port(53, "UDP"), ports(80, 90)}),
                                  policy::Direction::ToPod),
              "- from:\n"
              "    - namespaceSelector:\n"
              "        matchLabels:\n"
              "          team: blue\n"
              "      podSelector:\n"
              "        matchLabels:\n"
              "          app: web\n"
              "        matchExpressions:\n"
              "          - key: tier\n"
              "            operator: NotIn\n"
              "            values:\n"
              "              - db\n"
              "              - \"on\"\n"
              "    - ipBlock:\n"
              "        cidr: \"10.0.0.0/8\"\n"
              "        except:\n"
              "          - \"10.1.0.0/16\"\n"
              "  ports:\n"
              "    - protocol: UDP\n"
              "      port: 53\n"
              "    - protocol: TCP\n"
              "      port: 80\n"
              "      endPort: 90\n");
    EXPECT_EQ(analysis::yaml_scalar("1"), "\"1\"");
    EXPECT_EQ(analysis::yaml_scalar("Yes"), "\"Yes\"");
    EXPECT_EQ(analysis::yaml_scalar(""), "\"\"");
    EXPECT_EQ(analysis::yaml_scalar("app.kubernetes.io/name"), "app.kubernetes.io/name");
}

}  // namespace
