// SPDX-License-Identifier: MIT
#include "results/report/lint_report.h"

#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/sarif.h"

namespace {

using nlohmann::json;
using results::LintFormat;
using results::LintRow;

const std::vector<results::LintRule> rules = {
    {"LINT_A", "error", "a title", "Why a.", "Mend a."},
    {"LINT_B", "note", "b title", "Why b.", "Mend b."},
};

LintRow finding() {
    return {"LINT_B", "note", "shop",           "db",       "spec.podSelector", "a dir/p.yaml",
            8,        3,      "  podSelector:", "no | pod", "try harder"};
}

std::string written(LintFormat format, const std::vector<LintRow>& rows) {
    std::ostringstream out;
    results::write_lint(out, format, rows, rules, "1.2.3", {});
    return out.str();
}

TEST(LintReport, ForPeople) {
    EXPECT_EQ(written(LintFormat::Table, {finding()}),
              "note: no | pod [LINT_B]\n"
              " --> a dir/p.yaml:8:3\n"
              "  |\n"
              "8 |   podSelector:\n"
              "  |   ^\n"
              "  = shop/db spec.podSelector\n"
              "  = help: try harder\n"
              "\n"
              "1 finding: 0 errors, 0 warnings, 1 note\n");
    EXPECT_EQ(written(LintFormat::Table, {}), "no findings\n");
    LintRow whole_file;
    whole_file.code = "LINT_A";
    whole_file.severity = "error";
    whole_file.file = "p.yaml";
    whole_file.message = "no \x1b[31mpod";
    EXPECT_EQ(written(LintFormat::Table, {whole_file}),
              "error: no ?[31mpod [LINT_A]\n --> p.yaml\n\n"
              "1 finding: 1 error, 0 warnings, 0 notes\n");
}

TEST(LintReport, AsJson) {
    const json document = json::parse(written(LintFormat::Json, {finding()}));
    EXPECT_EQ(document["format_version"], "1.0");
    EXPECT_EQ(document["summary"], json({{"error", 0}, {"warning", 0}, {"note", 1}}));
    EXPECT_EQ(document["findings"][0], json({{"code", "LINT_B"},
                                             {"severity", "note"},
                                             {"namespace", "shop"},
                                             {"policy", "db"},
                                             {"service", ""},
                                             {"resource", ""},
                                             {"path", "spec.podSelector"},
                                             {"file", "a dir/p.yaml"},
                                             {"line", 8},
                                             {"column", 3},
                                             {"message", "no | pod"},
                                             {"help", "try harder"}}));
    EXPECT_EQ(json::parse(written(LintFormat::Json, {}))["findings"], json::array());
}

TEST(LintReport, AsMarkdown) {
    EXPECT_EQ(written(LintFormat::Markdown, {finding()}),
              "| severity | place | object | finding |\n|---|---|---|---|\n"
              "| note | a dir/p.yaml:8:3 | shop/db spec.podSelector | no \\| pod; try harder "
              "(LINT_B) |\n\n1 finding: 0 errors, 0 warnings, 1 note\n");
}

// What the standard demands (SARIF 2.1.0, sections 3.13 to 3.30) and code scanning needs.
TEST(LintReport, AsSarif) {
    LintRow absolute = finding();
    absolute.file = "/tmp/p.yaml";
    absolute.line = 0;
    const json document = json::parse(written(LintFormat::Sarif, {finding(), absolute}));
    EXPECT_EQ(document["version"], "2.1.0");
    ASSERT_EQ(document["runs"].size(), 1U);
    const json& run = document["runs"][0];
    const json& driver = run["tool"]["driver"];
    EXPECT_EQ(driver["name"], "vethlab");
    EXPECT_EQ(driver["version"], "1.2.3");
    ASSERT_EQ(driver["rules"].size(), 2U);
    EXPECT_EQ(driver["rules"][0]["id"], "LINT_A");
    EXPECT_EQ(driver["rules"][0]["shortDescription"]["text"], "a title");
    EXPECT_EQ(driver["rules"][0]["help"]["text"], "Why a. Mend a.");
    EXPECT_EQ(driver["rules"][0]["defaultConfiguration"]["level"], "error");
    EXPECT_EQ(run["columnKind"], "unicodeCodePoints");
    ASSERT_EQ(run["results"].size(), 2U);
    const json& result = run["results"][0];
    EXPECT_EQ(result["ruleId"], driver["rules"][result["ruleIndex"].get<std::size_t>()]["id"]);
    EXPECT_EQ(result["level"], "note");
    EXPECT_EQ(result["message"]["text"], "no | pod; try harder");
    EXPECT_TRUE(result["partialFingerprints"].is_object());
    const json& place = result["locations"][0]["physicalLocation"];
    EXPECT_EQ(place["artifactLocation"],
              json({{"uri", "a%20dir/p.yaml"}, {"uriBaseId", "%SRCROOT%"}}));
    EXPECT_EQ(place["region"], json({{"startLine", 8}, {"startColumn", 3}}));
    const json& whole = run["results"][1]["locations"][0]["physicalLocation"];
    EXPECT_EQ(whole["artifactLocation"], json({{"uri", "file:///tmp/p.yaml"}}));
    EXPECT_FALSE(whole.contains("region"));
    EXPECT_EQ(json::parse(written(LintFormat::Sarif, {}))["runs"][0]["results"], json::array());
    EXPECT_EQ(test_support::sarif_faults(document), std::vector<std::string>());
}

// Would the check notice? Each of these breaks one rule of the standard.
TEST(LintReport, TheSarifCheckFindsWhatIsBroken) {
    const json good = json::parse(written(LintFormat::Sarif, {finding()}));
    ASSERT_TRUE(test_support::sarif_faults(good).empty());
    const char* const result = "/runs/0/results/0";
    const char* const place = "/runs/0/results/0/locations/0/physicalLocation";
    const json patches[] = {
        {{"op", "replace"}, {"path", "/version"}, {"value", "2.0.0"}},
        {{"op", "remove"}, {"path", "/runs"}},
        {{"op", "remove"}, {"path", "/runs/0/tool/driver/name"}},
        {{"op", "replace"}, {"path", "/runs/0/columnKind"}, {"value", "bytes"}},
        {{"op", "copy"},
         {"from", "/runs/0/tool/driver/rules/0"},
         {"path", "/runs/0/tool/driver/rules/1"}},
        {{"op", "replace"}, {"path", std::string(result) + "/ruleIndex"}, {"value", 0}},
        {{"op", "replace"}, {"path", std::string(result) + "/ruleIndex"}, {"value", 7}},
        {{"op", "replace"}, {"path", std::string(result) + "/level"}, {"value", "info"}},
        {{"op", "replace"}, {"path", std::string(result) + "/message"}, {"value", "text"}},
        {{"op", "add"}, {"path", std::string(result) + "/rule"}, {"value", "LINT_A"}},
        {{"op", "replace"}, {"path", std::string(place) + "/region/startLine"}, {"value", 0}},
        {{"op", "replace"},
         {"path", std::string(place) + "/artifactLocation/uri"},
         {"value", "a dir/p.yaml"}},
        {{"op", "replace"},
         {"path", std::string(place) + "/artifactLocation/uri"},
         {"value", "../p.yaml"}},
        {{"op", "replace"},
         {"path", std::string(place) + "/artifactLocation/uri"},
         {"value", "file:///p.yaml"}},
    };
    for (const json& patch : patches) {
        const json broken = good.patch(json::array({patch}));
        EXPECT_FALSE(test_support::sarif_faults(broken).empty()) << patch;
    }
}

}  // namespace
