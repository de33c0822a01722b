// SPDX-License-Identifier: MIT
// vethlab compare, from the outside.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/program/shell.h"

namespace {

using tests::Said;
using tests::Shell;

const char* const pods = R"(apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
)";

std::string policy(const std::string& app) {
    return R"(apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
  - from:
    - podSelector: {matchLabels: {app: )" +
           app + R"(}}
    ports: [{port: 5432}]
)";
}

bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

TEST(Compare, ManifestsPortByPortWithTheirCauses) {
    const Shell shell;
    shell.write("a/pods.yaml", pods);
    shell.write("b/pods.yaml", pods);
    shell.write("a/db.yaml", policy("web"));
    shell.write("b/db.yaml", policy("job"));
    const Said said = shell.vethlab("compare a b --format json --fail-on newly-dropped");
    EXPECT_EQ(said.status, 1) << said.err;
    const auto json = nlohmann::json::parse(said.out);
    ASSERT_EQ(json["changes"].size(), 1U) << said.out;
    const auto& change = json["changes"][0];
    EXPECT_EQ(change["kind"], "removed");
    EXPECT_EQ(change["src"], "shop/web[Pod]");
    EXPECT_EQ(change["dst"], "shop/db[Pod]");
    EXPECT_EQ(change["before"], nlohmann::json::parse(R"({"TCP":[[5432,5432]]})"));
    EXPECT_EQ(change["after"], nlohmann::json::object());
    EXPECT_EQ(change["causes"][0]["side"], "before");
    EXPECT_EQ(change["causes"][0]["file"], "a/db.yaml");
    EXPECT_EQ(change["causes"][0]["line"], 8);
    EXPECT_EQ(change["causes"][1]["file"], "b/db.yaml");
    EXPECT_EQ(json["summary"]["newly_dropped"], 1);
    EXPECT_EQ(shell.vethlab("compare a b --fail-on newly-allowed").status, 0);
    EXPECT_EQ(shell.vethlab("compare a b --exit-code").status, 1);
}

TEST(Compare, ManifestsWithThemselvesDoNotDiffer) {
    const Shell shell;
    shell.write("a/pods.yaml", pods);
    shell.write("a/db.yaml", policy("web"));
    const Said said = shell.vethlab("compare a a --exit-code");
    EXPECT_EQ(said.status, 0) << said.err;
    EXPECT_EQ(said.out.find("no differences\n0 connections newly dropped, 0 newly allowed, "
                            "0 changed reason, 0 uncertain ("),
              0U)
        << said.out;
}

TEST(Compare, ABaseWithOnePolicyAndWithAnother) {
    const Shell shell;
    shell.write("base.yaml", pods);
    shell.write("old.yaml", policy("web"));
    shell.write("new.yaml", policy("job"));
    const Said said = shell.vethlab("compare base.yaml --policies old.yaml --policies new.yaml");
    EXPECT_EQ(said.status, 0) << said.err;
    EXPECT_NE(said.out.find("- shop/web[Pod] -> shop/db[Pod]  TCP 5432\n"
                            "      before: old.yaml:8 shop/db spec.ingress[0].from[0] admits"),
              std::string::npos)
        << said.out;
    EXPECT_NE(shell.vethlab("compare base.yaml --policies new.yaml").out.find("new.yaml:5 shop/db"),
              std::string::npos);
}

const char* const to_a_block = R"(apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Egress]
  egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]
)";

// Pods without addresses and an ipBlock: nobody knows, before as after, and where the policy is
// another one that is no comfort.
TEST(Compare, UncertainOnBothSidesFailsOnUncertain) {
    const Shell shell;
    shell.write("a/pods.yaml", pods);
    shell.write("a/web.yaml", to_a_block);
    const Said same = shell.vethlab("compare a a --exit-code");
    EXPECT_EQ(same.status, 0) << same.out << same.err;
    EXPECT_TRUE(ends_with(same.out, "0 changed reason, 0 uncertain (24 unchanged)\n")) << same.out;
    shell.write("b/pods.yaml", pods);
    std::string other = to_a_block;
    other.replace(other.find("10.0.0.0/8"), 10, "10.0.0.0/8}}, {ipBlock: {cidr: 10.1.0.0/16");
    shell.write("b/web.yaml", other);
    const Said said = shell.vethlab("compare a b --fail-on uncertain");
    EXPECT_EQ(said.status, 1) << said.err;
    EXPECT_NE(said.out.find("Uncertain before and after, whether it differs is not known:\n"
                            "? shop/web[Pod] -> shop/db[Pod]  all\n"),
              std::string::npos)
        << said.out;
    EXPECT_TRUE(ends_with(said.out, "0 changed reason, 4 uncertain (20 unchanged)\n")) << said.out;
    EXPECT_EQ(shell.vethlab("compare a b --fail-on newly-dropped,newly-allowed").status, 0);
    const auto json = nlohmann::json::parse(shell.vethlab("compare a b --format json").out);
    ASSERT_EQ(json["changes"].size(), 1U);
    EXPECT_EQ(json["changes"][0]["kind"], "changed");
    EXPECT_EQ(json["changes"][0]["uncertain_before"], "all");
    EXPECT_EQ(json["changes"][0]["uncertain_after"], "all");
    EXPECT_EQ(json["summary"]["uncertain_on_both"], 4);
}

TEST(Compare, RunsFlowByFlow) {
    const Shell shell;
    const std::string steps = std::string(SCENARIOS) + "/first-steps/";
    ASSERT_EQ(shell.vethlab("run -q '" + steps + "01-default-allow.yaml'").status, 0);
    ASSERT_EQ(shell.vethlab("run -q '" + steps + "02-default-deny.yaml'").status, 0);
    const Said said = shell.vethlab("compare 1 latest");
    EXPECT_EQ(said.status, 0);
    EXPECT_NE(said.err.find("warning: scenarios differ"), std::string::npos);
    EXPECT_TRUE(ends_with(said.out,
                          "2 flows newly dropped, 0 newly allowed, 0 changed reason, 0 uncertain "
                          "(0 unchanged)\n"))
        << said.out;
    EXPECT_EQ(shell.vethlab("compare vethlab.db@1 vethlab.db --exit-code").status, 1);
    EXPECT_EQ(shell.vethlab("compare 1 1 --exit-code").status, 0);
}

TEST(Compare, RefusesWhatCannotBeCompared) {
    const Shell shell;
    shell.write("a.yaml", pods);
    shell.write("bad.yaml", "kind: [\n");
    for (const auto& [arguments, message] : std::vector<std::pair<std::string, std::string>>{
             {"a.yaml 3", "\"a.yaml\" is manifests and \"3\" a run"},
             {"a.yaml", "only one thing to compare"},
             {"a.yaml nosuch.yaml", "manifests and \"nosuch.yaml\" a run"},
             {"3 4", "\"3\" is no file or folder, and there is no store vethlab.db"},
             {"x.db@1 x.db@2", "there is no database 'x.db'"},
             {"- -", "standard input can be read once only"},
             {"a.yaml bad.yaml", "bad.yaml:"},
             {"a.yaml a.yaml --fail-on newly-droped", "did you mean \"newly-dropped\"?"},
             {"a.yaml a.yaml --policies a.yaml", "with one base"}}) {
        const Said said = shell.vethlab("compare " + arguments);
        EXPECT_EQ(said.status, 2) << arguments;
        EXPECT_EQ(said.out, "") << arguments;
        EXPECT_NE(said.err.find(message), std::string::npos) << arguments << '\n' << said.err;
    }
}

}  // namespace
