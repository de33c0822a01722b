// SPDX-License-Identifier: MIT
// Folders with a kustomization: what it names, and what it does to that. What is expected is what
// `kubectl kustomize` prints of the same files.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "sim/scenario/manifests.h"
#include "sim/scenario/world_reader.h"
#include "tests/scenario/reading.h"

namespace scenario {
namespace {

using Texts = std::map<std::string, std::string>;

const std::string pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: a}}\n";
const std::string deployment = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: d, namespace: other}
spec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}}}
)";

// Files, the folder that is read, and "namespace/name: labels" of each pod.
std::string pods_of(Texts files, const std::vector<std::string>& paths = {"k"}) {
    const WorldResult result = read_world(paths, {}, MemoryFiles(std::move(files)));
    std::string text = lines(result.diagnostics);
    for (const policy::Pod& each : result.world.pods) {
        text += each.ns + "/" + each.name + ":";
        for (const auto& [key, value] : each.labels) text.append(" ").append(key + "=" + value);
        text += "\n";
    }
    return text;
}

policy::World world_of(Texts files) {
    WorldResult result = read_world({"k"}, {}, MemoryFiles(std::move(files)));
    EXPECT_TRUE(result.usable) << lines(result.diagnostics);
    return std::move(result.world);
}

TEST(Kustomization, NamespaceMovesAllThatHasOne) {
    const Texts files = {
        {"k/kustomization.yaml", "namespace: dev\nresources: [all.yaml]\n"},
        {"k/all.yaml", pod + "---\n" + deployment +
                           "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n"}};
    EXPECT_EQ(pods_of(files), "dev/p: app=a\ndev/d-0: app=a\n");
    EXPECT_EQ(world_of(files).namespaces.front().name, "dev");
}

TEST(Kustomization, CommonLabelsGoIntoTemplatesToo) {
    EXPECT_EQ(pods_of({{"k/kustomization.yaml",
                        "commonLabels: {team: t, app: b}\nresources: [all.yaml]\n"},
                       {"k/all.yaml", pod + "---\n" + deployment}}),
              "default/p: app=b team=t\nother/d-0: app=b team=t\n");
}

TEST(Kustomization, LabelsGoWhereTheySay) {
    const std::string head = "resources: [all.yaml]\nlabels:\n- pairs: {team: t}\n";
    const auto with = [&](const std::string& more) {
        return pods_of(
            {{"k/kustomization.yaml", head + more}, {"k/all.yaml", pod + "---\n" + deployment}});
    };
    EXPECT_EQ(with(""), "default/p: app=a team=t\nother/d-0: app=a\n");
    EXPECT_EQ(with("  includeTemplates: true\n"),
              "default/p: app=a team=t\nother/d-0: app=a team=t\n");
    EXPECT_EQ(with("  includeSelectors: true\n"),
              "default/p: app=a team=t\nother/d-0: app=a team=t\n");
}

const char* const policy_text = R"(apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: np}
spec:
  podSelector: {matchLabels: {app: a}}
  ingress:
  - from:
    - podSelector: {matchLabels: {app: b}}
    - podSelector: {}
    - podSelector: {matchLabels: {}}
      namespaceSelector: {matchLabels: {ns: c}}
    - ipBlock: {cidr: 10.0.0.0/8}
  egress:
  - to: [{podSelector: {matchExpressions: [{key: app, operator: Exists}]}}]
)";

std::string selectors(const policy::NetworkPolicy& policy) {
    std::string text = policy::text(policy.pod_selector);
    for (const auto* rules : {&policy.ingress, &policy.egress}) {
        for (const policy::PolicyRule& rule : *rules) {
            for (const policy::Peer& peer : rule.peers) {
                text += " | " + (peer.pod_selector ? policy::text(*peer.pod_selector) : "-");
                if (peer.namespace_selector)
                    text += " in " + policy::text(*peer.namespace_selector);
            }
        }
    }
    return text;
}

// kustomize's specs for NetworkPolicy create no `matchLabels`: a selector of all stays one.
TEST(Kustomization, CommonLabelsNarrowTheSelectorsOfAPolicyThatHaveMatchLabels) {
    const Texts files = {{"k/kustomization.yaml", "commonLabels: {t: u}\nresources: [n.yaml]\n"},
                         {"k/n.yaml", policy_text}};
    EXPECT_EQ(selectors(world_of(files).policies.at(0)),
              "app=a,t=u | app=b,t=u | <all> | t=u in ns=c | - | app");
    const Texts without = {
        {"k/kustomization.yaml",
         "labels: [{pairs: {t: u}, includeTemplates: true}]\nresources: [n.yaml]\n"},
        {"k/n.yaml", policy_text}};
    EXPECT_EQ(selectors(world_of(without).policies.at(0)),
              "app=a | app=b | <all> | <all> in ns=c | - | app");
}

TEST(Kustomization, TheOuterOneActsLast) {
    EXPECT_EQ(
        pods_of({{"k/kustomization.yaml",
                  "namespace: outer\ncommonLabels: {a: outer}\nresources: [in]\nbases: [../b]\n"},
                 {"k/in/kustomization.yaml",
                  "namespace: inner\ncommonLabels: {a: inner, b: inner}\nresources: [p.yaml]\n"},
                 {"k/in/p.yaml", pod},
                 {"b/kustomization.yml", "resources: [q.yaml]\n"},
                 {"b/q.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: q}\n"}}),
        "outer/p: a=outer app=a b=inner\nouter/q: a=outer\n");
}

TEST(Kustomization, AFolderAboveSeveralReadsEachAndNothingTwice) {
    EXPECT_EQ(
        pods_of({{"k/a/kustomization.yaml", "namespace: a\nresources: [../base, ../x.yaml]\n"},
                 {"k/b/kustomization.yaml", "namespace: b\nresources: [../base]\n"},
                 {"k/base/kustomization.yaml", "resources: [p.yaml]\n"},
                 {"k/base/p.yaml", pod},
                 {"k/plain.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: plain}\n"},
                 {"k/x.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n"}}),
        "a/p: app=a\nb/p: app=a\na/x:\ndefault/plain:\n");
    EXPECT_EQ(pods_of({{"k/a/kustomization.yaml", "resources: [../base]\n"},
                       {"k/b/kustomization.yaml", "resources: [../base]\n"},
                       {"k/base/kustomization.yaml", "resources: [p.yaml]\n"},
                       {"k/base/p.yaml", pod}}),
              "default/p: app=a\n");
}

TEST(Kustomization, WhatItDoesNotNameIsNotRead) {
    EXPECT_EQ(pods_of({{"k/kustomization.yaml", "resources: [p.yaml]\n"},
                       {"k/p.yaml", pod},
                       {"k/other.yaml", deployment},
                       {"k/below/other.yaml", deployment}}),
              "default/p: app=a\n");
}

struct Row {
    const char* name;
    Texts files;
    std::string diagnostics;
};

class BadKustomization : public testing::TestWithParam<Row> {};

TEST_P(BadKustomization, IsReported) {
    const WorldResult result = read_world({"k"}, {}, MemoryFiles(GetParam().files));
    EXPECT_EQ(lines(result.diagnostics), GetParam().diagnostics);
    EXPECT_FALSE(result.usable);
}

const std::string advice = "render it first: kubectl kustomize k | vethlab ... -";

INSTANTIATE_TEST_SUITE_P(
    Files, BadKustomization,
    testing::Values(
        Row{"patches",
            {{"k/kustomization.yaml", "resources: []\npatches:\n- path: x.yaml\n"}},
            "k/kustomization.yaml:2:1+7: \"patches\" of a kustomization is not honoured (" +
                advice + ")\n"},
        Row{"name_prefix_within",
            {{"k/kustomization.yaml", "resources: [in]\n"},
             {"k/in/kustomization.yaml", "namePrefix: a-\n"}},
            "k/in/kustomization.yaml:1:1+10: \"namePrefix\" of a kustomization is not honoured "
            "(" +
                advice + ")\n"},
        Row{"unknown_field",
            {{"k/kustomization.yaml", "resource: [a.yaml]\n"}},
            "k/kustomization.yaml:1:1+8: \"resource\" of a kustomization is not honoured (" +
                advice + ")\n"},
        Row{"component",
            {{"k/kustomization.yaml", "kind: Component\n"}},
            "k/kustomization.yaml:1:1+4: a kustomization of kind \"Component\" is not honoured (" +
                advice + ")\n"},
        Row{"remote",
            {{"k/kustomization.yaml", "resources: ['https://example.com/a.yaml']\n"}},
            "k/kustomization.yaml:1:13+28: a remote resource is not fetched (" + advice + ")\n"},
        Row{"label_fields",
            {{"k/kustomization.yaml",
              "labels: [{pairs: {a: b}, fields: [{path: spec/x}], other: 1}]\n"}},
            "k/kustomization.yaml:1:26+6: \"fields\" of a kustomization's labels is not honoured "
            "(" +
                advice +
                ")\n"
                "k/kustomization.yaml:1:52+5: unknown key \"other\"\n"},
        Row{"bad_label",
            {{"k/kustomization.yaml", "commonLabels: {a: 1, b: -x}\n"}},
            "k/kustomization.yaml:1:19+1: expected a string, found a number (put it in quotes: "
            "\"1\")\n"
            "k/kustomization.yaml:1:25+2: commonLabels: Invalid value: \"-x\": a valid label must "
            "be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
            "start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or "
            "'12345', regex used for validation is "
            "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')\n"},
        Row{"bad_namespace",
            {{"k/kustomization.yaml", "namespace: a.b\n"}},
            "k/kustomization.yaml:1:12+3: namespace: Invalid value: \"a.b\": must not contain "
            "dots\n"},
        Row{"missing_file",
            {{"k/kustomization.yaml", "resources: [none.yaml]\n"}},
            "k/kustomization.yaml:1:13+9: cannot read \"k/none.yaml\": no such file or "
            "directory\n"},
        Row{"folder_without_one",
            {{"k/kustomization.yaml", "resources: [in]\n"}, {"k/in/p.yaml", pod}},
            "k/kustomization.yaml:1:13+2: cannot read \"k/in\": there is no kustomization in this "
            "folder (kustomize reads files, and folders with a kustomization.yaml)\n"},
        Row{"itself",
            {{"k/kustomization.yaml", "resources: [in]\n"},
             {"k/in/kustomization.yaml", "resources: [../../k]\n"}},
            "k/in/kustomization.yaml:1:13+7: a kustomization that names itself, by way of "
            "others\n"},
        Row{"each_other",
            {{"k/a/kustomization.yaml", "resources: [../b]\n"},
             {"k/b/kustomization.yaml", "resources: [../a]\n"}},
            "k/b/kustomization.yaml:1:13+4: a kustomization that names itself, by way of "
            "others\n"},
        Row{"two_of_them",
            {{"k/kustomization.yaml", "resources: []\n"}, {"k/kustomization.yml", "bases: []\n"}},
            "k/kustomization.yml: a second kustomization in one folder\n"},
        Row{"not_yaml",
            {{"k/kustomization.yaml", "resources: [\n"}},
            "k/kustomization.yaml:2:1+1: not valid YAML: end of sequence flow not found (a \"]\" "
            "or a \",\" is missing)\n"},
        Row{"chart",
            {{"k/c/Chart.yaml", "name: c\n"}},
            "k/c: a Helm chart is not read (render it first: helm template k/c | vethlab ... "
            "-)\n"}),
    [](const auto& row) { return row.param.name; });

TEST(Kustomization, LosesNoMoreThanItsNamespace) {
    WorldOptions options;
    options.keep_going = true;
    const WorldResult result = read_world(
        {"k"}, options,
        MemoryFiles({{"k/a/kustomization.yaml", "namespace: a\nresources: [p.yaml, none.yaml]\n"},
                     {"k/a/p.yaml", pod},
                     {"k/b/kustomization.yaml", "namespace: b\nresources: [p.yaml]\n"},
                     {"k/b/p.yaml", pod}}));
    ASSERT_EQ(result.world.lost.size(), 1U);
    EXPECT_EQ(result.world.lost[0].ns, "a");
}

TEST(Kustomization, IsHonouredInAScenarioToo) {
    const auto result = read(
        "apiVersion: vethlab/v1\nkind: Scenario\n"
        "cluster: {manifests: k}\n",
        {{"k/kustomization.yaml", "namespace: dev\nresources: [p.yaml]\n"}, {"k/p.yaml", pod}});
    ASSERT_TRUE(result.scenario) << lines(result.diagnostics);
    EXPECT_EQ(result.scenario->world.pods.at(0).ns, "dev");
}

}  // namespace
}  // namespace scenario
