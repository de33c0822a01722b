// SPDX-License-Identifier: MIT
// What applications see, on the wire of ns-3: outcomes, and when they are known.
#include <gtest/gtest.h>

#include "tests/support/scenarios.h"
#include "tests/support/trial.h"

namespace sim {
namespace {

using namespace std::chrono_literals;
using policy::Protocol;
using tests::flow;
using tests::host_end;
using tests::pod_end;
using tests::Trial;

// Between workers: four veths and four uplinks there and back.
constexpr policy::Time round_trip = 4 * 5us + 4 * 50us;

scenario::Scenario two_workers() {
    return tests::cluster_of(2, 1);
}

TEST(Traffic, EveryProtocolIsAnsweredWhereSomethingListens) {
    const struct {
        Protocol protocol;
        std::uint16_t port;
        const char* connection;
    } rows[] = {{Protocol::TCP, 80, "connected"},
                {Protocol::UDP, 53, "answered"},
                {Protocol::ICMP, 0, "answered"},
                {Protocol::SCTP, 9999, "answered"}};
    for (const auto& row : rows) {
        scenario::Scenario scenario = two_workers();
        scenario.flows.push_back(flow(pod_end(0), pod_end(1), row.protocol, row.port));
        scenario.flows.push_back(scenario.flows[0]);
        scenario.flows[1].exchange = scenario::Exchange::Probe;
        Trial trial(scenario);
        EXPECT_EQ(trial[0].outcome, row.connection) << policy::text(row.protocol);
        EXPECT_EQ(trial[1].outcome, "answered") << policy::text(row.protocol) << " probe";
        EXPECT_GE(trial[1].took, round_trip) << policy::text(row.protocol);
        EXPECT_LT(trial[1].took, 2 * round_trip) << policy::text(row.protocol);
    }
}

TEST(Traffic, RefusedIsKnownWithinOneRoundTripAndTimedOutOnlyAtTheTimeout) {
    for (const Protocol protocol : {Protocol::TCP, Protocol::UDP, Protocol::SCTP}) {
        for (const auto exchange : {scenario::Exchange::Connection, scenario::Exchange::Probe}) {
            scenario::Scenario scenario = two_workers();
            scenario.flows.push_back(flow(pod_end(0), pod_end(1), protocol, 81));
            scenario.flows[0].exchange = exchange;
            Trial open(scenario);
            EXPECT_EQ(open[0].outcome, "refused") << policy::text(protocol);
            EXPECT_LT(open[0].took, 2 * round_trip) << policy::text(protocol);
            EXPECT_EQ(open[0].dropped, 0) << policy::text(protocol);
        }
    }
    scenario::Scenario scenario = two_workers();
    scenario.flows.push_back(flow(pod_end(0), pod_end(1), Protocol::TCP, 80));
    scenario.flows.push_back(flow(pod_end(0), pod_end(1), Protocol::TCP, 81));
    scenario.world.policies.push_back(tests::deny_all("deny", {{"app", "pod-1"}}, "Ingress"));
    Trial denied(scenario);
    for (const FlowId id : {0U, 1U}) {
        EXPECT_EQ(denied[id].outcome, "timed-out") << id;
        EXPECT_EQ(denied[id].took, 5s) << id;
        EXPECT_EQ(denied[id].dropped, 3) << "the SYN, and again after one and after three seconds";
    }
}

TEST(Traffic, OnOneWorkerBothGatesJudge) {
    scenario::Scenario scenario = tests::cluster_of(2);
    scenario.flows.push_back(flow(pod_end(0), pod_end(1), Protocol::TCP, 80));
    scenario.flows.push_back(flow(pod_end(1), pod_end(0), Protocol::TCP, 80));
    scenario.world.policies.push_back(tests::deny_all("deny", {{"app", "pod-0"}}, "Egress"));
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "timed-out");
    EXPECT_EQ(trial[1].outcome, "connected") << "the reply of an allowed connection needs no rule";
}

TEST(Traffic, APodReachesItselfWhateverIsolatesIt) {
    scenario::Scenario scenario = tests::cluster_of(1);
    scenario.world.policies.push_back(tests::deny_all("in", {}, "Ingress"));
    scenario.world.policies.push_back(tests::deny_all("out", {}, "Egress"));
    scenario.flows.push_back(flow(pod_end(0), pod_end(0), Protocol::TCP, 80));
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "connected");
}

TEST(Traffic, ARetransmissionOvercomesAPolicyThatGoes) {
    scenario::Scenario scenario = two_workers();
    scenario.world.policies.push_back(tests::deny_all("deny", {{"app", "pod-1"}}, "Ingress"));
    scenario.timeline.emplace_back();
    scenario.timeline[0].at = 500ms;
    scenario.timeline[0].changes.gone_policies = {{"default", "deny"}};
    scenario.flows.push_back(flow(pod_end(0), pod_end(1), Protocol::TCP, 80));
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "connected");
    EXPECT_GE(trial[0].took, 1s) << "with the SYN that is sent again after a second";
    EXPECT_LT(trial[0].took, 1s + 10 * round_trip);
    EXPECT_EQ(trial[0].dropped, 1);
}

TEST(Traffic, SettingsHoldForPackets) {
    scenario::Scenario scenario = two_workers();
    scenario.world.policies.push_back(tests::deny_all("deny", {{"app", "pod-1"}}, "Ingress"));
    scenario.flows.push_back(flow(pod_end(0), pod_end(1), Protocol::ICMP, 0));
    Trial by_rule(scenario);
    EXPECT_EQ(by_rule[0].outcome, "timed-out") << "no rule without ports admits it";
    scenario.settings.portless = policy::PortlessTraffic::Allow;
    Trial always(scenario);
    EXPECT_EQ(always[0].outcome, "answered");
}

TEST(Traffic, AnEstablishedConnectionOutlivesAChangeOrDoesNot) {
    scenario::Scenario scenario = two_workers();
    policy::NetworkPolicy deny = tests::deny_all("deny", {{"app", "pod-1"}}, "Ingress");
    // The SYN is past the gate, the request behind it is not yet.
    scenario.timeline.emplace_back();
    scenario.timeline[0].at = round_trip;
    scenario.timeline[0].changes.policies = {deny};
    scenario.flows.push_back(flow(pod_end(0), pod_end(1), Protocol::TCP, 80));
    scenario.flows.push_back(flow(pod_end(1), pod_end(0), Protocol::ICMP, 0, 1s));  // time goes on
    for (const bool keep : {true, false}) {
        scenario.settings.keep_established = keep;
        Trial trial(scenario);
        EXPECT_EQ(trial[0].dropped > 0, !keep) << "keep: " << keep;
    }
}

TEST(Traffic, HostsOpenAndAnswerFlows) {
    scenario::Scenario scenario = tests::cluster_of(1);
    scenario::Host inside;
    inside.name = "db";
    inside.address = policy::IpAddress::v4(0x0A200001);
    inside.listen = {{Protocol::TCP, 5432}};
    scenario::Host outside = inside;
    outside.name = "laptop";
    outside.address = policy::IpAddress::v4(0xCB007109);  // 203.0.113.9
    outside.on_premises = true;
    scenario.hosts = {inside, outside};
    scenario.flows.push_back(flow(pod_end(0), host_end(0), Protocol::TCP, 5432));
    scenario.flows.push_back(flow(pod_end(0), host_end(0), Protocol::TCP, 5433));
    scenario.flows.push_back(flow(host_end(1), pod_end(0), Protocol::TCP, 80));
    scenario.flows.push_back(flow(host_end(1), host_end(0), Protocol::ICMP, 0));
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "connected");
    EXPECT_EQ(trial[1].outcome, "refused");
    EXPECT_EQ(trial[2].outcome, "connected");
    EXPECT_GE(trial[2].took, 20ms) << "ten milliseconds each way across the edge";
    EXPECT_EQ(trial[3].outcome, "answered");
}

TEST(Traffic, HostNetworkPodsSpeakWithTheirNodesAddressAndPassItsOwnPodsPolicies) {
    scenario::Scenario scenario =
        tests::cluster_of(3, 2);  // pods 0 and 1 on one worker, 2 on another
    policy::Pod agent = scenario.world.pods[0];
    agent.name = "agent";
    agent.labels = {{"app", "agent"}};
    agent.host_network = true;
    agent.addresses = scenario.world.nodes[0].addresses;
    scenario.world.pods.push_back(agent);
    scenario.extra_listen.emplace_back();
    scenario.world.policies.push_back(tests::deny_all("deny", {}, "Ingress"));
    scenario.flows.push_back(flow(pod_end(3), pod_end(1), Protocol::TCP, 80));
    scenario.flows.push_back(flow(pod_end(3), pod_end(2), Protocol::TCP, 80));
    scenario.flows.push_back(flow(pod_end(2), pod_end(3), Protocol::TCP, 80));
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "connected") << "from the pod's own node";
    EXPECT_EQ(trial[1].outcome, "timed-out") << "from another node";
    EXPECT_EQ(trial[2].outcome, "connected") << "no policy selects a hostNetwork pod";
}

TEST(Traffic, BetweenVpcsThereIsNoRoute) {
    scenario::Scenario scenario = tests::cluster_of(1);
    scenario.vpcs.push_back({"other", {policy::Prefix(policy::IpAddress::v4(0xAC100000), 12)}});
    scenario::Host host;
    host.name = "db";
    host.address = policy::IpAddress::v4(0xAC100001);  // 172.16.0.1
    scenario.hosts = {host};
    scenario.flows.push_back(flow(pod_end(0), host_end(0), Protocol::TCP, 5432));
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "timed-out");
    EXPECT_EQ(trial[0].dropped, 3) << "by the router";
}

}  // namespace
}  // namespace sim
