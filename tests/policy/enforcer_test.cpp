// SPDX-License-Identifier: MIT
// Scripts at one veth: packets, time, changes of policy; verdict and reason after each packet.
#include "policy/veth/enforcer.h"

#include <chrono>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "policy/table/compile.h"
#include "tests/support/packets.h"
#include "tests/support/worlds.h"

namespace {

using policy::CauseBook;
using policy::Direction;
using policy::FilterTable;
using policy::NetworkPolicy;
using policy::Packet;
using test_support::block;
using test_support::icmp;
using test_support::icmp_error;
using test_support::pods;
using test_support::policy_in;
using test_support::port;
using test_support::rule;
using test_support::tcp;
using test_support::udp;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""h;

// Pod x/a is 10.0.0.1, on a node of 10.0.0.100; x/b is 10.0.0.2.
class Veth {
  public:
    explicit Veth(const std::vector<NetworkPolicy>& policies = {},
                  const policy::Settings& settings = {})
        : settings_(settings),
          enforcer_({test_support::address("10.0.0.100"), test_support::address("fd00::100")},
                    compile(policies), settings) {}

    void apply(const std::vector<NetworkPolicy>& policies) {
        enforcer_.replace(compile(policies));
        history_ += "  policies replaced\n";
    }

    // The verdict's code and, of the causes, the paths.
    std::string judge(const Packet& packet, policy::Time now = policy::Time(0)) {
        const bool from_pod = packet.written.source == test_support::address("10.0.0.1") ||
                              packet.written.source == test_support::address("fd00::1");
        const auto direction = from_pod ? Direction::FromPod : Direction::ToPod;
        const policy::Verdict verdict = enforcer_.judge(packet, direction, now);
        std::string result(text(verdict.action));
        result += ' ' + std::string(code(verdict.reason));
        for (const policy::Cause& cause : book_.at(verdict.causes)) {
            result += ' ' + cause.name + ' ' + cause.path;
        }
        history_ += "  " + packet.written.source.text() + " > " +
                    packet.written.destination.text() + ": " + result + '\n';
        return result;
    }

    const std::string& history() const { return history_; }
    std::size_t connections() const { return enforcer_.conntrack().size(); }

  private:
    std::shared_ptr<const FilterTable> compile(const std::vector<NetworkPolicy>& policies) {
        test_support::WorldText world;
        world.ns("x");
        world.pod("x/a", "pod=a", {"10.0.0.1", "fd00::1"});
        world.pod("x/b", "pod=b", {"10.0.0.2", "fd00::2"});
        for (const NetworkPolicy& policy : policies) world.policy(policy);
        return policy::Compiler(world.world(), book_, settings_).table(0);
    }

    policy::Settings settings_;
    CauseBook book_;
    policy::KubernetesEnforcer enforcer_;
    std::string history_ = "\n";
};

NetworkPolicy deny_all() {
    return policy_in("x", "deny").types({"Ingress", "Egress"});
}
NetworkPolicy allow_b() {
    return policy_in("x", "b").ingress(rule({pods("pod=b")}, {port(80)}));
}

const std::string denied_in = "drop NP_INGRESS_DEFAULT_DENY deny spec.podSelector";
const std::string denied_out = "drop NP_EGRESS_DEFAULT_DENY deny spec.podSelector";

TEST(KubernetesEnforcer, RepliesNeedNoRuleAndOpeningsDo) {  // T56
    Veth veth({deny_all(), allow_b()});
    const std::string by_rule = " b spec.ingress[0].from[0]";
    EXPECT_EQ(veth.judge(tcp("10.0.0.2:1000", "10.0.0.1:80", "S")),
              "allow NP_RULE_MATCH" + by_rule);
    EXPECT_EQ(veth.judge(tcp("10.0.0.1:80", "10.0.0.2:1000", "S.")), "allow NP_REPLY" + by_rule);
    EXPECT_EQ(veth.judge(tcp("10.0.0.2:1000", "10.0.0.1:80", ".")),
              "allow NP_ESTABLISHED" + by_rule);
    EXPECT_EQ(veth.judge(tcp("10.0.0.1:80", "10.0.0.2:1001", "S")), denied_out) << veth.history();
    EXPECT_EQ(veth.judge(tcp("10.0.0.1:1000", "10.0.0.2:80", "S")), denied_out) << veth.history();
    EXPECT_EQ(veth.connections(), 1U);
}

TEST(KubernetesEnforcer, ADeniedPacketLeavesNothingBehind) {
    Veth veth({deny_all()});
    EXPECT_EQ(veth.judge(udp("10.0.0.2:53", "10.0.0.1:5000")), denied_in);
    EXPECT_EQ(veth.judge(udp("10.0.0.1:5000", "10.0.0.2:53")), denied_out);
    EXPECT_EQ(veth.judge(udp("10.0.0.2:53", "10.0.0.1:5000")), denied_in) << veth.history();
    EXPECT_EQ(veth.connections(), 0U);
}

TEST(KubernetesEnforcer, WhatIsEstablishedOutlivesAPolicy) {
    Veth veth;
    EXPECT_EQ(veth.judge(tcp("10.0.0.2:1000", "10.0.0.1:80", "S")), "allow NP_NOT_ISOLATED");
    EXPECT_EQ(veth.judge(tcp("10.0.0.1:80", "10.0.0.2:1000", "S.")), "allow NP_REPLY");
    veth.apply({deny_all()});
    EXPECT_EQ(veth.judge(tcp("10.0.0.2:1000", "10.0.0.1:80", "."), 1s), "allow NP_ESTABLISHED");
    EXPECT_EQ(veth.judge(tcp("10.0.0.1:80", "10.0.0.2:1000", "."), 1s), "allow NP_REPLY");
    EXPECT_EQ(veth.judge(tcp("10.0.0.2:1001", "10.0.0.1:80", "S"), 1s), denied_in)
        << veth.history();
    // Its tuple, used again once it has ended, is a new connection.
    EXPECT_EQ(veth.judge(tcp("10.0.0.1:80", "10.0.0.2:1000", "R."), 2s), "allow NP_REPLY");
    EXPECT_EQ(veth.judge(tcp("10.0.0.2:1000", "10.0.0.1:80", "S"), 3s), denied_in)
        << veth.history();
    EXPECT_EQ(veth.judge(tcp("10.0.0.1:80", "10.0.0.2:1000", "."), 3s), denied_out)
        << "the old connection is gone" << veth.history();
}

TEST(KubernetesEnforcer, BySettingWhatIsEstablishedIsJudgedAgain) {
    policy::Settings settings;
    settings.keep_established = false;
    Veth veth({}, settings);
    EXPECT_EQ(veth.judge(tcp("10.0.0.2:1000", "10.0.0.1:80", "S")), "allow NP_NOT_ISOLATED");
    EXPECT_EQ(veth.judge(tcp("10.0.0.2:1000", "10.0.0.1:443", "S")), "allow NP_NOT_ISOLATED");
    EXPECT_EQ(veth.judge(tcp("10.0.0.1:1000", "10.0.0.2:80", "S")), "allow NP_NOT_ISOLATED");
    EXPECT_EQ(veth.judge(udp("[fd00::1]:53", "[fd00::2]:53")), "allow NP_NOT_ISOLATED");
    EXPECT_EQ(veth.connections(), 4U);
    // One is let in by a rule now, one is not isolated, two are denied.
    veth.apply(
        {policy_in("x", "v4").types({"Egress"}).egress(rule({block("10.0.0.0/8")})), allow_b()});
    EXPECT_EQ(veth.connections(), 2U);
    const std::string by_rule = "b spec.ingress[0].from[0]";
    EXPECT_EQ(veth.judge(tcp("10.0.0.2:1000", "10.0.0.1:80", ".")),
              "allow NP_ESTABLISHED " + by_rule);
    EXPECT_EQ(veth.judge(tcp("10.0.0.1:80", "10.0.0.2:1000", ".")), "allow NP_REPLY " + by_rule);
    EXPECT_EQ(veth.judge(tcp("10.0.0.2:80", "10.0.0.1:1000", ".")),
              "allow NP_REPLY v4 spec.egress[0].to[0]")
        << veth.history();
    EXPECT_EQ(veth.judge(tcp("10.0.0.2:1000", "10.0.0.1:443", ".")),
              "drop NP_PORT_MISMATCH b spec.podSelector");
    EXPECT_EQ(veth.judge(udp("[fd00::1]:53", "[fd00::2]:53")),
              "drop NP_EGRESS_NO_RULE_MATCH v4 spec.podSelector");
    EXPECT_EQ(veth.connections(), 2U) << veth.history();
    veth.apply({deny_all()});
    EXPECT_EQ(veth.connections(), 0U);
    EXPECT_EQ(veth.judge(tcp("10.0.0.1:80", "10.0.0.2:1000", ".")), denied_out);
}

TEST(KubernetesEnforcer, BySettingThePodReachesItsOwnNode) {
    policy::Settings settings;
    settings.allow_egress_to_own_node = true;
    Veth veth({deny_all()}, settings);
    EXPECT_EQ(veth.judge(tcp("10.0.0.1:1000", "10.0.0.100:10250", "S")), "allow NP_OWN_NODE");
    EXPECT_EQ(veth.judge(tcp("10.0.0.100:10250", "10.0.0.1:1000", "S.")), "allow NP_REPLY");
    EXPECT_EQ(veth.judge(tcp("10.0.0.1:1000", "10.0.0.101:10250", "S")), denied_out)
        << veth.history();
    EXPECT_EQ(veth.judge(tcp("10.0.0.100:1000", "10.0.0.1:80", "S")), "allow NP_OWN_NODE");
}

TEST(KubernetesEnforcer, BySettingIcmpNeedsNoRuleOrHasNone) {
    const auto any_of_b = policy_in("x", "any").ingress(rule({pods("pod=b")}));
    policy::Settings settings;
    settings.portless = policy::PortlessTraffic::Allow;
    Veth open({deny_all()}, settings);
    EXPECT_EQ(open.judge(icmp("10.0.0.2", "10.0.0.1", 8, 1)), "allow NP_PORTLESS_ALLOWED");
    EXPECT_EQ(open.judge(tcp("10.0.0.2:1000", "10.0.0.1:80", "S")), denied_in);
    settings.portless = policy::PortlessTraffic::Drop;
    Veth closed({any_of_b, deny_all()}, settings);
    EXPECT_EQ(closed.judge(icmp("10.0.0.2", "10.0.0.1", 8, 1)),
              "drop NP_PORTLESS_DROPPED any spec.podSelector deny spec.podSelector");
    EXPECT_EQ(closed.judge(icmp("10.0.0.3", "10.0.0.1", 8, 2)),
              "drop NP_INGRESS_NO_RULE_MATCH any spec.podSelector deny spec.podSelector");
    EXPECT_EQ(closed.judge(tcp("10.0.0.2:1000", "10.0.0.1:80", "S")),
              "allow NP_RULE_MATCH any spec.ingress[0].from[0]");
}

TEST(KubernetesEnforcer, CausesOutliveThePolicyTheyName) {
    Veth veth({allow_b()});
    const std::string by_rule = " b spec.ingress[0].from[0]";
    EXPECT_EQ(veth.judge(tcp("10.0.0.2:1000", "10.0.0.1:80", "S")),
              "allow NP_RULE_MATCH" + by_rule);
    veth.apply({});
    EXPECT_EQ(veth.judge(tcp("10.0.0.1:80", "10.0.0.2:1000", "S.")), "allow NP_REPLY" + by_rule);
    EXPECT_EQ(veth.judge(tcp("10.0.0.2:1001", "10.0.0.1:80", "S")), "allow NP_NOT_ISOLATED");
}

TEST(KubernetesEnforcer, TheOwnNodeAlwaysReachesThePod) {  // T48
    Veth veth({deny_all()});
    EXPECT_EQ(veth.judge(tcp("10.0.0.100:1000", "10.0.0.1:80", "S")), "allow NP_OWN_NODE");
    EXPECT_EQ(veth.judge(tcp("10.0.0.1:80", "10.0.0.100:1000", "S.")), "allow NP_REPLY")
        << veth.history();
    EXPECT_EQ(veth.judge(tcp("[fd00::100]:1000", "[fd00::1]:80", "S")), "allow NP_OWN_NODE");
    EXPECT_EQ(veth.judge(icmp("10.0.0.100", "10.0.0.1", 8, 1)), "allow NP_OWN_NODE");
    // Not the other way, and no other node.
    EXPECT_EQ(veth.judge(tcp("10.0.0.1:1000", "10.0.0.100:10250", "S")), denied_out);
    EXPECT_EQ(veth.judge(tcp("10.0.0.101:1000", "10.0.0.1:80", "S")), denied_in) << veth.history();
}

TEST(KubernetesEnforcer, TheExemptionOfTheNodeComesBeforeRules) {  // T53
    Veth veth({policy_in("x", "p").ingress(rule({block("10.0.0.100/32")}, {port(80)}))});
    EXPECT_EQ(veth.judge(tcp("10.0.0.100:1000", "10.0.0.1:81", "S")), "allow NP_OWN_NODE");
}

TEST(KubernetesEnforcer, NeighbourDiscoveryPasses) {  // T69
    Veth veth({deny_all()});
    for (std::uint8_t type = 133; type <= 137; ++type) {
        EXPECT_EQ(veth.judge(icmp("fd00::1", "fd00::2", type)), "allow NP_NEIGHBOR_DISCOVERY");
        EXPECT_EQ(veth.judge(icmp("fd00::2", "fd00::1", type)), "allow NP_NEIGHBOR_DISCOVERY");
    }
    EXPECT_EQ(veth.judge(icmp("fd00::1", "fd00::2", 128, 1)), denied_out);
    EXPECT_EQ(veth.judge(icmp("fd00::1", "fd00::2", 138)), denied_out);
    EXPECT_EQ(veth.judge(icmp("10.0.0.1", "10.0.0.2", 133)), denied_out) << "that of IPv4";
    EXPECT_EQ(veth.connections(), 0U);
}

TEST(KubernetesEnforcer, ErrorsAboutAConnectionPass) {  // T26
    Veth veth({deny_all(), policy_in("x", "p").types({"Egress"}).egress(rule({}, {port(80)}))});
    const Packet opening = tcp("10.0.0.1:1000", "8.8.8.8:80", "S");
    EXPECT_EQ(veth.judge(opening), "allow NP_RULE_MATCH p spec.egress[0]");
    EXPECT_EQ(veth.judge(icmp_error("192.0.2.1", opening)), "allow NP_RELATED p spec.egress[0]")
        << "from a router on the way" << veth.history();
    const Packet reply = tcp("8.8.8.8:80", "10.0.0.1:1000", "S.");
    EXPECT_EQ(veth.judge(icmp_error("10.0.0.1", reply)), "allow NP_RELATED p spec.egress[0]")
        << "from the pod, about a reply" << veth.history();
    EXPECT_EQ(veth.judge(icmp_error("192.0.2.1", tcp("10.0.0.1:1001", "8.8.8.8:80"))), denied_in)
        << "about a connection that is not there" << veth.history();
    EXPECT_EQ(veth.judge(icmp("192.0.2.1", "10.0.0.1", 3)), denied_in) << "about nothing";
    EXPECT_EQ(veth.judge(icmp_error("192.0.2.1", opening), 2h), denied_in) << "too late";
}

TEST(KubernetesEnforcer, ErrorsAboutAnEchoPass) {
    Veth veth({policy_in("x", "p").types({"Ingress", "Egress"}).egress(rule({}))});
    const Packet echo = icmp("10.0.0.1", "8.8.8.8", 8, 77);
    EXPECT_EQ(veth.judge(echo), "allow NP_RULE_MATCH p spec.egress[0]");
    EXPECT_EQ(veth.judge(icmp_error("192.0.2.1", echo, 11)), "allow NP_RELATED p spec.egress[0]")
        << veth.history();
}

TEST(KubernetesEnforcer, JudgesTheTranslatedTuple) {  // T41, T42
    Veth veth({policy_in("x", "p").types({"Egress"}).egress(rule({pods("pod=b")}, {port(8080)}))});
    Packet to_service = tcp("10.0.0.1:1000", "172.20.0.10:80", "S");
    EXPECT_EQ(veth.judge(to_service), "drop NP_EGRESS_NO_RULE_MATCH p spec.podSelector");
    to_service.translated = tcp("10.0.0.1:1000", "10.0.0.2:8080").translated;
    EXPECT_EQ(veth.judge(to_service), "allow NP_RULE_MATCH p spec.egress[0].to[0]");
    Packet reply = tcp("10.0.0.2:8080", "10.0.0.1:1000", "S.");
    reply.translated = tcp("172.20.0.10:80", "10.0.0.1:1000").translated;
    EXPECT_EQ(veth.judge(reply), "allow NP_REPLY p spec.egress[0].to[0]") << veth.history();
}

TEST(KubernetesEnforcer, LaterFragmentsFollowTheFirst) {
    Veth veth({deny_all(), policy_in("x", "b").ingress(rule({}, {port(53, "UDP")}))});
    const auto fragment = [](const char* to, std::uint16_t id, bool later) {
        Packet packet = udp(later ? "10.0.0.2" : "10.0.0.2:1000", to);
        packet.fragment_id = id;
        packet.later_fragment = later;
        packet.more_fragments = !later;
        return packet;
    };
    const std::string unknown = "uncertain NP_FRAGMENT_WITHOUT_FIRST";
    const std::string allowed = "allow NP_RULE_MATCH b spec.ingress[0]";
    const std::string refused = "drop NP_PORT_MISMATCH b spec.podSelector deny spec.podSelector";
    EXPECT_EQ(veth.judge(fragment("10.0.0.1", 1, true)), unknown);
    EXPECT_EQ(veth.judge(fragment("10.0.0.1:53", 1, false)), allowed);
    EXPECT_EQ(veth.judge(fragment("10.0.0.1:54", 2, false)), refused);
    EXPECT_EQ(veth.judge(fragment("10.0.0.1", 1, true)), allowed);
    EXPECT_EQ(veth.judge(fragment("10.0.0.1", 2, true)), refused);
    EXPECT_EQ(veth.judge(fragment("10.0.0.1", 3, true)), unknown);
    EXPECT_EQ(veth.judge(fragment("10.0.0.1", 1, true), 29s), allowed) << veth.history();
    EXPECT_EQ(veth.judge(fragment("10.0.0.1", 1, true), 30s), unknown) << veth.history();
    // An identification that is used again speaks of the newer packet.
    EXPECT_EQ(veth.judge(fragment("10.0.0.1:54", 1, false), 40s), refused);
    EXPECT_EQ(veth.judge(fragment("10.0.0.1", 1, true), 40s), refused) << veth.history();
}

}  // namespace
