// SPDX-License-Identifier: MIT
// vethlab tables: what a pod's veth enforces, for people and for programs.
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/program/shell.h"

namespace {

using nlohmann::json;
using tests::Said;
using tests::Shell;

const std::string dump = R"(apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
status: {podIP: 10.0.0.1}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
status: {podIP: 10.0.0.9}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
  - from:
    - podSelector: {matchLabels: {app: web}}
    - ipBlock: {cidr: 10.0.1.0/24}
    ports: [{port: 5432}, {port: 80, endPort: 90}]
)";

TEST(Tables, RangesWithTheirPodsThenPortsThenWhy) {
    const Shell shell;
    shell.write("d.yaml", dump);
    const Said said = shell.vethlab("tables d.yaml shop/db");
    EXPECT_EQ(said.status, 0) << said.err;
    EXPECT_NE(said.out.find("shop/db[Pod] 10.0.0.9\n\ningress:\n  FROM "), std::string::npos)
        << said.out;
    EXPECT_NE(said.out.find("  10.0.0.1                  shop/web[Pod]  TCP 80-90,5432"),
              std::string::npos)
        << said.out;
    EXPECT_NE(said.out.find("  10.0.1.0/24  "), std::string::npos) << said.out;
    EXPECT_NE(said.out.find("TCP 1-79,91-5431,5433-65535  x drop   NP_PORT_MISMATCH"),
              std::string::npos)
        << said.out;
    EXPECT_NE(said.out.find("  ::/0  "), std::string::npos) << said.out;
    EXPECT_NE(said.out.find("egress: no policy isolates the pod, everything passes\n"),
              std::string::npos)
        << said.out;
}

// A table cannot be of two minds.
TEST(Tables, WarnsWhereItTakesSomethingForGranted) {
    const Shell shell;
    shell.write("d.yaml", dump + R"(---
apiVersion: v1
kind: Pod
metadata: {name: late, namespace: shop, labels: {app: late}}
status: {podIP: 10.0.0.1}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec: {selector: {matchLabels: {app: api}}, template: {metadata: {labels: {app: api}}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: blue, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress: [{from: [{podSelector: {matchLabels: {pod-template-hash: "1"}}}]}]
)");
    const Said said = shell.vethlab("tables d.yaml shop/db");
    EXPECT_EQ(said.status, 0) << said.err;
    EXPECT_NE(said.err.find("warning: several pods claim one address"), std::string::npos)
        << said.err;
    EXPECT_NE(said.err.find("warning: a selector asks for the label pod-template-hash"),
              std::string::npos)
        << said.err;
}

TEST(Tables, AsJson) {
    const Shell shell;
    shell.write("d.yaml", dump);
    const Said said = shell.vethlab("tables d.yaml shop/db --format json");
    ASSERT_EQ(said.status, 0) << said.err;
    const json table = json::parse(said.out);
    EXPECT_EQ(table["format_version"], "1.0");
    EXPECT_EQ(table["pod"], "shop/db[Pod]");
    EXPECT_EQ(table["egress"], json({{"isolated", false}, {"rows", json::array()}}));
    json of_web = json::array();
    for (const json& row : table["ingress"]["rows"]) {
        if (row["pods"] == json({"shop/web[Pod]"})) of_web.push_back(row);
    }
    ASSERT_EQ(of_web.size(), 3U) << said.out;
    EXPECT_EQ(of_web[0]["first"], "10.0.0.1");
    EXPECT_EQ(of_web[0]["last"], "10.0.0.1");
    EXPECT_EQ(of_web[0]["protocol"], "TCP");
    EXPECT_EQ(of_web[0]["ports"], json::parse("[[80,90],[5432,5432]]"));
    EXPECT_EQ(of_web[0]["verdict"], "allow");
    EXPECT_EQ(of_web[0]["reason"], "NP_RULE_MATCH");
    EXPECT_EQ(of_web[0]["causes"][0], json({{"kind", "NetworkPolicy"},
                                            {"namespace", "shop"},
                                            {"name", "db"},
                                            {"direction", "ingress"},
                                            {"path", "spec.ingress[0].from[0]"},
                                            {"rule", 0},
                                            {"file", "d.yaml"},
                                            {"line", 18}}));
    EXPECT_EQ(of_web[1]["verdict"], "drop");
    EXPECT_EQ(of_web[1]["causes"][0]["rule"], nullptr);
    EXPECT_EQ(of_web[2]["protocol"], "other");
    EXPECT_EQ(of_web[2]["ports"], "all");
}

TEST(Tables, AnUnknownPodIsAnErrorAndNothingIsPrinted) {
    const Shell shell;
    shell.write("d.yaml", dump);
    const Said said = shell.vethlab("tables d.yaml shop/bd");
    EXPECT_EQ(said.status, 2);
    EXPECT_EQ(said.out, "");
    EXPECT_NE(said.err.find("did you mean \"db\"?"), std::string::npos) << said.err;
}

TEST(Tables, WithoutAPolicyThatCouldNotBeReadThereIsNone) {
    const Shell shell;
    shell.write("shop.yaml",
                "{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}}\n---\n"
                "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, "
                "metadata: {name: deny, namespace: shop}, spec: {podSelector: 1}}\n");
    const Said said = shell.vethlab("tables --keep-going shop.yaml shop/web");
    EXPECT_EQ(said.status, 2);
    EXPECT_EQ(said.out, "");
    EXPECT_NE(said.err.find("what could not be read may change this table"), std::string::npos)
        << said.err;
}

}  // namespace
