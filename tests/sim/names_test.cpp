// SPDX-License-Identifier: MIT
// Flows to names: the look-up as traffic, and what becomes of the flow.
#include <string>

#include <gtest/gtest.h>

#include "tests/support/scenarios.h"
#include "tests/support/trial.h"

namespace sim {
namespace {

using namespace std::chrono_literals;
using policy::IpAddress;
using policy::Protocol;
using scenario::End;
using tests::flow;
using tests::pod_end;
using tests::Trial;

// Pods 0 to 4, one on each worker: 3 is CoreDNS behind kube-system/kube-dns, 4 the backend of
// default/web, on TCP 8080 -> 80. One host has the name www.example.com.
scenario::Scenario cluster_with_dns() {
    scenario::Scenario made = tests::cluster_of(5, 1);
    policy::Namespace system;
    system.name = "kube-system";
    policy::ensure_name_label(system);
    made.world.namespaces.push_back(system);
    made.world.pods[3].ns = "kube-system";
    made.world.pods[3].labels = {{"k8s-app", "kube-dns"}};
    made.world.pods[3].ports = {{"dns", Protocol::UDP, 53}, {"dns-tcp", Protocol::TCP, 53}};

    policy::Service dns;
    dns.ns = "kube-system";
    dns.name = "kube-dns";
    dns.cluster_ips = {IpAddress::v4(0xAC14000A)};  // 172.20.0.10
    dns.selector = policy::Labels{{"k8s-app", "kube-dns"}};
    dns.ports.resize(2);
    dns.ports[0] = {"dns", Protocol::UDP, 53, std::uint16_t{53}, 0, {}};
    dns.ports[1] = {"dns-tcp", Protocol::TCP, 53, std::uint16_t{53}, 0, {}};
    policy::Service web;
    web.ns = "default";
    web.name = "web";
    web.cluster_ips = {IpAddress::v4(0xAC140010)};  // 172.20.0.16
    web.selector = policy::Labels{{"app", "pod-4"}};
    web.ports.resize(1);
    web.ports[0] = {"http", Protocol::TCP, 8080, std::uint16_t{80}, 0, {}};
    policy::Service all = web;  // every pod of the namespace, headless
    all.name = "all";
    all.headless = true;
    all.cluster_ips.clear();
    all.ports[0].target = std::uint16_t{80};
    made.world.services = {dns, web, all};
    made.hosts.push_back({"web", IpAddress::v4(0xCB007109), true, {}, {"www.example.com"}, {}});
    return made;
}

FlowId ask(scenario::Scenario& scenario, std::uint32_t from, const std::string& name,
           std::uint16_t port) {
    scenario.names.push_back(name);
    scenario.flows.push_back(flow(
        pod_end(from), {End::Kind::Name, static_cast<std::uint32_t>(scenario.names.size()) - 1},
        Protocol::TCP, port));
    return static_cast<FlowId>(scenario.flows.size() - 1);
}

TEST(Names, AreResolvedThroughTheClustersDnsAndThenAnswered) {
    const struct {
        const char* name;
        std::uint16_t port;
        const char* resolved;
        const char* outcome;
    } rows[] = {
        {"web", 8080, "172.20.0.16", "connected"},
        {"web.default", 8080, "172.20.0.16", "connected"},
        {"web.default.svc.cluster.local.", 8080, "172.20.0.16", "connected"},
        {"WWW.example.com", 80, "203.0.113.9", "connected"},
        {"web.other", 8080, "", "unresolved"},
        {"nowhere.example.com", 80, "", "unresolved"},
    };
    for (const auto& row : rows) {
        scenario::Scenario scenario = cluster_with_dns();
        ask(scenario, 0, row.name, row.port);
        Trial trial(scenario);
        EXPECT_EQ(trial[0].outcome, row.outcome) << row.name;
        EXPECT_EQ(trial[0].resolved, row.resolved) << row.name;
        EXPECT_EQ(trial[1].outcome, "answered") << row.name;
        EXPECT_EQ(trial[1].backend, "10.16.0.3:53") << row.name;
    }
}

// The workshop's first step: "Resolving timed out after 5000 milliseconds".
TEST(Names, ABlockedLookUpTimesOutAndWithItTheFlow) {
    scenario::Scenario scenario = cluster_with_dns();
    scenario.world.policies = {tests::deny_all("out", {{"app", "pod-0"}}, "Egress")};
    ask(scenario, 0, "web", 8080);
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "unresolved");
    EXPECT_EQ(trial[0].took, 5s);
    EXPECT_EQ(trial[1].outcome, "timed-out");
    EXPECT_GE(trial[1].dropped, 1);
}

// With more patience than the resolver: two attempts of five seconds.
TEST(Names, TheResolverGivesUpAfterTwoAttempts) {
    scenario::Scenario scenario = cluster_with_dns();
    scenario.world.policies = {tests::deny_all("out", {{"app", "pod-0"}}, "Egress")};
    ask(scenario, 0, "web", 8080);
    scenario.flows[0].timeout = 60s;
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "unresolved");
    EXPECT_EQ(trial[0].took, 10s);
    EXPECT_EQ(trial[1].dropped, 2);
}

TEST(Names, WithoutADnsServerBehindTheServiceTheLookUpIsRefused) {
    scenario::Scenario scenario = cluster_with_dns();
    scenario.world.pods[3].labels.clear();
    ask(scenario, 0, "web", 8080);
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "unresolved");
    EXPECT_LT(trial[0].took, 1s);
    EXPECT_EQ(trial[1].outcome, "refused");
}

// As cluster_with_dns(), with a DNS cache on the node of pod 0 that asks kube-dns-upstream.
scenario::Scenario cluster_with_cache() {
    scenario::Scenario made = cluster_with_dns();
    policy::Service upstream = made.world.services[0];
    upstream.name = "kube-dns-upstream";
    upstream.cluster_ips = {IpAddress::v4(0xAC14000B)};
    made.world.services.push_back(upstream);
    policy::Pod cache = made.world.pods[3];
    cache.name = "node-local-dns";
    cache.labels = {{"k8s-app", "node-local-dns"}};
    cache.node = made.world.pods[0].node;
    cache.host_network = true;
    cache.addresses = made.world.nodes[0].addresses;
    cache.dns_cache = policy::DnsCache{made.world.services[0].cluster_ips, "kube-dns-upstream"};
    made.world.pods.push_back(cache);
    made.extra_listen.emplace_back();
    return made;
}

// Its child's child is the cache's own question, over TCP, and has the next number.
TEST(Names, ANodesCacheAsksForThePodAndAnswersFromWhatItKnows) {
    scenario::Scenario scenario = cluster_with_cache();
    ask(scenario, 0, "web", 8080);
    ask(scenario, 0, "web", 8080);
    scenario.flows[1].at = 10s;
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "connected");
    EXPECT_EQ(trial[1].outcome, "connected");
    EXPECT_EQ(trial[2].outcome, "answered");
    EXPECT_EQ(trial[2].backend, scenario.world.nodes[0].addresses[0].text() + ":53");
    EXPECT_EQ(trial[3].outcome, "connected");
    EXPECT_EQ(trial[3].backend, "10.16.0.3:53");
    EXPECT_EQ(trial[4].outcome, "answered") << "the second look-up";
    EXPECT_EQ(trial[5].outcome, "") << "the cache has asked once";
}

TEST(Names, ANodesCacheOnlyAnswersItsOwnNode) {
    scenario::Scenario scenario = cluster_with_cache();
    ask(scenario, 1, "web", 8080);
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "connected");
    EXPECT_EQ(trial[1].backend, "10.16.0.3:53");
}

// A rule that selects CoreDNS' pods does not admit the cache, though it never asks another.
TEST(Names, ANodesCacheIsNoPodThatASelectorFinds) {
    scenario::Scenario scenario = cluster_with_cache();
    policy::NetworkPolicy out = tests::deny_all("out", {{"app", "pod-0"}}, "Egress");
    policy::PolicyRule rule;
    policy::Peer anyone;
    anyone.namespace_selector = policy::LabelSelector{};
    rule.peers = {anyone};
    out.egress = {rule};
    scenario.world.policies = {out};
    ask(scenario, 0, "web", 8080);
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "unresolved");
    EXPECT_EQ(trial[1].outcome, "timed-out");
}

TEST(Names, WhatCoreDnsDoesNotLetInTheCacheCannotAnswer) {
    scenario::Scenario scenario = cluster_with_cache();
    scenario.world.policies = {tests::deny_all("in", {{"k8s-app", "kube-dns"}}, "Ingress")};
    scenario.world.policies[0].ns = "kube-system";
    ask(scenario, 0, "web", 8080);
    ask(scenario, 0, "www.example.com.", 80);  // which is not the cluster's
    scenario.flows[0].timeout = 60s;
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "unresolved");
    EXPECT_EQ(trial[0].took, 10s) << "twice the resolver's patience";
    EXPECT_EQ(trial[1].outcome, "connected");
}

TEST(Names, ACacheWhoseUpstreamRefusesSaysSoAtOnce) {
    scenario::Scenario nobody = cluster_with_cache();
    nobody.world.pods[3].labels.clear();
    scenario::Scenario without = cluster_with_cache();
    without.world.services.pop_back();
    for (scenario::Scenario* scenario : {&nobody, &without}) {
        ask(*scenario, 0, "web", 8080);
        Trial trial(*scenario);
        EXPECT_EQ(trial[0].outcome, "unresolved");
        EXPECT_LT(trial[0].took, 1s);
        EXPECT_EQ(trial[1].outcome, "answered");
    }
}

// The run ends while the cache waits for CoreDNS, and its client for the cache.
TEST(Names, ARunMayEndInTheMiddleOfTheCachesQuestion) {
    scenario::Scenario scenario = cluster_with_cache();
    scenario.world.policies = {tests::deny_all("in", {{"k8s-app", "kube-dns"}}, "Ingress")};
    scenario.world.policies[0].ns = "kube-system";
    scenario.duration = 2s;
    ask(scenario, 0, "web", 8080);
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "unresolved");
    EXPECT_EQ(trial[1].outcome, "timed-out");
    EXPECT_EQ(trial[2].outcome, "timed-out");
}

TEST(Names, AnAnswerTooLongForADatagramIsAskedForOverTcp) {
    scenario::Scenario scenario = tests::cluster_of(1, 1);
    scenario = cluster_with_dns();
    for (std::uint32_t i = 0; i < 40; ++i) {
        policy::Pod pod = scenario.world.pods[4];
        pod.name = "more-" + std::to_string(i);
        pod.addresses = {IpAddress::v4(0x0A200000U + i)};
        scenario.world.pods.push_back(pod);
        scenario.extra_listen.emplace_back();
    }
    ask(scenario, 0, "all", 80);
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "connected");
    EXPECT_EQ(trial[1].outcome, "answered");
    EXPECT_EQ(trial[2].outcome, "connected");
    EXPECT_EQ(trial[2].backend, "10.16.0.3:53");
}

}  // namespace
}  // namespace sim
