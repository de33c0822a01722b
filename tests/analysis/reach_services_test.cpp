// SPDX-License-Identifier: MIT
// Rows of `reach` through Services and load balancers. What is expected follows by hand from what a
// node and a load balancer make of a connection, and from what policies say of that.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/analysis/reach.h"
#include "tests/support/services.h"

namespace {

using namespace test_support;
using Lines = std::vector<std::string>;

class Through : public results::ReachReport {
  public:
    void add(const results::ReachEnd& from, const results::ReachEnd& to,
             const results::ReachAnswer& answer) override {
        const std::string both = from.ref + to.ref;
        const bool is_through =
            both.find("[Service]") != std::string::npos || both.find("lb/") != std::string::npos;
        if (is_through) lines.push_back(from.ref + " -> " + to.ref + ": " + answer.text);
    }
    void end() override {}
    Lines lines;
};

struct Said {
    Lines rows;
    std::vector<std::string> cut_off;
};

Said through(const policy::World& world, analysis::RowsOf of = analysis::RowsOf::Groups,
             const std::vector<std::uint32_t>& focus = {}) {
    const policy::Reachability reach(world);
    analysis::ReachOptions options;
    options.services = true;
    if (!focus.empty()) options.focus = focus;
    Through report;
    Said said;
    said.cut_off = analysis::Reach(world, reach, options).write(report, of);
    said.rows = report.lines;
    return said;
}

// A client, and two pods behind the service api, whose port 80 is their 8080 and 443 their 8443;
// one of them has v=1. Client and api-1 run on n1, api-2 on n2.
policy::World shop() {
    policy::World world = WorldText().ns("x").world();
    world.nodes = {node("n1", {"10.0.1.1"}), node("n2", {"10.0.2.1"})};
    world.pods = {pod_on("n1", "x/client", "app=client", {"10.0.0.1"}),
                  pod_on("n1", "x/api-1", "app=api,v=1", {"10.0.0.11"}),
                  pod_on("n2", "x/api-2", "app=api", {"10.0.0.12"})};
    world.services = {service("api", "app=api", {"172.20.0.10"},
                              {service_port(80, 8080, 30080), service_port(443, 8443)})};
    return world;
}

void admit(policy::World& world, const std::string& whom, const policy::PolicyRule& rule) {
    WorldText text;
    text.ns("x").policy(policy_in("x", "p").selects(whom).ingress(rule));
    world.policies.push_back(text.world().policies[0]);
}

// As shop(), where api is the cluster's DNS on port 53 and n1 has a cache that asks `upstream`.
policy::World with_dns_cache() {
    policy::World world = shop();
    world.services = {service("dns", "app=api", {"172.20.0.10"},
                              {service_port(53, 53, 0, policy::Protocol::UDP)}),
                      service("upstream", "app=api", {"172.20.0.11"}, {service_port(53, 53)})};
    policy::Pod cache = pod_on("n1", "x/cache", "", {"10.0.1.1"});
    cache.host_network = true;
    cache.dns_cache = policy::DnsCache{world.services[0].cluster_ips, "upstream"};
    world.pods.push_back(cache);
    return world;
}

std::string row_to_dns(const policy::World& world) {
    for (const std::string& row : through(world).rows) {
        if (row.rfind("x/client[Pod] -> x/dns[Service]", 0) == 0) return row;
    }
    return "";
}

TEST(ReachServices, ADnsCacheIsReachedByItsAddressAndAsksFromItsNode) {
    policy::World open = with_dns_cache();
    EXPECT_EQ(row_to_dns(open), "x/client[Pod] -> x/dns[Service]: UDP 53");

    const auto out = [](const policy::PolicyRule& rule) {
        WorldText text;
        text.ns("x").policy(
            policy_in("x", "out").selects("app=client").types({"Egress"}).egress(rule));
        return text.world().policies[0];
    };
    policy::World by_selector = with_dns_cache();
    by_selector.policies = {out(rule({pods("app=api")}))};
    EXPECT_EQ(row_to_dns(by_selector), "");
    policy::World by_address = with_dns_cache();
    by_address.policies = {out(rule({block("172.20.0.10/32")}, {port(53, "UDP")}))};
    EXPECT_EQ(row_to_dns(by_address), "x/client[Pod] -> x/dns[Service]: UDP 53");

    // api-1 runs on the cache's own node, and always lets it in; api-2 does not.
    policy::World shut = with_dns_cache();
    admit(shut, "app=api", rule({pods("app=client")}));
    EXPECT_EQ(row_to_dns(shut), "x/client[Pod] -> x/dns[Service]: ? UDP 53 (BACKENDS_DIFFER)");
    shut.pods[1].node = "n2";
    EXPECT_EQ(row_to_dns(shut), "");
    policy::World to_node = with_dns_cache();
    admit(to_node, "app=api", rule({block("10.0.1.0/24")}, {port(53)}));
    EXPECT_EQ(row_to_dns(to_node), "x/client[Pod] -> x/dns[Service]: UDP 53");

    policy::World lone = with_dns_cache();
    lone.services.pop_back();
    EXPECT_EQ(row_to_dns(lone), "x/client[Pod] -> x/dns[Service]: ? UDP 53 (ADDRESS_UNKNOWN)");
}

TEST(ReachServices, PoliciesJudgeThePortOfTheBackend) {
    policy::World world = shop();
    admit(world, "app=api", rule({pods("app=client")}, {port(8080)}));
    EXPECT_EQ(through(world).rows, (Lines{"x/client[Pod] -> x/api[Service]: TCP 80"}));
    // The service's own port in a rule admits nothing.
    world.policies.clear();
    admit(world, "app=api", rule({pods("app=client")}, {port(80)}));
    EXPECT_EQ(through(world).rows, Lines{});
}

TEST(ReachServices, WhatOnlySomeBackendsLetInIsUncertain) {
    policy::World world = shop();
    admit(world, "v=1", rule({pods("app=client")}, {port(8443)}));
    EXPECT_EQ(through(world).rows,
              (Lines{"x/api-1[Pod] -> x/api[Service]: TCP 80,443",
                     "x/client[Pod] -> x/api[Service]: TCP 443 ? TCP 80 (BACKENDS_DIFFER)"}))
        << "a pod's way back to itself is not asked about: each api asks the other alone";
}

TEST(ReachServices, ALocalPolicyHasTheBackendsOfTheClientsNode) {
    policy::World world = shop();
    world.services[0].internal_local = true;
    admit(world, "v=1", rule({pods("app=api")}, {}));
    // On n1 is api-1 alone, which lets in what has app=api; on n2 api-2.
    EXPECT_EQ(through(world).rows, Lines{});
    world.policies.clear();
    EXPECT_EQ(through(world).rows, (Lines{"x/client[Pod] -> x/api[Service]: TCP 80,443"}))
        << "api-1 and api-2 have nobody but themselves on their nodes";
    world.pods[0].node = "";
    EXPECT_EQ(through(world).rows,
              (Lines{"x/client[Pod] -> x/api[Service]: ? TCP 80,443 (BACKENDS_DIFFER)"}));
}

TEST(ReachServices, WithoutBackendsOrAnAddressThereIsNoRow) {
    policy::World world = shop();
    for (std::size_t i = 1; i < world.pods.size(); ++i) world.pods[i].ready = false;
    EXPECT_EQ(through(world).rows, Lines{});
    world = shop();
    world.services[0].cluster_ips.clear();
    world.services[0].headless = true;
    EXPECT_EQ(through(world).rows, Lines{});
}

TEST(ReachServices, FocusIsOnClientsAndBackends) {
    policy::World world = shop();
    world.pods.push_back(pod_on("n2", "x/other", "app=other", {"10.0.0.2"}));
    world.services.push_back(
        service("other", "app=other", {"172.20.0.11"}, {service_port(53, 53)}));
    const Lines of_other = {
        "x/api-1[Pod] -> x/other[Service]: TCP 53", "x/api-2[Pod] -> x/other[Service]: TCP 53",
        "x/client[Pod] -> x/other[Service]: TCP 53", "x/other[Pod] -> x/api[Service]: TCP 80,443"};
    EXPECT_EQ(through(world, analysis::RowsOf::Groups, {3}).rows, of_other);
    EXPECT_EQ(through(world, analysis::RowsOf::Classes).rows,
              (Lines{"x/api-1[Pod], x/api-2[Pod] and 2 more in x -> x/api[Service]: TCP 80,443",
                     "x/api-1[Pod], x/api-2[Pod] and 2 more in x -> x/other[Service]: TCP 53"}));
}

TEST(ReachServices, AnAddressOfASliceIsJudgedAsOneOutside) {
    policy::World world = shop();
    world.services[0].selector.reset();
    policy::EndpointSlice slice;
    slice.ns = "x";
    slice.name = "api-a";
    slice.service = "api";
    slice.endpoints.emplace_back();
    slice.endpoints[0].addresses = {address("192.0.2.7")};
    slice.ports.push_back({"80", policy::Protocol::TCP, 8080});
    world.endpoint_slices.push_back(slice);
    WorldText text;
    text.ns("x").policy(policy_in("x", "out")
                            .selects("app=client")
                            .egress(rule({block("192.0.2.0/24")}, {port(8080)})));
    world.policies = text.world().policies;
    EXPECT_EQ(through(world).rows, (Lines{"x/api-1[Pod] -> x/api[Service]: TCP 80",
                                          "x/api-2[Pod] -> x/api[Service]: TCP 80",
                                          "x/client[Pod] -> x/api[Service]: TCP 80"}));
    world.policies[0].egress[0].ports[0].port = std::int64_t{80};
    EXPECT_EQ(through(world).rows, (Lines{"x/api-1[Pod] -> x/api[Service]: TCP 80",
                                          "x/api-2[Pod] -> x/api[Service]: TCP 80"}));
}

// api-2 takes everything from the agent on its own node, api-1 nothing from there.
TEST(ReachServices, FromANodePassesWhatIsOnItAndNothingElse) {
    policy::World world = shop();
    policy::Pod agent = pod_on("n2", "x/agent", "app=agent", {"10.0.2.1"});
    agent.host_network = true;
    world.pods.push_back(agent);
    admit(world, "app=api", rule({pods("app=nobody")}, {}));
    EXPECT_EQ(through(world).rows,
              (Lines{"x/agent[Pod] -> x/api[Service]: ? TCP 80,443 (HOST_NETWORK_OWN_NODE)"}));
}

// Two replicas of which a policy tells one apart, without an answer that does: they are one line.
TEST(ReachServices, BackendsOfAClassThatNoLineIsOf) {
    policy::World world = shop();
    for (policy::Pod& pod : world.pods) {
        if (pod.name != "client") pod.workload = {"Deployment", "api"};
    }
    world.pods[2].addresses_are = world.pods[1].addresses_are = policy::Addresses::StandIn;
    admit(world, "app=api", rule({pods("app=client")}, {port(8080)}));
    world.policies.push_back(world.policies[0]);
    world.policies[1].name = "one";
    world.policies[1].pod_selector = selector("v=1");
    WorldText text;
    text.ns("x").policy(policy_in("x", "out")
                            .selects("app=client")
                            .egress(rule({block("10.0.0.0/24")}, {port(8080)})));
    world.policies.push_back(text.world().policies[0]);
    EXPECT_EQ(through(world).rows,
              (Lines{"x/client[Pod] -> x/api[Service]: ? TCP 80 (ADDRESS_UNKNOWN)"}));
}

// ---- Load balancers

policy::LoadBalancer balancer(policy::LoadBalancer::Type type, policy::TargetGroup::Type targets,
                              bool keeps_client) {
    policy::LoadBalancer made;
    made.type = type;
    made.ns = "x";
    made.name = "api";
    made.internet_facing = true;
    made.addresses = {{address("10.0.9.1"), ""}};
    policy::ListenerRule rule;
    rule.target = {"api", std::uint16_t{80}, targets, keeps_client};
    policy::Listener listener;
    listener.port = 8000;
    listener.rules = {rule};
    made.listeners = {listener};
    return made;
}

using policy::LoadBalancer;
using policy::TargetGroup;
const std::string everyone = "0.0.0.0-255.255.255.255";

// Only rows of load balancers.
Said balanced(const policy::World& world) {
    Said said = through(world);
    Lines rows;
    for (const std::string& row : said.rows) {
        if (row.find("lb/") != std::string::npos) rows.push_back(row);
    }
    said.rows = rows;
    return said;
}

TEST(ReachBalancers, TheTargetsSeeTheLoadBalancer) {
    policy::World world = shop();
    world.load_balancers = {
        balancer(LoadBalancer::Type::Application, TargetGroup::Type::Ip, false)};
    admit(world, "v=1", rule({block("10.0.9.0/24")}, {port(8080)}));
    EXPECT_EQ(balanced(world).rows, (Lines{everyone + " -> lb/x/api[Ingress]: TCP 8000",
                                           "lb/x/api[Ingress] -> x/api-1[Pod]: TCP 8080",
                                           "lb/x/api[Ingress] -> x/api-2[Pod]: TCP 8080"}));
    world.policies.clear();
    admit(world, "v=1", rule({block("203.0.113.0/24")}, {}));
    EXPECT_EQ(balanced(world).rows, (Lines{everyone + " -> lb/x/api[Ingress]: TCP 8000",
                                           "lb/x/api[Ingress] -> x/api-2[Pod]: TCP 8080"}))
        << "whoever asks, the address is the load balancer's";
    EXPECT_EQ(balanced(world).cut_off, Lines{});
    world.policies.clear();
    admit(world, "app=api", rule({block("203.0.113.0/24")}, {}));
    EXPECT_EQ(balanced(world).rows, Lines{});
    EXPECT_EQ(balanced(world).cut_off, (Lines{"lb/x/api[Ingress]"}));
}

TEST(ReachBalancers, AnAddressThatNobodyKnowsIsUncertain) {
    policy::World world = shop();
    world.load_balancers = {
        balancer(LoadBalancer::Type::Application, TargetGroup::Type::Ip, false)};
    world.load_balancers[0].addresses[0].address = address("240.0.0.1");
    admit(world, "v=1", rule({block("10.0.9.0/24")}, {port(8080)}));
    EXPECT_EQ(balanced(world).rows,
              (Lines{everyone + " -> lb/x/api[Ingress]: TCP 8000",
                     "lb/x/api[Ingress] -> x/api-1[Pod]: ? TCP 8080 (ADDRESS_UNKNOWN)",
                     "lb/x/api[Ingress] -> x/api-2[Pod]: TCP 8080"}));
}

TEST(ReachBalancers, KeptClientsAreToldApart) {
    policy::World world = shop();
    world.load_balancers = {balancer(LoadBalancer::Type::Network, TargetGroup::Type::Ip, true)};
    admit(world, "v=1", rule({block("203.0.113.0/24")}, {}));
    EXPECT_EQ(balanced(world).rows,
              (Lines{everyone + " -> lb/x/api[Service]: TCP 8000",
                     "lb/x/api[Service] -> x/api-1[Pod]: ? TCP 8080 (CLIENTS_DIFFER)",
                     "lb/x/api[Service] -> x/api-2[Pod]: TCP 8080"}));
    world.load_balancers[0].source_ranges = {*policy::Prefix::parse("203.0.113.64/26")};
    EXPECT_EQ(balanced(world).rows,
              (Lines{"203.0.113.64-203.0.113.127 -> lb/x/api[Service]: TCP 8000",
                     "lb/x/api[Service] -> x/api-1[Pod]: TCP 8080",
                     "lb/x/api[Service] -> x/api-2[Pod]: TCP 8080"}));
    // Of an internal one pods may be clients.
    world.load_balancers[0].internet_facing = false;
    world.load_balancers[0].source_ranges.clear();
    world.policies.clear();
    WorldText text;
    text.ns("x").policy(
        policy_in("x", "out").selects("app=client").egress(rule({block("203.0.113.0/24")}, {})));
    world.policies = text.world().policies;
    EXPECT_EQ(balanced(world).rows,
              (Lines{"VPC -> lb/x/api[Service]: TCP 8000",
                     "lb/x/api[Service] -> x/api-1[Pod]: ? TCP 8080 (CLIENTS_DIFFER)",
                     "lb/x/api[Service] -> x/api-2[Pod]: ? TCP 8080 (CLIENTS_DIFFER)"}));
}

TEST(ReachBalancers, NodesHideTheClientAndAreTheirPodsOwn) {
    policy::World world = shop();
    world.load_balancers = {
        balancer(LoadBalancer::Type::Network, TargetGroup::Type::Instance, false)};
    // From its own node to each pod, else from the other, which no rule admits.
    admit(world, "app=api", rule({block("203.0.113.0/24")}, {}));
    EXPECT_EQ(balanced(world).rows,
              (Lines{everyone + " -> lb/x/api[Service]: TCP 8000",
                     "lb/x/api[Service] -> x/api-1[Pod]: ? TCP 8080 (BACKENDS_DIFFER)",
                     "lb/x/api[Service] -> x/api-2[Pod]: ? TCP 8080 (BACKENDS_DIFFER)"}));
    // Nodes keep the address that they are sent, and send to none but their own pods.
    world.services[0].external_local = true;
    world.policies.clear();
    admit(world, "app=api", rule({block("10.0.9.1/32")}, {port(8080)}));
    EXPECT_EQ(balanced(world).rows, (Lines{everyone + " -> lb/x/api[Service]: TCP 8000",
                                           "lb/x/api[Service] -> x/api-1[Pod]: TCP 8080",
                                           "lb/x/api[Service] -> x/api-2[Pod]: TCP 8080"}));
}

TEST(ReachBalancers, NodesThatNobodyKnowsMayBeAnybodys) {
    policy::World world = shop();
    world.nodes.clear();
    for (policy::Pod& pod : world.pods) pod.node.clear();
    world.load_balancers = {
        balancer(LoadBalancer::Type::Network, TargetGroup::Type::Instance, true)};
    admit(world, "v=1", rule({block("203.0.113.0/24")}, {}));
    EXPECT_EQ(balanced(world).rows,
              (Lines{everyone + " -> lb/x/api[Service]: TCP 8000",
                     "lb/x/api[Service] -> x/api-1[Pod]: ? TCP 8080 (ADDRESS_UNKNOWN)",
                     "lb/x/api[Service] -> x/api-2[Pod]: TCP 8080"}));
    world.services[0].external_local = true;
    EXPECT_EQ(balanced(world).rows,
              (Lines{everyone + " -> lb/x/api[Service]: TCP 8000",
                     "lb/x/api[Service] -> x/api-1[Pod]: ? TCP 8080 (CLIENTS_DIFFER)",
                     "lb/x/api[Service] -> x/api-2[Pod]: TCP 8080"}));
}

}  // namespace
