// SPDX-License-Identifier: MIT
// What the verbs print and store, from the outside.
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/program/shell.h"

namespace {

using nlohmann::json;
using tests::Said;
using tests::Shell;

const std::string lab = SCENARIOS "/eks-workshop/network-policies.yaml";
const std::string deny = SCENARIOS "/first-steps/02-default-deny.yaml";

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(Run, PrintsATableWithTheDecidingRuleAndALineThatSumsUp) {
    const Shell shell;
    const Said said = shell.vethlab("run " + deny);
    EXPECT_EQ(said.status, 0) << said.err;
    EXPECT_TRUE(has(said.out, "x drop")) << said.out;
    EXPECT_TRUE(has(said.out, "NP_INGRESS_DEFAULT_DENY")) << said.out;
    EXPECT_TRUE(has(said.out, "manifests/db-default-deny.yaml:8 shop/db-default-deny")) << said.out;
    EXPECT_TRUE(has(said.out, "3 flows: 1 allowed, 2 dropped, 0 uncertain; 3 of 3 as expected\n"))
        << said.out;
    EXPECT_FALSE(has(said.out, "\x1b[")) << "colour on no terminal";
    EXPECT_TRUE(shell.exists("vethlab.db"));
    EXPECT_FALSE(shell.exists("vethlab.db-wal")) << "a finished store is one file";
}

// The sources and destinations of a capture's packets, "10.0.0.1 > 10.0.0.2", in order; its header
// is that of libpcap's file format 2.4 with link type 101, raw IP, in this machine's byte order.
std::vector<std::string> captured(const std::string& bytes) {
    const auto number = [&](std::size_t at) {
        std::uint32_t value = 0;
        std::memcpy(&value, bytes.data() + at, sizeof value);
        return value;
    };
    std::vector<std::string> packets;
    if (bytes.size() < 24 || number(0) != 0xA1B2C3D4U || number(20) != 101) return packets;
    for (std::size_t at = 24; at + 16 + 20 <= bytes.size(); at += 16 + number(at + 8)) {
        const auto address = [&](std::size_t from) {
            std::string text;
            for (std::size_t i = from; i < from + 4; ++i) {
                const auto byte = static_cast<unsigned char>(bytes[i]);
                text += (i == from ? "" : ".") + std::to_string(byte);
            }
            return text;
        };
        packets.push_back(address(at + 16 + 12) + " > " + address(at + 16 + 16));
    }
    return packets;
}

// A pod's packet to the internet, before and after its node has put its own address in.
TEST(Run, CapturesPacketsWhereTheyPass) {
    const Shell shell;
    const std::string scenario = SCENARIOS "/custom-networking/02-off-vpc.yaml";
    const Said said = shell.vethlab("run -q --pcap c/d " + scenario);
    ASSERT_EQ(said.status, 0) << said.err;
    const auto pod = captured(shell.read("c/d/checkout_checkout.pcap"));
    const auto node = captured(shell.read("c/d/eni_main_new.pcap"));
    EXPECT_THAT(pod, testing::Contains("100.64.32.4 > 203.0.113.9"));
    EXPECT_THAT(pod, testing::Contains("203.0.113.9 > 100.64.32.4"));
    EXPECT_THAT(node, testing::Contains("10.42.128.4 > 203.0.113.9"));
    EXPECT_THAT(node, testing::Not(testing::Contains("100.64.32.4 > 203.0.113.9")));
    EXPECT_FALSE(shell.exists("c/d/host_db.pcap")) << "nothing gets there";
    EXPECT_EQ(shell.vethlab("run -q --pcap again " + scenario).status, 0);
    EXPECT_TRUE(shell.read("again/eni_main_new.pcap") == shell.read("c/d/eni_main_new.pcap"));
}

TEST(Run, CapturesOnlyWhereItIsTold) {
    const Shell shell;
    const std::string scenario = SCENARIOS "/custom-networking/02-off-vpc.yaml";
    const Said said = shell.vethlab("run -q --pcap c --pcap-at 'checkout/*,node/new' " + scenario);
    ASSERT_EQ(said.status, 0) << said.err;
    EXPECT_TRUE(shell.exists("c/checkout_ui.pcap"));
    EXPECT_TRUE(shell.exists("c/node_new.pcap"));
    EXPECT_FALSE(shell.exists("c/node_old.pcap"));
    EXPECT_FALSE(shell.exists("c/eni_main_new.pcap"));
    const struct {
        const char* options;
        const char* error;
    } wrong[] = {
        {"--pcap c --pcap-at checkout/chekout", "did you mean \"checkout/checkout\"?"},
        {"--pcap c --pcap-at 'shop/*'", "no pod, host, node or interface has that name"},
        {"--pcap-at node/new", "--pcap-at needs --pcap"},
        {"--pcap file/c", "error: file/c: "},
    };
    shell.write("file", "no folder\n");
    for (const auto& row : wrong) {
        const Said refused =
            shell.vethlab(std::string("run -o w.db ") + row.options + " " + scenario);
        EXPECT_EQ(refused.status, 2) << row.options;
        EXPECT_TRUE(has(refused.err, row.error)) << row.options << refused.err;
        EXPECT_FALSE(shell.exists("w.db")) << row.options;
    }
}

TEST(Run, JsonHasTheFieldsThatOthersBuildOn) {
    const Shell shell;
    const Said said = shell.vethlab("run --format json -o r.db " + deny);
    ASSERT_EQ(said.status, 0) << said.err;
    const json document = json::parse(said.out);
    EXPECT_EQ(document["format_version"], "1.0");
    ASSERT_EQ(document["flows"].size(), 3U);
    const json& flow = document["flows"][0];
    for (const char* key :
         {"name", "src", "dst", "protocol", "port", "start_s", "verdict", "outcome", "hook",
          "reason", "cause", "causes", "drops", "caveats", "expect", "as_expected"}) {
        EXPECT_TRUE(flow.contains(key)) << key;
    }
    EXPECT_EQ(flow["dst"]["ref"], "shop/db[Pod]");
    EXPECT_EQ(flow["verdict"], "drop");
    EXPECT_EQ(flow["outcome"], "timed-out");
    EXPECT_EQ(flow["hook"], "veth-ingress");
    EXPECT_EQ(flow["cause"]["kind"], "NetworkPolicy");
    EXPECT_EQ(flow["cause"]["path"], "spec.podSelector");
    EXPECT_TRUE(flow["cause"]["rule"].is_null()) << "a drop by isolation names no rule";
    EXPECT_EQ(flow["drops"], 3) << "a SYN, and again after one and three seconds";
    EXPECT_TRUE(document["flows"][2]["cause"].is_null()) << "nothing had to admit it";
}

// It would be dropped if no pod had the label, and one of web may have it.
TEST(Run, AFlowIsUncertainWhereALabelThatAControllerWritesDecides) {
    const Shell shell;
    shell.write("m.yaml", R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}}}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress: [{from: [{podSelector: {matchLabels: {pod-template-hash: abc}}}], ports: [{port: 80}]}]
)");
    shell.write("s.yaml", R"(apiVersion: vethlab/v1
kind: Scenario
cluster: {manifests: m.yaml}
flows:
- {from: shop/deployment/web, to: shop/db, port: 80, expect: drop}
- {from: shop/deployment/web, to: shop/db, port: 81, expect: drop}
)");
    const Said said = shell.vethlab("run --format json s.yaml");
    EXPECT_EQ(said.status, 1) << said.err;
    const json flows = json::parse(said.out)["flows"];
    EXPECT_EQ(flows[0]["verdict"], "uncertain") << said.out;
    EXPECT_EQ(flows[0]["reason"], "NP_LABEL_UNKNOWN") << said.out;
    EXPECT_EQ(flows[0]["as_expected"], false) << said.out;
    EXPECT_EQ(flows[1]["verdict"], "drop") << said.out;
}

TEST(Run, SeveralScenariosGiveOneDocumentALine) {
    const Shell shell;
    const Said said = shell.vethlab("run --format json -q " + deny + " " + lab);
    ASSERT_EQ(said.status, 0) << said.err;
    const std::size_t end = said.out.find('\n');
    ASSERT_NE(end, std::string::npos);
    EXPECT_EQ(json::parse(said.out.substr(0, end))["run"]["name"], "default-deny");
    EXPECT_EQ(json::parse(said.out.substr(end + 1))["run"]["name"],
              "eks-workshop-network-policies");
}

TEST(Run, TheSameSeedGivesTheSameContentAnotherSeedOtherPorts) {
    const Shell shell;
    ASSERT_EQ(shell.vethlab("run -q -o a.db --seed 7 " + lab).status, 0);
    ASSERT_EQ(shell.vethlab("run -q -o b.db --seed 7 " + lab).status, 0);
    ASSERT_EQ(shell.vethlab("run -q -o c.db --seed 8 " + lab).status, 0);
    const std::string first = shell.vethlab("export --canonical -o a.db").out;
    EXPECT_GT(first.size(), 10000U);
    EXPECT_EQ(first, shell.vethlab("export --canonical -o b.db").out);
    EXPECT_NE(first, shell.vethlab("export --canonical -o c.db").out);
}

TEST(Run, ARunIsTheSameAfterAnotherInTheSameProcess) {
    const Shell shell;
    ASSERT_EQ(shell.vethlab("run -q -o alone.db " + lab).status, 0);
    ASSERT_EQ(shell.vethlab("run -q -o after.db " + deny + " " + lab).status, 0);
    EXPECT_EQ(shell.vethlab("export --canonical 1 -o alone.db").out,
              shell.vethlab("export --canonical 2 -o after.db").out);
}

TEST(Run, AFailedExpectationIsSaidAndSetsTheStatus) {
    const Shell shell;
    shell.write("s.yaml", R"(apiVersion: vethlab/v1
kind: Scenario
name: wrong
network: {hosts: [{name: a, ip: 10.42.0.10}, {name: b, ip: 10.42.0.11, listen: [TCP/80]}]}
flows:
  - {name: open, from: host/a, to: host/b, port: 80, expect: connected}
  - {name: shut, from: host/a, to: host/b, port: 81, expect: drop}
)");
    const Said said = shell.vethlab("run s.yaml");
    EXPECT_EQ(said.status, 1) << said.err;
    EXPECT_TRUE(has(said.out, "refused")) << said.out;
    EXPECT_TRUE(has(said.out, "1 of 2 as expected")) << said.out;
    const Said wrong = shell.vethlab("flows latest unexpected --format csv");
    EXPECT_TRUE(has(wrong.out, "shut")) << wrong.out;
    EXPECT_FALSE(has(wrong.out, "open,host")) << wrong.out;
}

TEST(Inspect, TheStoreAnswersForItself) {
    const Shell shell;
    ASSERT_EQ(shell.vethlab("run -q " + lab).status, 0);
    const Said runs = shell.vethlab("runs");
    EXPECT_TRUE(has(runs.out, "eks-workshop-network-policies")) << runs.out;
    const Said show = shell.vethlab("show 1");
    for (const char* part : {"done", "apply policies/default-deny.yaml", "NP_EGRESS_DEFAULT_DENY",
                             "ui/default-deny"}) {
        EXPECT_TRUE(has(show.out, part)) << part << "\n" << show.out;
    }
    const Said dropped = shell.vethlab("flows latest verdict=drop from:ns=ui");
    EXPECT_TRUE(has(dropped.out, "0 allowed")) << dropped.out;
    EXPECT_FALSE(has(dropped.out, "orders/orders-0[Pod]  catalog")) << dropped.out;
    const Said hops = shell.vethlab("flows latest --hops 'name=\"6 ui to orders\"'");
    for (const char* part : {"veth-egress", "NP_RULE_MATCH", "route", "VPC_LOCAL_ROUTE",
                             "veth-ingress", "policies/allow-orders-ingress-fail.yaml"}) {
        EXPECT_TRUE(has(hops.out, part)) << part << "\n" << hops.out;
    }
}

// What a Service, an Ingress or a load balancer drops is told by its reason: it is no policy.
TEST(Inspect, CountsDropsByPolicyForPoliciesAlone) {
    const Shell shell;
    ASSERT_EQ(shell.vethlab("run -q " SCENARIOS "/services/16-readiness-probes.yaml").status, 0);
    const Said show = shell.vethlab("show latest");
    EXPECT_TRUE(has(show.out, "  2  SVC_NO_ENDPOINTS\n")) << show.out;
    EXPECT_TRUE(has(show.out, "Flows dropped, by policy\n         1  shop/slow-deny\n\n"))
        << show.out;
}

TEST(Inspect, ExplainKnowsEveryReasonThatARunStores) {
    const Shell shell;
    const Said all = shell.vethlab("explain");
    EXPECT_EQ(all.status, 0);
    for (const char* code : {"NP_PORT_MISMATCH", "NO_ROUTE_TO_DESTINATION", "NP_OWN_NODE"}) {
        EXPECT_TRUE(has(all.out, code)) << code;
        EXPECT_EQ(shell.vethlab(std::string("explain ") + code).status, 0) << code;
    }
    const Said unknown = shell.vethlab("explain NP_PORT_MISMACH");
    EXPECT_EQ(unknown.status, 2);
    EXPECT_TRUE(has(unknown.err, "did you mean \"NP_PORT_MISMATCH\"?")) << unknown.err;
}

}  // namespace
