// SPDX-License-Identifier: MIT
// The oracle against what the documentation and the bug reports of implementations say in words.
// Numbers "k/k#..." and the like name the report that a row comes from.
#include "policy/oracle/reference.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/policy/oracle/build.h"
#include "tests/policy/oracle/world_text.h"

namespace oracle {
namespace {

using policy::Action;
using policy::Direction;
using policy::NetworkPolicy;
using policy::Protocol;
using policy::Reason;
using policy::World;

policy::Pod make_pod(const std::string& ns, const std::string& name, const char* ip,
                     const std::string& role) {
    policy::Pod pod;
    pod.ns = ns;
    pod.name = name;
    pod.labels["role"] = role;
    pod.addresses = {address(ip)};
    return pod;
}

NetworkPolicy make_policy(const std::string& name, const std::vector<policy::PolicyRule>& ingress) {
    NetworkPolicy policy;
    policy.ns = "default";
    policy.name = name;
    policy.pod_selector = select("role", "db");
    policy.policy_types = {"Ingress"};
    policy.ingress = ingress;
    return policy;
}

// Pods: 0 the subject, default/db 10.1.0.1; 1 default/web, 2 other/web (project=myproject),
// 3 third/web.
World make_world(const std::vector<NetworkPolicy>& policies) {
    World world;
    world.namespaces = {make_namespace("default", "red"), make_namespace("other", "blue"),
                        make_namespace("third", "blue")};
    world.namespaces[1].labels["project"] = "myproject";
    world.pods = {make_pod("default", "db", "10.1.0.1", "db"),
                  make_pod("default", "web", "10.1.0.2", "frontend"),
                  make_pod("other", "web", "10.1.0.3", "frontend"),
                  make_pod("third", "web", "10.1.0.4", "frontend")};
    world.policies = policies;
    number_lines(world);
    return world;
}

struct Row {
    Direction direction;
    const char* peer;
    Protocol protocol;
    std::uint16_t port;
    Reason reason;
    const char* path;  // of the only cause
};

void check(const World& world, const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        const auto verdict = policy::reference_verdict(world, 0, row.direction, address(row.peer),
                                                       row.protocol, row.port);
        SCOPED_TRACE(world_text(world) + std::string(policy::api_name(row.direction)) + ' ' +
                     row.peer + ' ' + std::to_string(row.port) + '/' + policy::text(row.protocol));
        EXPECT_EQ(policy::code(verdict.reason), policy::code(row.reason));
        EXPECT_EQ(verdict.action,
                  row.reason == Reason::RuleMatch || row.reason == Reason::NotIsolated
                      ? Action::Allow
                      : Action::Drop);
        ASSERT_EQ(verdict.causes.size(), row.path == std::string() ? 0U : 1U);
        for (const policy::Cause& cause : verdict.causes) EXPECT_EQ(cause.path, row.path);
    }
}

constexpr auto in = Direction::ToPod;
constexpr auto out = Direction::FromPod;
constexpr auto tcp = Protocol::TCP;
constexpr auto udp = Protocol::UDP;
constexpr auto icmp = Protocol::ICMP;

// The example of the concept page, clause by clause.
TEST(Reference, ExampleOfTheConceptPage) {
    NetworkPolicy policy = make_policy(
        "test-network-policy",
        {rule({block("172.17.0.0/16", {"172.17.1.0/24"}),
               namespaces(select("project", "myproject")), pods(select("role", "frontend"))},
              {number(6379)})});
    policy.policy_types = {"Ingress", "Egress"};
    policy.egress = {rule({block("10.0.0.0/24")}, {number(5978)})};
    check(make_world({policy}),
          {{in, "172.17.0.0", tcp, 6379, Reason::RuleMatch, "spec.ingress[0].from[0]"},
           {in, "172.17.0.255", tcp, 6379, Reason::RuleMatch, "spec.ingress[0].from[0]"},
           {in, "172.17.1.0", tcp, 6379, Reason::IngressNoRuleMatch, "spec.podSelector"},
           {in, "172.17.1.255", tcp, 6379, Reason::IngressNoRuleMatch, "spec.podSelector"},
           {in, "172.17.2.0", tcp, 6379, Reason::RuleMatch, "spec.ingress[0].from[0]"},
           {in, "172.17.255.255", tcp, 6379, Reason::RuleMatch, "spec.ingress[0].from[0]"},
           {in, "172.18.0.0", tcp, 6379, Reason::IngressNoRuleMatch, "spec.podSelector"},
           {in, "10.1.0.3", tcp, 6379, Reason::RuleMatch, "spec.ingress[0].from[1]"},
           {in, "10.1.0.2", tcp, 6379, Reason::RuleMatch, "spec.ingress[0].from[2]"},
           {in, "10.1.0.4", tcp, 6379, Reason::IngressNoRuleMatch, "spec.podSelector"},
           {in, "10.1.0.2", tcp, 6380, Reason::PortMismatch, "spec.podSelector"},
           {in, "10.1.0.2", udp, 6379, Reason::PortMismatch, "spec.podSelector"},
           {in, "10.1.0.2", icmp, 0, Reason::PortMismatch, "spec.podSelector"},
           {in, "10.1.0.4", tcp, 80, Reason::IngressNoRuleMatch, "spec.podSelector"},
           {out, "10.0.0.255", tcp, 5978, Reason::RuleMatch, "spec.egress[0].to[0]"},
           {out, "10.0.1.0", tcp, 5978, Reason::EgressNoRuleMatch, "spec.podSelector"},
           {out, "10.0.0.1", tcp, 5979, Reason::PortMismatch, "spec.podSelector"}});
}

TEST(Reference, ExceptNarrowsItsOwnBlockOnly) {
    // ovn-kubernetes#845: exceptions of one block are no exceptions of another in the same rule.
    check(make_world({make_policy("one-rule", {rule({block("172.17.0.0/16", {"172.17.1.0/24"}),
                                                     block("172.17.1.7/32")})})}),
          {{in, "172.17.1.7", tcp, 1, Reason::RuleMatch, "spec.ingress[0].from[1]"},
           {in, "172.17.1.8", tcp, 1, Reason::IngressNoRuleMatch, "spec.podSelector"}});
    // aws-network-policy-agent#180: nor do they take away what another rule allows.
    check(make_world({make_policy("two-rules", {rule({block("0.0.0.0/0", {"10.1.0.0/16"})}),
                                                rule({pods(select("role", "frontend"))})})}),
          {{in, "10.1.0.2", tcp, 1, Reason::RuleMatch, "spec.ingress[1].from[0]"},
           {in, "10.1.0.3", tcp, 1, Reason::IngressNoRuleMatch, "spec.podSelector"},
           {in, "8.8.8.8", tcp, 1, Reason::RuleMatch, "spec.ingress[0].from[0]"},
           {in, "2001:db8::1", tcp, 1, Reason::IngressNoRuleMatch, "spec.podSelector"}});
}

TEST(Reference, BlocksAreReadBitByBit) {
    const std::vector<NetworkPolicy> policies = {make_policy(
        "blocks", {rule({block("10.9.0.5/31"), block("010.008.0.0/015"), block("fd00::1f/124")})})};
    check(make_world(policies),
          {{in, "10.9.0.4", tcp, 1, Reason::RuleMatch, "spec.ingress[0].from[0]"},
           {in, "10.9.0.5", tcp, 1, Reason::RuleMatch, "spec.ingress[0].from[0]"},
           {in, "10.10.0.0", tcp, 1, Reason::IngressNoRuleMatch, "spec.podSelector"},
           {in, "10.8.0.0", tcp, 1, Reason::RuleMatch, "spec.ingress[0].from[1]"},
           {in, "fd00::10", tcp, 1, Reason::RuleMatch, "spec.ingress[0].from[2]"},
           {in, "fd00::20", tcp, 1, Reason::IngressNoRuleMatch, "spec.podSelector"},
           {in, "fd00::f", tcp, 1, Reason::IngressNoRuleMatch, "spec.podSelector"}});
}

TEST(Reference, NamedPortsResolvePerDestination) {
    NetworkPolicy policy = make_policy("named", {rule({}, {named("http")})});
    policy.policy_types = {"Ingress", "Egress"};
    policy.egress = policy.ingress;  // k/k#99256: with no peer, every pod that declares it
    World world = make_world({policy});
    world.pods[0].ports = {{"http", Protocol::TCP, 80}, {"http", Protocol::TCP, 8000}};
    world.pods[1].ports = {{"http", Protocol::TCP, 8080}};
    world.pods[2].ports = {{"http", Protocol::UDP, 80}};
    check(world, {{in, "10.1.0.2", tcp, 80, Reason::RuleMatch, "spec.ingress[0]"},
                  {in, "10.1.0.2", tcp, 8000, Reason::RuleMatch, "spec.ingress[0]"},
                  {in, "10.1.0.2", tcp, 8080, Reason::PortMismatch, "spec.podSelector"},
                  {in, "10.1.0.2", udp, 80, Reason::PortMismatch, "spec.podSelector"},
                  {out, "10.1.0.2", tcp, 8080, Reason::RuleMatch, "spec.egress[0]"},
                  {out, "10.1.0.2", tcp, 80, Reason::PortMismatch, "spec.podSelector"},
                  {out, "10.1.0.3", tcp, 80, Reason::NamedPortUnresolved, "spec.podSelector"},
                  {out, "10.1.0.3", udp, 80, Reason::NamedPortUnresolved, "spec.podSelector"},
                  {out, "8.8.8.8", tcp, 80, Reason::NamedPortUnresolved, "spec.podSelector"}});
}

TEST(Reference, PortItems) {
    const auto any = std::vector<policy::Peer>{};
    check(make_world(
              {make_policy("range", {rule(any, {range(80, 82)}), rule(any, {every_port("UDP")})})}),
          {{in, "8.8.8.8", tcp, 79, Reason::PortMismatch, "spec.podSelector"},
           {in, "8.8.8.8", tcp, 80, Reason::RuleMatch, "spec.ingress[0]"},
           {in, "8.8.8.8", tcp, 82, Reason::RuleMatch, "spec.ingress[0]"},
           {in, "8.8.8.8", tcp, 83, Reason::PortMismatch, "spec.podSelector"},
           {in, "8.8.8.8", udp, 65535, Reason::RuleMatch, "spec.ingress[1]"},
           {in, "8.8.8.8", Protocol::SCTP, 80, Reason::PortMismatch, "spec.podSelector"},
           {in, "8.8.8.8", icmp, 0, Reason::PortMismatch, "spec.podSelector"}});
    check(make_world({make_policy("all", {rule(any)})}),
          {{in, "8.8.8.8", icmp, 0, Reason::RuleMatch, "spec.ingress[0]"},
           {in, "2001:db8::1", tcp, 1, Reason::RuleMatch, "spec.ingress[0]"},
           {out, "8.8.8.8", tcp, 1, Reason::NotIsolated, ""}});
}

TEST(Reference, CausesOfADropNearestMissFirst) {
    const World world =
        make_world({make_policy("a-no-rules", {}),
                    make_policy("b-neither", {rule({block("192.0.2.0/24")}, {number(1)})}),
                    make_policy("c-peer", {rule({block("192.0.2.0/24")}, {number(80)})}),
                    make_policy("d-port", {rule({}, {number(443)})}),
                    make_policy("e-port", {rule({}, {named("nope")})})});
    const auto verdict =
        policy::reference_verdict(world, 0, Direction::ToPod, address("8.8.8.8"), tcp, 80);
    EXPECT_EQ(policy::code(verdict.reason), policy::code(Reason::PortMismatch));
    std::vector<std::string> names;
    for (const policy::Cause& cause : verdict.causes) names.push_back(cause.name);
    EXPECT_EQ(names,
              (std::vector<std::string>{"d-port", "e-port", "c-peer", "b-neither", "a-no-rules"}));
}

TEST(Reference, WhoIsNoPeerAndNoSubject) {
    World world = make_world({make_policy("pods", {rule({namespaces({})})})});
    world.pods[1].host_network = true;
    world.pods[2].phase = policy::Phase::Succeeded;
    check(world, {{in, "10.1.0.2", tcp, 80, Reason::IngressNoRuleMatch, "spec.podSelector"},
                  {in, "10.1.0.3", tcp, 80, Reason::IngressNoRuleMatch, "spec.podSelector"},
                  {in, "10.1.0.4", tcp, 80, Reason::RuleMatch, "spec.ingress[0].from[0]"}});
    world.pods[0].host_network = true;
    check(world, {{in, "8.8.8.8", tcp, 80, Reason::NotIsolated, ""}});
}

}  // namespace
}  // namespace oracle
