// SPDX-License-Identifier: MIT
// vethlab lint, and explain of what it finds.
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/program/shell.h"
#include "tests/support/sarif.h"

namespace {

using nlohmann::json;
using tests::Said;
using tests::Shell;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

const std::string pods = R"(apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
)";

std::string policy(const std::string& spec) {
    return "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
           "metadata: {name: p, namespace: shop}\nspec:\n" +
           spec;
}

TEST(Lint, SaysWhatAndWhereAndWhatToDo) {
    const Shell shell;
    shell.write("m/pods.yaml", pods);
    shell.write("m/p.yaml", policy("  podSelector: {matchLabels: {app: bd}}\n"));
    const Said said = shell.vethlab("lint m");
    EXPECT_EQ(said.status, 0) << said.err;
    EXPECT_EQ(said.out,
              "warning: no pod of namespace \"shop\" is app=bd [LINT_POLICY_SELECTS_NOTHING]\n"
              " --> m/p.yaml:5:3\n"
              "  |\n"
              "5 |   podSelector: {matchLabels: {app: bd}}\n"
              "  |   ^\n"
              "  = shop/p spec.podSelector\n"
              "  = help: no pod there has app=bd; app is db there\n"
              "\n"
              "1 finding: 0 errors, 1 warning, 0 notes\n");
}

TEST(Lint, OfAScenarioItLooksAtTheNetworkToo) {
    const Shell shell;
    const std::string scenario = SCENARIOS "/vpc/02-network-acl.yaml";
    const Said said = shell.vethlab("lint " + scenario);
    EXPECT_EQ(said.status, 0) << said.err;
    EXPECT_TRUE(has(said.out,
                    "warning: answers to TCP from 10.42.0.0/16 are stopped: outbound "
                    "allows TCP 443 to them [LINT_ACL_ANSWER_BLOCKED]\n"))
        << said.out;
    EXPECT_TRUE(has(said.out, "  = NetworkAcl front inbound[1]\n")) << said.out;
    const json document = json::parse(shell.vethlab("lint --format json " + scenario).out);
    EXPECT_EQ(document["findings"][0]["resource"], "NetworkAcl front");
    EXPECT_EQ(document["findings"][0]["policy"], "");
    const json sarif = json::parse(shell.vethlab("lint --format sarif " + scenario).out);
    EXPECT_EQ(sarif["runs"][0]["results"][0]["partialFingerprints"]["policyPath/v1"],
              "LINT_ACL_ANSWER_BLOCKED NetworkAcl front inbound[1]");
    const Said explained = shell.vethlab("explain LINT_ACL_ANSWER_BLOCKED");
    EXPECT_TRUE(has(explained.out, "has no memory")) << explained.out;
}

TEST(Lint, AnObjectThatTheApiServerRefusesIsAFindingWhereItGoesOn) {
    const Shell shell;
    shell.write("m/pods.yaml", pods);
    shell.write("m/p.yaml", policy("  podSelector: {}\n  ingress: [{ports: [{port: 0}]}]\n"));
    EXPECT_EQ(shell.vethlab("lint m").status, 2);
    const Said said = shell.vethlab("lint m --keep-going --format json --fail-on error");
    EXPECT_EQ(said.status, 1) << said.err;
    const json document = json::parse(said.out);
    ASSERT_EQ(document["findings"].size(), 1U) << said.out;
    const json& finding = document["findings"][0];
    EXPECT_EQ(finding["code"], "LINT_INVALID_OBJECT");
    EXPECT_EQ(finding["severity"], "error");
    EXPECT_EQ(finding["file"], "m/p.yaml");
    EXPECT_EQ(finding["line"], 6);
    EXPECT_TRUE(has(finding["message"], "spec.ingress[0].ports[0].port: Invalid value: 0"))
        << finding;
    const Said explained = shell.vethlab("explain LINT_INVALID_OBJECT");
    EXPECT_EQ(explained.status, 0) << explained.err;
}

TEST(Lint, ExitStatusIsWhatFailOnSays) {
    const Shell shell;
    shell.write("m/pods.yaml", pods);
    shell.write("m/p.yaml", policy("  podSelector: {matchLabels: {app: bd}}\n"));
    const struct {
        const char* arguments;
        int status;
    } rows[] = {
        {"", 0},
        {" --fail-on error", 0},
        {" --fail-on warning", 1},
        {" --fail-on note", 1},
        {" --fail-on LINT_RULE_IMPLIED", 0},
        {" --fail-on error,LINT_POLICY_SELECTS_NOTHING", 1},
        {" --fail-on LINT_POLICY_SELECTS_NOTHIN", 2},
    };
    for (const auto& row : rows) {
        const Said said = shell.vethlab(std::string("lint m") + row.arguments);
        EXPECT_EQ(said.status, row.status) << row.arguments << "\n" << said.err;
        EXPECT_EQ(said.out.empty(), row.status == 2) << row.arguments;
    }
    EXPECT_TRUE(has(shell.vethlab("lint m --fail-on warnin").err, "did you mean \"warning\"?"));
}

TEST(Lint, SeesWhatPolicyTypesLeftOutAsWritten) {
    const Shell shell;
    shell.write("pods.yaml", pods);
    const struct {
        const char* spec;
        const char* code;
    } rows[] = {
        {"  podSelector: {}\n  egress: []\n", "LINT_EMPTY_EGRESS_IGNORED"},
        {"  podSelector: {}\n  egress: [{}]\n", "LINT_INGRESS_ISOLATED_BY_DEFAULT"},
        {"  podSelector: {}\n  policyTypes: [Egress]\n  ingress: [{}]\n", "LINT_RULES_IGNORED"},
        {"  podSelector: {}\n  policyTypes: [Egress]\n  egress: []\n", "no findings"},
        {"  podSelector: {}\n", "no findings"},
    };
    for (const auto& row : rows) {
        shell.write("p.yaml", policy(row.spec));
        const Said said = shell.vethlab("lint pods.yaml p.yaml");
        EXPECT_TRUE(has(said.out, row.code)) << row.spec << said.out << said.err;
    }
}

TEST(Lint, RefusedObjectsAreFindingsWhereReadingGoesOn) {
    const Shell shell;
    shell.write("pods.yaml", pods);
    shell.write("p.yaml", policy("  podSelector: {}\n  ingress:\n  - from:\n    - ipBlock:\n"
                                 "        cidr: 10.0.0.0/24\n        except: [10.1.0.0/24]\n"));
    const Said refused = shell.vethlab("lint pods.yaml p.yaml");
    EXPECT_EQ(refused.status, 2);
    EXPECT_EQ(refused.out, "");
    const Said said =
        shell.vethlab("lint pods.yaml p.yaml --keep-going --format json --fail-on error");
    EXPECT_EQ(said.status, 1) << said.err;
    const json finding = json::parse(said.out)["findings"].at(0);
    EXPECT_EQ(finding["code"], "LINT_EXCEPT_OUTSIDE_CIDR");
    EXPECT_EQ(finding["file"], "p.yaml");
    EXPECT_EQ(finding["line"], 10);
}

TEST(Lint, PathsOfAScenarioAreThoseOfItsFilesFromHere) {
    const Shell shell;
    shell.write("lab/s.yaml",
                "apiVersion: vethlab/v1\nkind: Scenario\ncluster: {manifests: [m]}\n");
    shell.write("lab/m/pods.yaml", pods);
    shell.write("lab/m/p.yaml", policy("  podSelector: {matchLabels: {app: bd}}\n"));
    const Said said = shell.vethlab("lint lab/s.yaml --format sarif");
    EXPECT_EQ(said.status, 0) << said.err;
    const json result = json::parse(said.out)["runs"][0]["results"].at(0);
    EXPECT_EQ(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
              "lab/m/p.yaml");
}

// What is no NetworkPolicy is a finding like others, and said once.
TEST(Lint, PoliciesOfOtherApisAndDoubtfulCidrsAreFindingsAndSaidOnce) {
    const Shell shell;
    shell.write("pods.yaml", pods);
    shell.write("p.yaml", policy("  podSelector: {}\n  ingress: [{from: [{ipBlock: {cidr: "
                                 "10.0.0.1/8}}]}]\n"));
    shell.write("c.yaml",
                "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: c}\n");
    const Said said = shell.vethlab("lint pods.yaml p.yaml c.yaml --fail-on LINT_POLICY_NOT_READ");
    EXPECT_EQ(said.status, 1);
    EXPECT_FALSE(has(said.err, "warning")) << said.err;
    EXPECT_FALSE(has(said.err, "skipped")) << said.err;
    EXPECT_TRUE(has(said.out,
                    "warning: CiliumNetworkPolicy of cilium.io/v2 has no effect here "
                    "[LINT_POLICY_NOT_READ]\n --> c.yaml:1:1\n"))
        << said.out;
    EXPECT_TRUE(has(said.out, "[LINT_CIDR_NOT_CANONICAL]")) << said.out;
    // Elsewhere it is a warning, once.
    const Said reach = shell.vethlab("reach pods.yaml p.yaml c.yaml");
    EXPECT_TRUE(has(reach.err, "warning: CiliumNetworkPolicy of cilium.io/v2 has no effect here"));
    EXPECT_FALSE(has(reach.err, "skipped")) << reach.err;
}

TEST(Lint, SarifIsWhatItsStandardAsksFor) {
    const Shell shell;
    shell.write("m/pods.yaml", pods);
    shell.write("m/a b.yaml", policy("  podSelector: {matchLabels: {app: bd}}\n"));
    for (const char* arguments : {"lint m --format sarif", "lint ./m/../m --format sarif",
                                  "lint - --format sarif <'m/a b.yaml'"}) {
        const Said said = shell.vethlab(arguments);
        EXPECT_EQ(said.status, 0) << said.err;
        EXPECT_EQ(test_support::sarif_faults(json::parse(said.out)), std::vector<std::string>())
            << arguments;
    }
    const Said outside =
        shell.vethlab("lint '" + shell.path("m").string() + "/../m' --format sarif");
    EXPECT_EQ(test_support::sarif_faults(json::parse(outside.out)), std::vector<std::string>());
}

TEST(Lint, EachCodeIsExplained) {
    const Shell shell;
    const Said all = shell.vethlab("explain");
    EXPECT_TRUE(has(all.out, "LINT_TWO_PEERS_FOR_ONE"));
    EXPECT_TRUE(has(all.out, "NP_PORT_MISMATCH"));
    const Said one = shell.vethlab("explain lint_two_peers_for_one");
    EXPECT_EQ(one.status, 0);
    EXPECT_TRUE(has(one.out, "What to do: Remove the dash")) << one.out;
}

}  // namespace
