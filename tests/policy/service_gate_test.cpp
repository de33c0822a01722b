// SPDX-License-Identifier: MIT
// Scripts on the way from a pod through its gate and its node's service translation, and back.
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "policy/table/compile.h"
#include "policy/veth/enforcer.h"
#include "tests/support/services.h"

namespace {

using policy::Direction;
using policy::NetworkPolicy;
using policy::Packet;
using policy::Translation;
using test_support::address;
using test_support::icmp_error;
using test_support::policy_in;
using test_support::port;
using test_support::rule;
using test_support::tcp;
using std::chrono_literals::operator""s;

policy::World world_with(const NetworkPolicy& policy) {
    policy::World world = test_support::WorldText().ns("x").policy(policy).world();
    world.nodes = {test_support::node("one", {"10.0.1.1"})};
    world.pods = {test_support::pod_on("one", "x/client", "app=client", {"10.0.1.10"}),
                  test_support::pod_on("one", "x/web", "app=web", {"10.0.1.11"})};
    world.services = {test_support::service("web", "app=web", {"172.20.0.1"},
                                            {test_support::service_port(80, 8080)})};
    return world;
}

// One pod's gate and its node: the pod that opens has it before the translation, both tuples in
// hand; replies meet it after the translation back.
class PodOnNode {
  public:
    PodOnNode(const policy::World& world, const std::string& pod)
        : proxy_(world, 0), enforcer_({address("10.0.1.1")}, table(world, pod)) {}

    // From the pod: gate and node. "allow NP_RULE_MATCH; forward ..."
    std::string sends(const Packet& packet, policy::Time now = policy::Time(0)) {
        const Translation translation = proxy_.translate(packet, now);
        const bool opener = translation.kind == Translation::Kind::Forward;
        const std::string verdict =
            judge(opener ? translation.at_opener : packet, Direction::FromPod, now);
        if (verdict.substr(0, 4) == "drop") return verdict;
        proxy_.remember(packet, translation, now);
        return verdict + "; " + test_support::described(translation);
    }
    // From elsewhere, to the pod: node and gate.
    std::string receives(const Packet& packet, policy::Time now = policy::Time(0)) {
        const Translation translation = proxy_.translate(packet, now, policy::Origin::Outside);
        const bool opener = translation.kind == Translation::Kind::Reply;
        return test_support::described(translation) + "; " +
               judge(opener ? translation.at_opener : packet, Direction::ToPod, now);
    }
    // To the pod, after the translation that the pod's own sending met.
    std::string judge(const Packet& packet, Direction direction, policy::Time now) {
        const policy::Verdict verdict = enforcer_.judge(packet, direction, now);
        return std::string(text(verdict.action)) + ' ' + std::string(code(verdict.reason));
    }

  private:
    std::shared_ptr<const policy::FilterTable> table(const policy::World& world,
                                                     const std::string& pod) {
        std::size_t index = 0;
        while (world.pods[index].name != pod) ++index;
        return policy::Compiler(world, causes_).table(index);
    }

    policy::CauseBook causes_;
    test_support::ProxyTrial proxy_;
    policy::KubernetesEnforcer enforcer_;
};

const std::string client = "10.0.1.10:40000";
const std::string web = "172.20.0.1:80";
const std::string backend = "10.0.1.11:8080";

NetworkPolicy egress_to_web(std::int64_t number) {
    return policy_in("x", "web")
        .selects("app=client")
        .types({"Egress"})
        .egress(rule({test_support::pods("app=web")}, {port(number)}));
}

TEST(ServiceGate, G23_ARuleThatNamesTheTargetPortAdmitsTheService) {
    PodOnNode pod(world_with(egress_to_web(8080)), "client");
    EXPECT_EQ(pod.sends(tcp(client, web, "S")),
              "allow NP_RULE_MATCH; forward 10.0.1.10:40000 > 10.0.1.11:8080");
    EXPECT_EQ(pod.receives(tcp(backend, client, "S.")),
              "reply 172.20.0.1:80 > 10.0.1.10:40000; allow NP_REPLY");
    EXPECT_EQ(pod.sends(tcp(client, web, "."), 1s),
              "allow NP_ESTABLISHED; forward 10.0.1.10:40000 > 10.0.1.11:8080");
    EXPECT_EQ(pod.receives(icmp_error("10.0.9.9", tcp(client, backend)), 1s),
              "reply 172.20.0.1:0 > 10.0.1.10:0 about 10.0.1.10:40000 > 172.20.0.1:80; "
              "allow NP_RELATED");
    EXPECT_EQ(pod.sends(icmp_error("10.0.1.10", tcp(web, client)), 1s),
              "allow NP_RELATED; "
              "forward 10.0.1.10:0 > 10.0.1.11:0 about 10.0.1.11:8080 > 10.0.1.10:40000");
    EXPECT_EQ(pod.sends(tcp("10.0.1.10:40001", backend, "S"), 1s),
              "allow NP_RULE_MATCH; untouched");
}

TEST(ServiceGate, G23_ARuleThatNamesTheServicePortDoesNot) {
    PodOnNode pod(world_with(egress_to_web(80)), "client");
    EXPECT_EQ(pod.sends(tcp(client, web, "S")), "drop NP_PORT_MISMATCH");
    EXPECT_EQ(pod.sends(tcp(client, web, "S"), 1s), "drop NP_PORT_MISMATCH");
    EXPECT_EQ(pod.receives(tcp(backend, client, "S.")), "untouched; allow NP_NOT_ISOLATED")
        << "what was dropped is not remembered";
}

// The backend answers its own question: its gate sees the node's address and lets it in.
TEST(ServiceGate, G33_APodReachesItselfThroughItsService) {
    PodOnNode pod(world_with(policy_in("x", "deny").selects("app=web").types({"Ingress"})), "web");
    EXPECT_EQ(pod.sends(tcp("10.0.1.11:40000", web, "S")),
              "allow NP_NOT_ISOLATED; forward 10.0.1.1:1024 > 10.0.1.11:8080");
    EXPECT_EQ(pod.judge(tcp("10.0.1.1:1024", backend, "S"), Direction::ToPod, 0s),
              "allow NP_OWN_NODE");
    EXPECT_EQ(pod.judge(tcp(backend, "10.0.1.1:1024", "S."), Direction::FromPod, 0s),
              "allow NP_REPLY");
    EXPECT_EQ(pod.receives(tcp(backend, "10.0.1.1:1024", "S.")),
              "reply 172.20.0.1:80 > 10.0.1.11:40000; allow NP_REPLY");
    EXPECT_EQ(pod.judge(tcp(client, backend, "S"), Direction::ToPod, 0s),
              "drop NP_INGRESS_DEFAULT_DENY");
}

}  // namespace
