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

// Whom 10.0.0.1 belongs to, and whether api will have the label: a table is of one mind only.
TEST(Tables, WhatDependsOnWhatIsNotKnownIsUncertain) {
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
    const auto has = [](const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    };
    // Whoever it is, the block of db's own rule does not hold 10.0.0.1.
    EXPECT_TRUE(has(said.out,
                    "  10.0.0.1                  shop/web[Pod], shop/late[Pod]  TCP 80-90,5432"
                    "               ? uncertain  ADDRESS_DISPUTED"))
        << said.out;
    EXPECT_TRUE(has(said.out, "? uncertain  LABEL_UNKNOWN")) << said.out;
    EXPECT_FALSE(has(said.err, "warning")) << said.err;
    EXPECT_TRUE(has(said.err, "vethlab explain ADDRESS_DISPUTED")) << said.err;
    const json table =
        json::parse(shell.vethlab("tables d.yaml shop/db --format json").out)["ingress"];
    std::string rows;
    for (const json& row : table["rows"]) {
        if (row["verdict"] != "uncertain") continue;
        rows += row["first"].dump() + " " + row["pods"].dump() + " " + row["protocol"].dump() +
                " " + row["ports"].dump() + " " + row["caveats"].dump() + "\n";
    }
    EXPECT_EQ(rows,
              "\"10.0.0.1\" [\"shop/web[Pod]\",\"shop/late[Pod]\"] \"TCP\" [[80,90],[5432,5432]] "
              "[\"ADDRESS_DISPUTED\"]\n"
              "null [\"shop/api-0[Pod]\"] \"TCP\" [[1,79],[91,5431],[5433,65535]] "
              "[\"LABEL_UNKNOWN\"]\n"
              "null [\"shop/api-0[Pod]\"] \"TCP\" [[80,90],[5432,5432]] [\"ADDRESS_UNKNOWN\"]\n"
              "null [\"shop/api-0[Pod]\"] \"other\" \"all\" [\"LABEL_UNKNOWN\"]\n");
}

// A policy that may select the pod, by a label that it will have.
TEST(Tables, APodThatMayBeIsolatedHasBothInItsRows) {
    const Shell shell;
    shell.write("d.yaml", R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec: {selector: {matchLabels: {app: api}}, template: {metadata: {labels: {app: api}}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: old, namespace: shop}
spec:
  podSelector: {matchLabels: {pod-template-hash: "1"}}
  ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 80}]}]
)");
    const Said said = shell.vethlab("tables d.yaml shop/deployment/api --format json");
    EXPECT_EQ(said.status, 0) << said.err;
    std::string rows;
    const json side = json::parse(said.out)["ingress"];
    EXPECT_EQ(side["isolated"], true);
    for (const json& row : side["rows"]) {
        rows += row["first"].dump() + " " + row["last"].dump() + " " + row["protocol"].dump() +
                " " + row["ports"].dump() + " " + row["verdict"].dump() + "\n";
    }
    EXPECT_EQ(rows,
              "\"0.0.0.0\" \"9.255.255.255\" \"any\" \"all\" \"uncertain\"\n"
              "\"10.0.0.0\" \"10.255.255.255\" \"TCP\" [[80,80]] \"allow\"\n"
              "\"10.0.0.0\" \"10.255.255.255\" \"TCP\" [[1,79],[81,65535]] \"uncertain\"\n"
              "\"10.0.0.0\" \"10.255.255.255\" \"other\" \"all\" \"uncertain\"\n"
              "\"11.0.0.0\" \"255.255.255.255\" \"any\" \"all\" \"uncertain\"\n"
              "\"::\" \"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff\" \"any\" \"all\" "
              "\"uncertain\"\n");
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

// A pod of a manifest has no address: it stands there by name, and its stand-in nowhere.
TEST(Tables, PodsWithoutAddressAreNamed) {
    const Shell shell;
    std::string text = dump;
    for (const char* address : {"status: {podIP: 10.0.0.1}\n", "status: {podIP: 10.0.0.9}\n"}) {
        text.erase(text.find(address), std::string(address).size());
    }
    text += "---\napiVersion: v1\nkind: Pod\nmetadata: {name: other, namespace: shop}\n";
    shell.write("d.yaml", text);
    const Said said = shell.vethlab("tables d.yaml shop/db");
    EXPECT_EQ(said.status, 0) << said.err;
    EXPECT_EQ(said.out.find("240."), std::string::npos) << said.out;
    EXPECT_EQ(said.err.find("240."), std::string::npos) << said.err;
    EXPECT_NE(said.err.find("pods that have no address yet stand behind the ranges"),
              std::string::npos)
        << said.err;
    EXPECT_NE(said.err.find("vethlab explain ADDRESS_UNKNOWN"), std::string::npos) << said.err;
    EXPECT_NE(said.out.find("shop/db[Pod], address (not known yet)\n"), std::string::npos)
        << said.out;
    const Said as_json = shell.vethlab("tables d.yaml shop/db --format json");
    const json table = json::parse(as_json.out);
    EXPECT_EQ(as_json.out.find("240."), std::string::npos) << as_json.out;
    EXPECT_EQ(table["addresses"], json::array());
    std::string rows;
    for (const json& row : table["ingress"]["rows"]) {
        if (row["first"] != nullptr && row["first"] != "10.0.1.0") continue;
        rows += row["first"].dump() + " " + row["pods"].dump() + " " +
                std::string(row["protocol"]) + " " + row["ports"].dump() + " " +
                std::string(row["verdict"]) + "\n";
    }
    EXPECT_EQ(rows,
              "\"10.0.1.0\" [] TCP [[80,90],[5432,5432]] allow\n"
              "\"10.0.1.0\" [] TCP [[1,79],[91,5431],[5433,65535]] drop\n"
              "\"10.0.1.0\" [] other \"all\" drop\n"
              "null [\"shop/web[Pod]\"] TCP [[80,90],[5432,5432]] allow\n"
              "null [\"shop/web[Pod]\"] TCP [[1,79],[91,5431],[5433,65535]] drop\n"
              "null [\"shop/web[Pod]\"] other \"all\" drop\n"
              "null [\"shop/other[Pod]\"] TCP [[80,90],[5432,5432]] uncertain\n"
              "null [\"shop/other[Pod]\"] TCP "
              "[[1,79],[91,5431],[5433,65535]] drop\n"
              "null [\"shop/other[Pod]\"] other \"all\" drop\n");
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
