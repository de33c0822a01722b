// SPDX-License-Identifier: MIT
// JSON's own reader makes the tree that the YAML reader makes of the same text.
#include "sim/scenario/text/json_tree.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/scenario/manifests.h"
#include "sim/scenario/text/text_check.h"
#include "tests/scenario/reading.h"
#include "tests/support/dump_text.h"

namespace scenario {
namespace {

// With every place.
std::string dump(const Node& node) {
    const std::string at = "@" + std::to_string(node.place.at.line) + ":" +
                           std::to_string(node.place.at.column) + "+" +
                           std::to_string(node.place.length);
    if (node.kind == Node::Kind::Null) return "null" + at;
    if (node.kind == Node::Kind::Scalar) {
        return (node.quoted ? "'" : "") + std::string(node.text) + at;
    }
    std::string text = node.kind == Node::Kind::Map ? "{" : "[";
    for (const Node* item : node.items) text += dump(*item) + " ";
    for (const Entry& entry : node.entries) {
        text += std::string(entry.key) + "@" + std::to_string(entry.place.at.column) + "+" +
                std::to_string(entry.place.length) + "=" + dump(*entry.value) + " ";
    }
    return text + (node.kind == Node::Kind::Map ? "}" : "]") + at;
}

struct Trees {
    std::vector<std::string> items;
    std::vector<std::string> documents;
    JsonResult result;
    std::string findings;
};

Trees json_trees(const std::string& text) {
    Sources sources;
    Findings findings(sources);
    Trees trees;
    const JsonSink sink = {[&](const Node& item) { trees.items.push_back(dump(item)); },
                           [&](const Node& node) { trees.documents.push_back(dump(node)); }};
    trees.result = read_json(sources.add("f", "f", text), findings, sink);
    trees.findings = lines(findings.sorted());
    return trees;
}

std::vector<std::string> yaml_trees(const std::string& text) {
    Sources sources;
    Findings findings(sources);
    const YamlFile file = read_yaml(sources.add("f", "f", text), findings);
    EXPECT_EQ(lines(findings.sorted()), "");
    std::vector<std::string> trees;
    for (const Node* document : file.documents) trees.push_back(dump(*document));
    return trees;
}

class SameTree : public testing::TestWithParam<const char*> {};

TEST_P(SameTree, AsYaml) {
    const Trees trees = json_trees(GetParam());
    EXPECT_EQ(trees.result.end, JsonResult::End::Whole);
    EXPECT_TRUE(trees.items.empty());
    EXPECT_EQ(trees.documents, yaml_trees(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, SameTree,
    testing::Values(R"({})", R"({"a": 1})", R"({"b": "x", "a": {"c": []}})",
                    "{\n  \"a\": [1, -2.5e3, true, false, null, \"\", {}],\n\t\"b\" : \"c\"\n}\n",
                    "{\"a\":\n\n[[], [\n[1]]]}", "{\"\xC3\xA4\": \"\xE2\x82\xAC x\", \"b\": 1}",
                    R"({"a": "q\"uo\\te\nA", "b": "c"})", "{\"a\": 1}\n---\n{\"b\": 2}\n",
                    R"({"items": [1, "a", {"kind": "x"}]})",
                    R"({"kind": "Other", "items": [{"apiVersion": "v1", "kind": "Pod"}]})"));

TEST(JsonTree, ItemsOfAListGoOnTheirOwn) {
    const std::string text = R"({"apiVersion": "v1", "items": [
  {"apiVersion": "v1", "kind": "Pod"}, {"kind": "Pod"},
  {"apiVersion": "v1", "kind": "Node"}], "kind": "List"})";
    const Trees trees = json_trees(text);
    EXPECT_EQ(trees.items,
              (std::vector<std::string>{"{apiVersion@4+12='v1@2:18+4 kind@24+6='Pod@2:32+5 }@2:3+1",
                                        "{apiVersion@4+12='v1@3:18+4 kind@24+6='Node@3:32+6 "
                                        "}@3:3+1"}));
    EXPECT_EQ(trees.documents,
              (std::vector<std::string>{
                  "{apiVersion@2+12='v1@1:16+4 items@22+7=[{kind@41+6='Pod@2:49+5 }@2:40+1 "
                  "]@1:31+1 kind@42+6='List@3:50+6 }@1:1+1"}));
}

TEST(JsonTree, WhatNobodyReadsIsEmpty) {
    EXPECT_EQ(json_trees(R"({"env": [{"a": [1]}], "data": {"b": "c"}, "volumes": "d"})").documents,
              (std::vector<std::string>{
                  "{env@2+5=[]@1:9+1 data@23+6={}@1:31+1 volumes@43+9='d@1:54+3 }@1:1+1"}));
}

TEST(JsonTree, FaultsAreReportedWhereTheyStand) {
    EXPECT_EQ(json_trees(R"({"a": 1, "a": 2})").findings,
              "f:1:10+3: duplicate key \"a\" (it is first written at f:1:2)\n");
    const std::string deep = "{\"a\": " + std::string(600, '[') + std::string(600, ']') + "}";
    EXPECT_EQ(json_trees(deep).findings, "f:1:506+1: nested too deeply\n");
    const std::string skipped =
        "{\"env\": " + std::string(9000, '[') + std::string(9000, ']') + "}";
    EXPECT_EQ(json_trees(skipped).findings, "f:1:509+1: nested too deeply\n");
    const Trees broken = json_trees(
        "{\"items\": [{\"apiVersion\": \"v1\", \"kind\": \"Pod\"},\n {\"apiVersion\": }]}");
    EXPECT_EQ(broken.result.end, JsonResult::End::Broken);
    EXPECT_EQ(broken.findings, "f:2:17+1: not valid JSON: invalid value\n");
}

// YAML that begins like JSON is left to the YAML reader.
TEST(JsonTree, OtherTextsAreUntouched) {
    for (const char* text : {"{a: b}", "{\"a\": 1,}", "{\"a\": 01}", "{\"a\": 1} x"}) {
        const Trees trees = json_trees(text);
        EXPECT_EQ(trees.result.end, JsonResult::End::Other) << text;
        EXPECT_EQ(trees.findings, "") << text;
    }
}

TEST(JsonTree, ManifestsMayChangeFromJsonToYaml) {
    const std::string text = R"({"apiVersion": "v1", "items": [{"apiVersion": "v1",
"kind": "Pod", "metadata": {"name": "a"}}], "kind": "List"}
---
{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "b"}}
---
apiVersion: v1
kind: Pod
metadata: {name: c}
)";
    const auto result = read_manifests({"m.json"}, MemoryFiles({{"m.json", text}}));
    EXPECT_EQ(lines(result.diagnostics), "");
    ASSERT_EQ(result.objects.pods.size(), 3U);
    EXPECT_EQ(result.objects.pods[2].metadata.name, "c");
    EXPECT_EQ(result.objects.pods[2].metadata.place.at.line, 8U);
}

TEST(JsonTree, ADumpIsRead) {
    const auto result =
        read_manifests({"m.json"}, MemoryFiles({{"m.json", support::dump_json(50)}}));
    EXPECT_EQ(lines(result.diagnostics), "");
    ASSERT_EQ(result.objects.pods.size(), 50U);
    const PodObject& pod = result.objects.pods[49];
    EXPECT_EQ(pod.metadata.name, "web-49-7d4b9c6f5d-49");
    EXPECT_EQ(pod.metadata.owner->kind, "ReplicaSet");
    EXPECT_EQ(pod.spec.ports.size(), 2U);
    EXPECT_EQ(pod.spec.node, "ip-10-0-0-49.eu-west-1.compute.internal");
    EXPECT_EQ(pod.addresses.at(0).text(), "10.0.0.49");
}

}  // namespace
}  // namespace scenario
