// SPDX-License-Identifier: MIT
#include "policy/model/model.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/worlds.h"

namespace {

using policy::NetworkPolicy;
using policy::Pod;
using Types = std::vector<std::string>;

// pkg/apis/networking/v1/defaults.go
TEST(ApplyDefaults, FillsPolicyTypesByTheRules) {
    struct Row {
        Types written;
        int ingress_rules;
        int egress_rules;
        Types expected;
    };
    const std::vector<Row> rows = {
        {{}, 0, 0, {"Ingress"}},
        {{}, 1, 0, {"Ingress"}},
        {{}, 0, 1, {"Ingress", "Egress"}},  // an egress policy that denies all ingress
        {{}, 1, 1, {"Ingress", "Egress"}},
        {{"Egress"}, 1, 1, {"Egress"}},
        {{"Ingress"}, 0, 1, {"Ingress"}},
        {{"Egress", "Ingress"}, 0, 0, {"Egress", "Ingress"}},
        {{"Ingress", "Ingress"}, 0, 1, {"Ingress", "Ingress"}},
    };
    for (const Row& row : rows) {
        NetworkPolicy policy;
        policy.policy_types = row.written;
        policy.ingress.resize(static_cast<std::size_t>(row.ingress_rules));
        policy.egress.resize(static_cast<std::size_t>(row.egress_rules));
        apply_defaults(policy);
        EXPECT_EQ(policy.policy_types, row.expected)
            << row.written.size() << " types, " << row.ingress_rules << " ingress rules, "
            << row.egress_rules << " egress rules";
        apply_defaults(policy);
        EXPECT_EQ(policy.policy_types, row.expected) << "again";
    }
}

TEST(ApplyDefaults, WritesTcpWhereNoProtocolIs) {
    NetworkPolicy policy;
    policy.ingress.emplace_back();
    policy.ingress[0].ports.resize(2);
    policy.ingress[0].ports[1].protocol = "UDP";
    policy.egress = policy.ingress;
    apply_defaults(policy);
    for (const auto* rules : {&policy.ingress, &policy.egress}) {
        EXPECT_EQ((*rules)[0].ports[0].protocol, "TCP");
        EXPECT_EQ((*rules)[0].ports[1].protocol, "UDP");
    }
}

TEST(Namespace, AlwaysHasTheLabelOfItsName) {
    policy::Namespace ns;
    ns.name = "shop";
    ns.labels["kubernetes.io/metadata.name"] = "other";
    ensure_name_label(ns);
    EXPECT_EQ(ns.labels.at("kubernetes.io/metadata.name"), "shop");
}

TEST(Pod, IsPolicedWhileItHasAnAddressOfItsOwn) {
    Pod pod;
    EXPECT_FALSE(pod.policed()) << "no address yet";
    pod.addresses = {test_support::address("10.0.0.1")};
    EXPECT_TRUE(pod.policed());
    pod.phase = policy::Phase::Pending;  // an init container runs
    EXPECT_TRUE(pod.policed());
    for (const policy::Phase finished : {policy::Phase::Succeeded, policy::Phase::Failed}) {
        pod.phase = finished;
        EXPECT_FALSE(pod.policed());
    }
    pod.phase = policy::Phase::Running;
    pod.host_network = true;
    EXPECT_FALSE(pod.policed());
}

TEST(Protocol, HasANameOrItsNumber) {
    EXPECT_EQ(text(policy::Protocol::TCP), "TCP");
    EXPECT_EQ(text(policy::Protocol::UDP), "UDP");
    EXPECT_EQ(text(policy::Protocol::SCTP), "SCTP");
    EXPECT_EQ(text(policy::Protocol::ICMP), "ICMP");
    EXPECT_EQ(text(policy::Protocol::ICMPv6), "ICMPv6");
    EXPECT_EQ(text(static_cast<policy::Protocol>(47)), "47");
}

}  // namespace
