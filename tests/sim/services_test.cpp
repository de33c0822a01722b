// SPDX-License-Identifier: MIT
// Service translation as applications see it: who answers, what is refused, what times out.
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/scenarios.h"
#include "tests/support/trial.h"

namespace sim {
namespace {

using namespace std::chrono_literals;
using policy::Protocol;
using scenario::End;
using scenario::Exchange;
using tests::flow;
using tests::host_end;
using tests::pod_end;
using tests::Trial;

constexpr std::uint16_t node_port = 30080;

// Pods 0 to 3, one on each worker; service 0 is "web", on TCP 8080 -> http (80), UDP 5353 -> 53 and
// SCTP 99 -> 9999, of the pods in `backends`.
scenario::Scenario cluster_with_service(std::initializer_list<std::uint32_t> backends) {
    scenario::Scenario made = tests::cluster_of(4, 1);
    for (const std::uint32_t pod : backends) made.world.pods[pod].labels["web"] = "yes";
    policy::Service service;
    service.ns = "default";
    service.name = "web";
    service.type = policy::ServiceType::NodePort;
    service.cluster_ips = {policy::IpAddress::v4(0xAC140010)};  // 172.20.0.16
    service.selector = policy::Labels{{"web", "yes"}};
    service.ports.resize(3);
    service.ports[0] = {"http", Protocol::TCP, 8080, std::string("http"), node_port, {}};
    service.ports[1] = {"dns", Protocol::UDP, 5353, std::uint16_t{53}, 0, {}};
    service.ports[2] = {"sig", Protocol::SCTP, 99, std::uint16_t{9999}, 0, {}};
    made.world.services.push_back(service);
    return made;
}

constexpr End web{End::Kind::Service, 0};

End node_end(std::uint32_t node) {
    return {End::Kind::Node, node};
}

TEST(Services, AClusterIpIsAnsweredByABackendOnItsTargetPort) {
    const struct {
        Protocol protocol;
        std::uint16_t port;
        const char* backend;
        const char* outcome;
    } rows[] = {{Protocol::TCP, 8080, "10.16.0.3:80", "connected"},
                {Protocol::UDP, 5353, "10.16.0.3:53", "answered"},
                {Protocol::SCTP, 99, "10.16.0.3:9999", "answered"}};
    for (const auto& row : rows) {
        for (const auto exchange : {Exchange::Connection, Exchange::Probe}) {
            scenario::Scenario scenario = cluster_with_service({3});
            scenario.flows.push_back(flow(pod_end(0), web, row.protocol, row.port));
            scenario.flows[0].exchange = exchange;
            Trial trial(scenario);
            EXPECT_EQ(trial[0].outcome, exchange == Exchange::Probe ? "answered" : row.outcome)
                << policy::text(row.protocol);
            EXPECT_EQ(trial[0].backend, row.backend);
        }
    }
}

TEST(Services, BackendsOnTheClientsOwnWorkerAnswerToo) {
    scenario::Scenario scenario = cluster_with_service({1});
    scenario.world.pods[1].node = scenario.world.pods[0].node;
    scenario.flows.push_back(flow(pod_end(0), web, Protocol::TCP, 8080));
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "connected");
}

TEST(Services, ADatagramLargerThanAFrameArrivesAndIsAnswered) {
    scenario::Scenario scenario = cluster_with_service({3});
    scenario.flows.push_back(flow(pod_end(0), web, Protocol::UDP, 5353));
    scenario.flows[0].request_bytes = 20000;
    scenario.flows[0].response_bytes = 20000;
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "answered");
}

TEST(Services, AClosedTargetPortIsRefused) {
    for (const Protocol protocol : {Protocol::TCP, Protocol::UDP, Protocol::SCTP}) {
        for (const auto exchange : {Exchange::Connection, Exchange::Probe}) {
            scenario::Scenario scenario = cluster_with_service({3});
            for (auto& port : scenario.world.services[0].ports) port.target = std::uint16_t{4};
            const std::uint16_t port = protocol == Protocol::TCP   ? 8080
                                       : protocol == Protocol::UDP ? 5353
                                                                   : 99;
            scenario.flows.push_back(flow(pod_end(0), web, protocol, port));
            scenario.flows[0].exchange = exchange;
            Trial trial(scenario);
            EXPECT_EQ(trial[0].outcome, "refused") << policy::text(protocol);
            EXPECT_EQ(trial[0].dropped, 0);
        }
    }
}

// G32: the first is refused at once, the second times out.
TEST(Services, NoEndpointsAreRefusedNoLocalOnesTimeOut) {
    for (const Protocol protocol : {Protocol::TCP, Protocol::UDP}) {
        for (const auto exchange : {Exchange::Connection, Exchange::Probe}) {
            const std::uint16_t port = protocol == Protocol::TCP ? 8080 : 5353;
            scenario::Scenario none = cluster_with_service({});
            none.flows.push_back(flow(pod_end(0), web, protocol, port));
            none.flows[0].exchange = exchange;
            Trial refused(none);
            EXPECT_EQ(refused[0].outcome, "refused") << policy::text(protocol);
            EXPECT_LT(refused[0].took, 1ms);
            EXPECT_EQ(refused[0].backend, "");

            scenario::Scenario elsewhere = cluster_with_service({3});
            elsewhere.world.services[0].internal_local = true;
            elsewhere.flows.push_back(flow(pod_end(0), web, protocol, port));
            elsewhere.flows[0].exchange = exchange;
            Trial dropped(elsewhere);
            EXPECT_EQ(dropped[0].outcome, "timed-out") << policy::text(protocol);
            EXPECT_GE(dropped[0].dropped, 1);
        }
    }
}

// G23: a rule for the service's port admits nothing; one for the target port does.
TEST(Services, EgressIsJudgedOnTheTargetPortOfTheBackend) {
    for (const int port : {80, 8080}) {
        scenario::Scenario scenario = cluster_with_service({3});
        policy::NetworkPolicy policy = tests::deny_all("out", {{"app", "pod-0"}}, "Egress");
        policy::PolicyRule rule;
        rule.peers.resize(1);
        rule.peers[0].pod_selector.emplace().match_labels = {{"web", "yes"}};
        rule.ports.resize(1);
        rule.ports[0].protocol = "TCP";
        rule.ports[0].port = std::int64_t{port};
        policy.egress = {rule};
        scenario.world.policies = {policy};
        scenario.flows.push_back(flow(pod_end(0), web, Protocol::TCP, 8080));
        Trial trial(scenario);
        EXPECT_EQ(trial[0].outcome, port == 80 ? "connected" : "timed-out") << port;
        EXPECT_EQ(trial[0].backend, "10.16.0.3:80") << "which is what was judged";
    }
}

// G33: the pod meets itself as if from its node, which ingress isolation cannot deny.
TEST(Services, APodReachesItselfThroughItsServiceInSpiteOfIngressIsolation) {
    scenario::Scenario scenario = cluster_with_service({0});
    scenario.world.policies = {tests::deny_all("in", {{"app", "pod-0"}}, "Ingress")};
    scenario.flows.push_back(flow(pod_end(0), web, Protocol::TCP, 8080));
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "connected");
}

// The backend is on worker 3; a node port is open on every worker.
TEST(Services, ANodePortIsOpenOnEveryNodeAndComesFromIt) {
    for (const bool isolated : {false, true}) {
        scenario::Scenario scenario = cluster_with_service({3});
        if (isolated) {
            scenario.world.policies = {tests::deny_all("in", {{"app", "pod-3"}}, "Ingress")};
        }
        scenario.hosts.push_back(
            {"laptop", policy::IpAddress::v4(0xCB007109), true, {}, {}, {}});  // 203.0.113.9
        scenario.flows.push_back(flow(host_end(0), node_end(3), Protocol::TCP, node_port));
        scenario.flows.push_back(flow(host_end(0), node_end(1), Protocol::TCP, node_port));
        scenario.flows.push_back(flow(pod_end(0), node_end(0), Protocol::TCP, node_port));
        scenario.flows.push_back(flow(pod_end(0), node_end(3), Protocol::TCP, node_port));
        Trial trial(scenario);
        // Masqueraded by the backend's own node, whom no policy can deny; else another's address.
        EXPECT_EQ(trial[0].outcome, "connected");
        EXPECT_EQ(trial[1].outcome, isolated ? "timed-out" : "connected");
        EXPECT_EQ(trial[2].outcome, isolated ? "timed-out" : "connected");
        EXPECT_EQ(trial[3].outcome, "connected");
    }
}

// G31, and the client's address is kept where the policy is Local.
TEST(Services, ALocalNodePortIsSilentWhereNoBackendIs) {
    scenario::Scenario scenario = cluster_with_service({3});
    scenario.world.services[0].external_local = true;
    scenario.world.policies = {tests::deny_all("in", {{"app", "pod-3"}}, "Ingress")};
    policy::PolicyRule rule;
    rule.peers.resize(1);
    rule.peers[0].pod_selector.emplace().match_labels = {{"app", "pod-0"}};
    scenario.world.policies[0].ingress = {rule};
    scenario.flows.push_back(flow(pod_end(0), node_end(1), Protocol::TCP, node_port));
    scenario.flows.push_back(flow(pod_end(0), node_end(3), Protocol::TCP, node_port));
    scenario.flows.push_back(flow(pod_end(2), node_end(3), Protocol::TCP, node_port));
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "timed-out");
    EXPECT_EQ(trial[1].outcome, "connected");
    EXPECT_EQ(trial[2].outcome, "timed-out");
}

TEST(Services, BackendsAreDrawnEvenlyAndTheSameEachTime) {
    std::map<std::string, int> count;
    std::string first;
    for (int round = 0; round < 2; ++round) {
        scenario::Scenario scenario = cluster_with_service({1, 2, 3});
        for (int i = 0; i < 300; ++i) {
            scenario.flows.push_back(flow(pod_end(0), web, Protocol::TCP, 8080, i * 1ms));
            scenario.flows.back().exchange = Exchange::Probe;
        }
        Trial trial(scenario);
        std::string all;
        for (FlowId i = 0; i < 300; ++i) {
            all += trial[i].backend + ' ';
            ++count[trial[i].backend];
        }
        if (round == 0) first = all;
        EXPECT_EQ(all, first);
    }
    ASSERT_EQ(count.size(), 3U);
    for (const auto& [backend, times] : count) EXPECT_NEAR(times, 200, 60) << backend;
}

TEST(Services, SessionAffinityKeepsAClientWithItsBackend) {
    scenario::Scenario scenario = cluster_with_service({1, 2, 3});
    scenario.world.services[0].affinity = 10800s;
    for (int i = 0; i < 20; ++i) {
        scenario.flows.push_back(flow(pod_end(0), web, Protocol::TCP, 8080, i * 1ms));
        scenario.flows.back().exchange = Exchange::Probe;
    }
    Trial trial(scenario);
    for (FlowId i = 0; i < 20; ++i) EXPECT_EQ(trial[i].backend, trial[0].backend);
}

TEST(Services, APortThatNoServiceHasGoesNowhere) {
    scenario::Scenario scenario = cluster_with_service({3});
    scenario.flows.push_back(flow(pod_end(0), web, Protocol::TCP, 81));
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "timed-out");
}

}  // namespace
}  // namespace sim
