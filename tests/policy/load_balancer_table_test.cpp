// SPDX-License-Identifier: MIT
// Who is let in, who may be chosen, and what a target sees: expectations from Elastic Load
// Balancing's user guides.
#include "policy/services/load_balancer_table.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/services.h"

namespace {

using policy::CauseBook;
using policy::IpAddress;
using policy::LoadBalancer;
using policy::LoadBalancerTable;
using policy::Protocol;
using policy::ServiceAnswer;
using policy::TargetGroup;
using policy::Tuple;
using policy::World;
using test_support::node;
using test_support::pod_on;
using test_support::service;
using test_support::service_port;
using Kind = ServiceAnswer::Kind;

IpAddress ip(const char* text) {
    return *IpAddress::parse(text);
}

// Three nodes in zones a and b, two pods in a and none in b, node port 30080.
World shop() {
    World world;
    world.nodes = {node("a1", {"10.0.1.1"}), node("a2", {"10.0.1.2"}), node("b1", {"10.0.2.1"})};
    for (policy::Node& each : world.nodes) {
        each.labels[policy::zone_label] = each.name.substr(0, 1);
    }
    world.pods = {pod_on("a1", "x/client", "app=client", {"10.0.1.10"}),
                  pod_on("a1", "x/web-1", "app=web", {"10.0.1.11"}),
                  pod_on("a2", "x/web-2", "app=web", {"10.0.1.12"})};
    world.services = {service("web", "app=web", {"172.20.0.1"}, {service_port(80, 8080, 30080)})};
    world.services[0].type = policy::ServiceType::LoadBalancer;
    LoadBalancer balancer;
    balancer.ns = world.services[0].ns;
    balancer.name = "web";
    balancer.addresses = {{ip("10.0.1.200"), "a"}, {ip("10.0.2.200"), "b"}};
    policy::ListenerRule rule;
    rule.target.service = "web";
    rule.target.port = std::uint16_t{80};
    rule.target.keeps_client = true;
    rule.path = "spec.ports[0]";
    balancer.listeners = {{Protocol::TCP, 80, {rule}}};
    world.load_balancers = {balancer};
    return world;
}

TargetGroup& group(World& world) {
    return world.load_balancers[0].listeners[0].rules[0].target;
}

struct Trial {
    explicit Trial(const World& world) : table(world, causes) {}

    ServiceAnswer find(const char* to, std::uint16_t port = 80,
                       const char* client = "203.0.113.9") const {
        return table.find({ip(client), ip(to), Protocol::TCP, 40000, port}, 0,
                          policy::Origin::Outside);
    }
    static std::set<std::string> targets(const ServiceAnswer& answer) {
        std::set<std::string> result;
        for (std::size_t i = 0; i < answer.count; ++i) {
            result.insert(answer.first[i].address.text() + ":" +
                          std::to_string(answer.first[i].port));
        }
        return result;
    }
    std::set<std::string> dns() const {
        std::set<std::string> result;
        for (const IpAddress& address : table.in_dns(0)) result.insert(address.text());
        return result;
    }

    CauseBook causes;
    LoadBalancerTable table;
};

using Names = std::set<std::string>;

TEST(LoadBalancerTable, InstanceTargetsAreTheNodesOfTheZone) {
    const Trial trial(shop());
    const ServiceAnswer answer = trial.find("10.0.1.200");
    EXPECT_EQ(answer.kind, Kind::Backends);
    EXPECT_EQ(Trial::targets(answer), Names({"10.0.1.1:30080", "10.0.1.2:30080"}));
    EXPECT_FALSE(answer.masquerade);
    EXPECT_EQ(Trial::targets(trial.find("10.0.2.200")), Names({"10.0.2.1:30080"}));
    EXPECT_EQ(trial.dns(), Names({"10.0.1.200", "10.0.2.200"}));
}

TEST(LoadBalancerTable, ALocalPolicyLeavesNodesWithAPod) {
    World world = shop();
    world.services[0].external_local = true;
    world.pods[2].ready = false;
    const Trial trial(world);
    EXPECT_EQ(Trial::targets(trial.find("10.0.1.200")), Names({"10.0.1.1:30080"}));
    EXPECT_EQ(trial.dns(), Names({"10.0.1.200"})) << "no healthy target in zone b";
}

TEST(LoadBalancerTable, IpTargetsAreTheReadyPodsOfTheZone) {
    World world = shop();
    group(world).type = TargetGroup::Type::Ip;
    group(world).keeps_client = false;
    const Trial trial(world);
    const ServiceAnswer answer = trial.find("10.0.1.200");
    EXPECT_EQ(Trial::targets(answer), Names({"10.0.1.11:8080", "10.0.1.12:8080"}));
    EXPECT_TRUE(answer.masquerade);
    EXPECT_EQ(answer.masquerade_as, ip("10.0.1.200"));
    EXPECT_EQ(trial.find("10.0.2.200").reason, policy::Reason::LoadBalancerNoTargets);
    EXPECT_EQ(trial.dns(), Names({"10.0.1.200"}));

    world.load_balancers[0].cross_zone = true;
    EXPECT_EQ(Trial(world).find("10.0.2.200").count, 2U);

    world.pods[1].ready = world.pods[2].ready = false;
    EXPECT_EQ(Trial(world).find("10.0.1.200").kind, Kind::Dropped);
}

TEST(LoadBalancerTable, APublicAddressStandsForTheOneInTheVpc) {
    World world = shop();
    group(world).type = TargetGroup::Type::Ip;
    group(world).keeps_client = false;
    world.load_balancers[0].addresses[0].outside = ip("198.51.100.7");
    const Trial trial(world);
    EXPECT_EQ(trial.dns(), Names({"198.51.100.7"}));
    for (const char* to : {"198.51.100.7", "10.0.1.200"}) {
        const ServiceAnswer answer = trial.find(to);
        EXPECT_EQ(Trial::targets(answer), Names({"10.0.1.11:8080", "10.0.1.12:8080"})) << to;
        EXPECT_EQ(answer.masquerade_as, ip("10.0.1.200")) << to;
        EXPECT_EQ(trial.table.at(ip(to)), 0U);
    }
}

TEST(LoadBalancerTable, WithoutAHealthyTargetAllAreTried) {
    World world = shop();
    world.pods[1].ready = world.pods[2].ready = false;
    const Trial trial(world);
    EXPECT_EQ(trial.find("10.0.1.200").count, 2U);
    EXPECT_EQ(trial.dns(), Names({"10.0.1.200", "10.0.2.200"}));
}

TEST(LoadBalancerTable, ItsSecurityGroupLetsInListenersAndSourceRanges) {
    World world = shop();
    world.load_balancers[0].source_ranges = {*policy::Prefix::parse("203.0.113.0/24")};
    const Trial trial(world);
    EXPECT_EQ(trial.find("10.0.1.200").kind, Kind::Backends);
    EXPECT_EQ(trial.find("10.0.1.200", 80, "198.51.100.1").reason,
              policy::Reason::LoadBalancerSource);
    EXPECT_EQ(trial.find("10.0.1.200", 81).reason, policy::Reason::LoadBalancerListener);
    EXPECT_EQ(trial.find("10.0.1.201").kind, Kind::NotAService);
}

TEST(LoadBalancerTable, AKeptClientCannotBeOnTheTargetsNode) {
    const Trial trial(shop());
    policy::Endpoint on_a1;
    on_a1.address = ip("10.0.1.1");
    on_a1.node = 0;
    policy::Endpoint web;
    web.address = ip("10.0.1.11");
    web.node = 0;
    web.pod = 1;
    EXPECT_EQ(trial.table.hairpin(ip("10.0.1.10"), on_a1), policy::Hairpin::Lost);
    EXPECT_EQ(trial.table.hairpin(ip("10.0.1.12"), on_a1), policy::Hairpin::None);
    EXPECT_EQ(trial.table.hairpin(ip("10.0.1.11"), web), policy::Hairpin::Lost);
    EXPECT_EQ(trial.table.hairpin(ip("10.0.1.10"), web), policy::Hairpin::Lost)
        << "the answer would not pass the load balancer";
    EXPECT_EQ(trial.table.hairpin(ip("10.0.1.12"), web), policy::Hairpin::None);
}

// The first rule that matches; patterns as Application Load Balancers have them.
TEST(LoadBalancerTable, AnApplicationLoadBalancerGoesByHostAndPath) {
    World world = shop();
    LoadBalancer& balancer = world.load_balancers[0];
    balancer.type = LoadBalancer::Type::Application;
    balancer.cross_zone = true;
    group(world).type = TargetGroup::Type::Ip;
    group(world).keeps_client = false;
    world.services.push_back(service("none", "app=none", {"172.20.0.2"}, {service_port(80, 8080)}));
    auto& rules = balancer.listeners[0].rules;
    rules[0].hosts = {"*.Example.com"};
    rules[0].paths = {"/shop", "/shop/*"};
    rules.push_back(rules[0]);
    rules[1].hosts = {};
    rules[1].paths = {"/none?"};
    rules[1].target.service = "none";
    const Trial trial(world);
    const auto asked = [&](const char* host, const char* path) {
        return trial.table.forward(ip("10.0.2.200"), 80, {host, path}).reason;
    };
    using policy::Reason;
    EXPECT_EQ(trial.find("10.0.2.200").kind, Kind::NotAService) << "it answers itself";
    EXPECT_EQ(asked("a.example.com", "/shop"), Reason::LoadBalancerTarget);
    EXPECT_EQ(asked("A.EXAMPLE.com", "/shop/cart"), Reason::LoadBalancerTarget);
    EXPECT_EQ(asked("a.example.com", "/shopping"), Reason::LoadBalancerNoRule);
    EXPECT_EQ(asked("example.com", "/shop"), Reason::LoadBalancerNoRule);
    EXPECT_EQ(asked("", "/none1"), Reason::LoadBalancerNoTargets);
    EXPECT_EQ(asked("", "/none"), Reason::LoadBalancerNoRule);
}

}  // namespace
