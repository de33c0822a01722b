// SPDX-License-Identifier: MIT
// Load balancers in packets: every protocol and kind of exchange through them and back, and whom
// the pod at the end has for a client.
#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/scenarios.h"
#include "tests/support/trial.h"

namespace {

using policy::LoadBalancer;
using policy::Protocol;
using policy::TargetGroup;
using scenario::End;
using scenario::Exchange;
using tests::flow;
using tests::host_end;
using tests::pod_end;
using tests::Trial;
using std::chrono_literals::operator""s;

constexpr End lb{End::Kind::LoadBalancer, 0};
const std::string own = "10.200.0.1";

// Two pods on each of two nodes; pod 3 is the service's, and a load balancer before it.
struct Setting {
    LoadBalancer::Type type = LoadBalancer::Type::Network;
    TargetGroup::Type targets = TargetGroup::Type::Ip;
    bool keeps_client = false;
    bool local = false;
};

scenario::Scenario before_pod_3(const Setting& setting) {
    scenario::Scenario made = tests::cluster_of(4, 2);
    scenario::Host laptop;
    laptop.name = "laptop";
    laptop.address = *policy::IpAddress::parse("203.0.113.9");
    laptop.on_premises = true;
    made.hosts.push_back(laptop);
    policy::Service service;
    service.ns = "default";
    service.name = "web";
    service.type = policy::ServiceType::LoadBalancer;
    service.selector = policy::Labels{{"app", "pod-3"}};
    service.cluster_ips = {*policy::IpAddress::parse("172.20.0.11")};
    service.external_local = setting.local;
    policy::ServicePort tcp;
    tcp.name = "http";
    tcp.port = 8080;
    tcp.target = std::uint16_t{80};
    tcp.node_port = 30080;
    policy::ServicePort udp;
    udp.name = "dns";
    udp.protocol = Protocol::UDP;
    udp.port = 5353;
    udp.target = std::uint16_t{53};
    udp.node_port = 30053;
    service.ports = {tcp, udp};
    made.world.services = {service};
    LoadBalancer balancer;
    balancer.type = setting.type;
    balancer.ns = "default";
    balancer.name = "web";
    balancer.addresses = {{*policy::IpAddress::parse(own), ""}};
    for (const policy::ServicePort& port : service.ports) {
        policy::ListenerRule rule;
        rule.target = {"web", port.port, setting.targets, setting.keeps_client};
        balancer.listeners.push_back({port.protocol, port.port, {rule}});
    }
    made.world.load_balancers = {balancer};
    return made;
}

// Pod 3 is for this address only.
void admit(scenario::Scenario& scenario, const std::string& address) {
    policy::NetworkPolicy policy = tests::deny_all("in", {{"app", "pod-3"}}, "Ingress");
    policy::PolicyRule rule;
    rule.peers.resize(1);
    rule.peers[0].ip_block = policy::IpBlock{address + "/32", {}};
    policy.ingress = {rule};
    scenario.world.policies = {policy};
}

TEST(LoadBalancers, EveryExchangeGoesThroughAndBack) {
    for (const bool keeps_client : {false, true}) {
        for (const auto targets : {TargetGroup::Type::Ip, TargetGroup::Type::Instance}) {
            for (const Protocol protocol : {Protocol::TCP, Protocol::UDP}) {
                for (const auto exchange : {Exchange::Connection, Exchange::Probe}) {
                    Setting setting;
                    setting.targets = targets;
                    setting.keeps_client = keeps_client;
                    setting.local = true;  // so that the client is not on the target's node
                    scenario::Scenario scenario = before_pod_3(setting);
                    const std::uint16_t port = protocol == Protocol::TCP ? 8080 : 5353;
                    scenario.flows = {flow(host_end(0), lb, protocol, port),
                                      flow(pod_end(0), lb, protocol, port, 1s)};
                    for (scenario::Flow& each : scenario.flows) each.exchange = exchange;
                    Trial trial(scenario);
                    const bool connects =
                        protocol == Protocol::TCP && exchange == Exchange::Connection;
                    for (const sim::FlowId id : {0U, 1U}) {
                        EXPECT_EQ(trial[id].outcome, connects ? "connected" : "answered")
                            << keeps_client << policy::text(protocol);
                        EXPECT_EQ(trial[id].backend,
                                  protocol == Protocol::TCP ? "10.16.0.3:80" : "10.16.0.3:53");
                        EXPECT_EQ(trial[id].dropped, 0);
                    }
                }
            }
        }
    }
}

TEST(LoadBalancers, WhomThePodHasForAClient) {
    const struct {
        Setting setting;
        std::string client;
    } rows[] = {
        {{LoadBalancer::Type::Network, TargetGroup::Type::Ip, false, false}, own},
        {{LoadBalancer::Type::Network, TargetGroup::Type::Ip, true, false}, "203.0.113.9"},
        {{LoadBalancer::Type::Network, TargetGroup::Type::Instance, true, true}, "203.0.113.9"},
        {{LoadBalancer::Type::Network, TargetGroup::Type::Instance, false, true}, own},
        {{LoadBalancer::Type::Application, TargetGroup::Type::Ip, false, false}, own},
        {{LoadBalancer::Type::Application, TargetGroup::Type::Instance, false, true}, own},
    };
    for (const auto& [setting, client] : rows) {
        for (const std::string& admitted : {own, std::string("203.0.113.9")}) {
            for (const auto exchange : {Exchange::Connection, Exchange::Probe}) {
                scenario::Scenario scenario = before_pod_3(setting);
                admit(scenario, admitted);
                scenario.flows = {flow(host_end(0), lb, Protocol::TCP, 8080)};
                scenario.flows[0].exchange = exchange;
                Trial trial(scenario);
                const std::string good =
                    exchange == Exchange::Connection ? "connected" : "answered";
                EXPECT_EQ(trial[0].outcome, admitted == client ? good : "timed-out")
                    << client << " is the client, and " << admitted << " is admitted";
            }
        }
    }
}

TEST(LoadBalancers, WhatATargetRefusesIsRefused) {
    for (const auto type : {LoadBalancer::Type::Network, LoadBalancer::Type::Application}) {
        Setting setting;
        setting.type = type;
        scenario::Scenario scenario = before_pod_3(setting);
        scenario.world.services[0].ports[0].target = std::uint16_t{81};  // where nothing listens
        scenario.flows = {flow(host_end(0), lb, Protocol::TCP, 8080)};
        Trial trial(scenario);
        EXPECT_EQ(trial[0].outcome, "refused");
        EXPECT_EQ(trial[0].dropped, 0);
    }
}

TEST(LoadBalancers, ItsSecurityGroupLetsInNothingElse) {
    for (const auto type : {LoadBalancer::Type::Network, LoadBalancer::Type::Application}) {
        Setting setting;
        setting.type = type;
        scenario::Scenario scenario = before_pod_3(setting);
        scenario.world.load_balancers[0].source_ranges = {*policy::Prefix::parse("10.0.0.0/8")};
        scenario.flows = {flow(host_end(0), lb, Protocol::TCP, 8080),
                          flow(pod_end(0), lb, Protocol::TCP, 8080, 1s),
                          flow(pod_end(0), lb, Protocol::TCP, 8081, 2s)};
        Trial trial(scenario);
        EXPECT_EQ(trial[0].outcome, "timed-out");
        EXPECT_EQ(trial[1].outcome, "connected");
        EXPECT_EQ(trial[2].outcome, "timed-out");
    }
}

}  // namespace
