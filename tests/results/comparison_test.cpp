// SPDX-License-Identifier: MIT
// Two stored runs side by side: rows in, differences out, and how they are written.
#include "results/comparison.h"

#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "results/report/compare_report.h"
#include "tests/results/made_run.h"

namespace results_test {
namespace {

using namespace results;

// A flow as "NAME VERDICT REASON START": web-0 to db-0 on TCP 5432.
struct Row {
    std::string name;
    std::string verdict;
    Id reason = 0;
    Nanoseconds start = 0;
    Id parent = none;
    Id backend = none;
    bool by_name = false;  // resolved unless it is dropped
};

std::string store(const std::vector<Row>& rows, std::uint64_t seed = 7) {
    std::string file = fresh_file();
    Run run = shop_run();
    run.seed = seed;
    Writer writer(file, run);
    writer.add(Namespace{0, "shop", {}});
    writer.add(Workload{0, 0, "Deployment", "web"});
    writer.add(Endpoint{0, "Pod", "shop/web-0[Pod]", "10.0.0.1", 0, 0, none, {}});
    writer.add(Endpoint{1, "Pod", "shop/db-0[Pod]", "10.0.0.2", 0, none, none, {}});
    writer.add(Endpoint{2, "Name", "dns/db", "", none, none, none, {}});
    writer.add(Rule{0, "NetworkPolicy", "shop", "db", "ingress", "spec.ingress[0].from[0]", 0,
                    "db.yaml", 14});
    writer.add(
        Rule{1, "NetworkPolicy", "shop", "db", "ingress", "spec.podSelector", none, "db.yaml", 6});
    writer.add(Reason{0, "NP_RULE_MATCH", "m"});
    writer.add(Reason{1, "NP_INGRESS_NO_RULE_MATCH", "m"});
    writer.add(Reason{2, "NP_NOT_ISOLATED", "m"});
    writer.add(CauseList{0, {}});
    writer.add(CauseList{1, {0}});
    writer.add(CauseList{2, {1}});
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Flow flow;
        flow.id = static_cast<Id>(i);
        flow.name = rows[i].name;
        flow.src = 0;
        flow.dst = 1;
        flow.protocol = "TCP";
        flow.port = 5432;
        flow.start = rows[i].start;
        flow.parent = rows[i].parent;
        flow.backend = rows[i].backend;
        flow.backend_port = 8080;
        if (rows[i].by_name) flow.asked = 2;
        if (rows[i].by_name && rows[i].verdict == "drop") flow.dst = none;
        flow.verdict = rows[i].verdict;
        flow.outcome = rows[i].verdict == "drop" ? "timed-out" : "connected";
        flow.hook = "veth-ingress";
        flow.reason = rows[i].reason;
        flow.causes = rows[i].reason == 2 ? 0 : rows[i].reason + 1;
        writer.add(flow);
    }
    writer.finish(State::Done, 1);
    return file;
}

struct Compared {
    FlowComparison result;
    std::vector<FlowChange> changes;
};

Compared compare(const std::vector<Row>& before, const std::vector<Row>& after) {
    Compared compared;
    compared.result =
        compare_runs({store(before), 1}, {store(after), 1},
                     [&](const FlowChange& change) { compared.changes.push_back(change); });
    return compared;
}

// But for what neither side knows: that may be a difference.
TEST(Comparison, OfARunWithItselfHasWhatIsUncertainOnly) {
    const std::string file = shop_store();
    std::vector<std::string> names;
    const FlowComparison result = compare_runs(
        {file, 1}, {file, 1}, [&](const FlowChange& change) { names.push_back(change.name); });
    EXPECT_EQ(names, std::vector<std::string>{"dns"});
    EXPECT_EQ(result.counts.unchanged, 5);
    EXPECT_EQ(result.counts.uncertain_on_both, 1);
    EXPECT_EQ(result.other_outcome, 0);
}

TEST(Comparison, TellsEachKind) {
    const Compared compared =
        compare({{"a", "allow", 0}, {"b", "drop", 1}, {"c", "allow", 0}, {"d", "allow", 0}},
                {{"a", "drop", 1}, {"b", "allow", 2}, {"c", "allow", 2}, {"d", "uncertain", 0}});
    ASSERT_EQ(compared.changes.size(), 4U);
    EXPECT_EQ(compared.changes[0].kind, FlowChangeKind::NewlyDropped);
    EXPECT_EQ(compared.changes[1].kind, FlowChangeKind::NewlyAllowed);
    EXPECT_EQ(compared.changes[2].kind, FlowChangeKind::Reason);
    EXPECT_EQ(compared.changes[3].kind, FlowChangeKind::Uncertain);
    EXPECT_EQ(compared.changes[0].src_workload, "shop/web[Deployment]");
    EXPECT_EQ(compared.changes[0].dst_workload, "shop/db-0[Pod]");
    EXPECT_EQ(compared.changes[0].before->causes.at(0).line, 14);
    EXPECT_EQ(compared.changes[0].after->causes.at(0).line, 6);
    EXPECT_EQ(compared.result.counts.newly_dropped, 1);
    EXPECT_EQ(compared.result.counts.newly_allowed, 1);
    EXPECT_EQ(compared.result.counts.changed_reason, 1);
    EXPECT_EQ(compared.result.counts.uncertain, 1);
    EXPECT_EQ(compared.result.counts.unchanged, 0);
}

// Two flows of which nothing is known are not known to be equal.
TEST(Comparison, UncertainInBothIsUncertain) {
    const Compared compared = compare({{"a", "uncertain", 0}}, {{"a", "uncertain", 0}});
    ASSERT_EQ(compared.changes.size(), 1U);
    EXPECT_EQ(compared.changes[0].kind, FlowChangeKind::Uncertain);
    EXPECT_EQ(compared.result.counts.uncertain, 1);
    EXPECT_EQ(compared.result.counts.uncertain_on_both, 1);
    EXPECT_EQ(compared.result.counts.unchanged, 0);
}

TEST(Comparison, MatchesByIdentityNotByPlace) {
    const Compared compared = compare({{"a", "allow"}, {"b", "allow"}, {"c", "drop", 1}},
                                      {{"new", "allow"}, {"c", "drop", 1}, {"a", "drop", 1}});
    ASSERT_EQ(compared.changes.size(), 3U);
    EXPECT_EQ(compared.changes[0].name, "a");
    EXPECT_EQ(compared.changes[0].kind, FlowChangeKind::NewlyDropped);
    EXPECT_EQ(compared.changes[0].before->verdict, "allow");
    EXPECT_EQ(compared.changes[1].name, "b");
    EXPECT_EQ(compared.changes[1].kind, FlowChangeKind::Removed);
    EXPECT_FALSE(compared.changes[1].after);
    EXPECT_EQ(compared.changes[2].name, "new");
    EXPECT_EQ(compared.changes[2].kind, FlowChangeKind::Added);
    EXPECT_EQ(compared.result.counts.unchanged, 1);
}

TEST(Comparison, OfFlowsAlikeTheFirstIsMatchedWithTheFirst) {
    const Compared compared = compare({{"x", "allow"}, {"a", "allow"}, {"a", "drop", 1}},
                                      {{"a", "allow"}, {"a", "drop", 1}, {"x", "allow"}});
    EXPECT_TRUE(compared.changes.empty());
    EXPECT_EQ(compared.result.counts.unchanged, 3);
}

TEST(Comparison, AnotherStartIsAnotherFlow) {
    const Compared compared = compare({{"a", "allow", 0, 5}}, {{"a", "allow", 0, 6}});
    EXPECT_EQ(compared.result.counts.removed, 1);
    EXPECT_EQ(compared.result.counts.added, 1);
}

TEST(Comparison, MirroredByTheReverse) {
    const std::vector<Row> one = {{"a", "allow"}, {"b", "drop", 1}, {"c", "allow"}, {"d", "allow"}};
    const std::vector<Row> two = {{"a", "drop", 1}, {"c", "drop", 1}, {"b", "allow"}};
    const ChangeCounts there = compare(one, two).result.counts;
    const ChangeCounts back = compare(two, one).result.counts;
    EXPECT_EQ(there.newly_dropped, back.newly_allowed);
    EXPECT_EQ(there.newly_allowed, back.newly_dropped);
    EXPECT_EQ(there.removed, back.added);
    EXPECT_EQ(there.unchanged, back.unchanged);
}

TEST(Comparison, AnotherBackendAloneIsNoDifference) {
    const Compared compared =
        compare({{"a", "allow", 0, 0, none, 0}, {"b", "allow", 0, 0, none, 0}},
                {{"a", "allow", 0, 0, none, 1}, {"b", "drop", 1, 0, none, 1}});
    EXPECT_EQ(compared.result.counts.unchanged, 1);
    ASSERT_EQ(compared.changes.size(), 1U);
    EXPECT_EQ(compared.changes[0].before->backend.ref, "shop/web-0[Pod]");
    EXPECT_EQ(compared.changes[0].after->backend.ref, "shop/db-0[Pod]");
    EXPECT_EQ(compared.changes[0].after->backend_port, 8080);
}

// A flow is what it asks for, whether or not that is found.
TEST(Comparison, ANameThatIsNotResolvedAnyMoreIsTheSameFlow) {
    const Compared compared =
        compare({{"a", "allow", 0, 0, none, none, true}}, {{"a", "drop", 1, 0, none, none, true}});
    ASSERT_EQ(compared.changes.size(), 1U);
    EXPECT_EQ(compared.changes[0].kind, FlowChangeKind::NewlyDropped);
    EXPECT_EQ(compared.changes[0].dst.ref, "dns/db");
    EXPECT_EQ(compared.changes[0].dst_workload, "dns/db");
}

// A child flow as "PARENT NAME KIND".
std::vector<std::string> children_of(const Compared& compared) {
    std::vector<std::string> lines;
    for (const FlowChange& change : compared.changes)
        if (change.parent)
            lines.push_back(*change.parent + " " + change.name + " " +
                            std::to_string(static_cast<int>(change.kind)));
    return lines;
}

using Lines = std::vector<std::string>;

TEST(Comparison, ChildFlowsAreCountedApart) {
    const Compared compared =
        compare({{"a", "allow"}, {"udp", "allow", 0, 1, 0}, {"tcp", "allow", 0, 2, 0}},
                {{"a", "drop", 1}, {"udp", "drop", 1, 1, 0}, {"udp", "drop", 1, 5, 0}});
    EXPECT_EQ(compared.result.counts.newly_dropped, 1);
    EXPECT_EQ(compared.result.counts.removed, 0);
    EXPECT_EQ(compared.result.counts.added, 0);
    EXPECT_EQ(compared.result.children.newly_dropped, 1);
    EXPECT_EQ(compared.result.children.removed, 1);
    EXPECT_EQ(compared.result.children.added, 1);
    EXPECT_EQ(children_of(compared), (Lines{"a udp 0", "a tcp 4", "a udp 5"}));
    EXPECT_FALSE(compared.changes.at(0).parent) << "the scenario's own come first";
}

TEST(Comparison, AChildFlowThatBeginsAtAnotherTimeIsTheSame) {
    const Compared compared = compare({{"a", "allow"}, {"udp", "allow", 0, 5'000'000, 0}},
                                      {{"a", "allow"}, {"udp", "allow", 0, 7, 0}});
    EXPECT_TRUE(compared.changes.empty());
    EXPECT_EQ(compared.result.counts.unchanged, 1);
    EXPECT_EQ(compared.result.children.unchanged, 1);
}

// Of flows alike the first is matched with the first, and so are what they look up; the second
// one's differ.
TEST(Comparison, ChildFlowsAreMatchedWithTheirParents) {
    const std::vector<Row> before = {{"x", "allow"},
                                     {"a", "allow"},
                                     {"a", "allow"},
                                     {"dns", "allow", 0, 1, 1},
                                     {"dns", "allow", 0, 1, 2}};
    const std::vector<Row> after = {{"a", "allow"},
                                    {"a", "allow"},
                                    {"x", "allow"},
                                    {"dns", "allow", 0, 1, 0},
                                    {"dns", "drop", 1, 1, 1}};
    const Compared compared = compare(before, after);
    EXPECT_EQ(compared.result.counts.unchanged, 3);
    EXPECT_EQ(compared.result.children.unchanged, 1);
    ASSERT_EQ(compared.changes.size(), 1U);
    EXPECT_EQ(compared.changes[0].before->flow, 4);
    EXPECT_EQ(compared.changes[0].after->flow, 4);
}

TEST(Comparison, ChildFlowsOfAFlowThatOneRunLacks) {
    const Compared compared =
        compare({{"a", "allow"}, {"dns", "allow", 0, 1, 0}}, {{"b", "allow"}});
    EXPECT_EQ(compared.result.counts.removed, 1);
    EXPECT_EQ(compared.result.counts.added, 1);
    EXPECT_EQ(compared.result.children.removed, 1);
    EXPECT_EQ(compared.result.children.added, 0);
    EXPECT_EQ(children_of(compared), (Lines{"a dns 4"}));
}

TEST(Comparison, OfARunWithChildFlowsWithItselfIsEmpty) {
    const std::string file = named_store();
    const FlowComparison result = compare_runs({file, 1}, {file, 1}, [](const FlowChange&) {});
    EXPECT_EQ(result.counts.unchanged, 7) << "8, of which one is uncertain";
    EXPECT_EQ(result.counts.uncertain_on_both, 1);
    EXPECT_EQ(result.children.unchanged, 3);
}

TEST(Comparison, WarnsOfWhatMakesRunsDiffer) {
    RunSummary a;
    a.state = State::Done;
    a.run = shop_run();
    RunSummary b = a;
    EXPECT_TRUE(comparison_warnings(a, b).empty());
    b.run.seed = 8;
    b.run.dataplane = "aws";
    b.state = State::Interrupted;
    EXPECT_EQ(
        comparison_warnings(a, b),
        (std::vector<std::string>{"seeds differ: 7 before, 8 after",
                                  "dataplanes differ: kubernetes before, aws after",
                                  "the run after (-1) is interrupted: flows may be missing"}));
}

// ---- How it is written

std::string written(CompareFormat format, const std::vector<Row>& before,
                    const std::vector<Row>& after) {
    ComparisonHead head;
    head.runs.emplace();
    std::ostringstream out;
    const auto report = make_compare_report(format, out, head, {});
    report->end(compare_runs({store(before), 1}, {store(after), 1},
                             [&](const FlowChange& change) { report->add(change); }));
    return out.str();
}

TEST(CompareReport, TableHasALineForEachDifferenceAndTheSummaryLast) {
    EXPECT_EQ(written(CompareFormat::Table, {{"a", "allow"}, {"a", "allow"}, {"b", "allow"}},
                      {{"a", "drop", 1}, {"a", "drop", 1}, {"b", "allow"}}),
              "- shop/web[Deployment] -> shop/db-0[Pod]  TCP/5432  2 flows  allow -> drop  "
              "NP_INGRESS_NO_RULE_MATCH\n"
              "      after: db.yaml:6 shop/db spec.podSelector isolates (ingress)\n"
              "      before: db.yaml:14 shop/db spec.ingress[0].from[0] admits (ingress)\n"
              "2 flows newly dropped, 0 newly allowed, 0 changed reason, 0 uncertain "
              "(1 unchanged)\n");
}

TEST(CompareReport, SaysSoWhereNothingDiffers) {
    EXPECT_EQ(written(CompareFormat::Table, {{"a", "allow"}}, {{"a", "allow"}}),
              "no differences\n"
              "0 flows newly dropped, 0 newly allowed, 0 changed reason, 0 uncertain "
              "(1 unchanged)\n");
}

TEST(CompareReport, WhatIsUncertainInBothStandsApart) {
    EXPECT_EQ(written(CompareFormat::Table, {{"a", "uncertain", 2}}, {{"a", "uncertain", 2}}),
              "Uncertain before and after, whether it differs is not known:\n"
              "? shop/web[Deployment] -> shop/db-0[Pod]  TCP/5432  1 flow  uncertain  "
              "NP_NOT_ISOLATED\n"
              "1 flow uncertain both before and after\n"
              "0 flows newly dropped, 0 newly allowed, 0 changed reason, 1 uncertain "
              "(0 unchanged)\n");
}

TEST(CompareReport, ChildFlowsStandApart) {
    const std::vector<Row> before = {{"a", "allow"}, {"dns", "allow", 0, 1, 0}};
    const std::vector<Row> after = {{"a", "allow"}, {"dns", "drop", 1, 1, 0}};
    EXPECT_EQ(written(CompareFormat::Table, before, after),
              "Child flows, which are steps of others and not counted with them:\n"
              "- shop/web[Deployment] -> shop/db-0[Pod]  TCP/5432  1 flow  allow -> drop  "
              "NP_INGRESS_NO_RULE_MATCH\n"
              "      after: db.yaml:6 shop/db spec.podSelector isolates (ingress)\n"
              "      before: db.yaml:14 shop/db spec.ingress[0].from[0] admits (ingress)\n"
              "child flows: 1 newly dropped\n"
              "0 flows newly dropped, 0 newly allowed, 0 changed reason, 0 uncertain "
              "(1 unchanged)\n");
    const auto json = nlohmann::json::parse(written(CompareFormat::Json, before, after));
    EXPECT_EQ(json["changes"].size(), 1U);
    EXPECT_EQ(json["changes"][0]["parent"], "a");
    EXPECT_EQ(json["changes"][0]["name"], "dns");
    EXPECT_EQ(json["summary"]["newly_dropped"], 0);
    EXPECT_EQ(json["summary"]["children"]["newly_dropped"], 1);
    EXPECT_NE(written(CompareFormat::Markdown, before, after).find("newly dropped, child flows"),
              std::string::npos);
}

TEST(CompareReport, SaysWhereTheServiceChoseAnother) {
    const std::string text = written(CompareFormat::Table, {{"a", "allow", 0, 0, none, 0}},
                                     {{"a", "drop", 1, 0, none, 1}});
    EXPECT_NE(text.find("backend shop/web-0[Pod]:8080 -> shop/db-0[Pod]:8080"), std::string::npos)
        << text;
}

TEST(CompareReport, JsonHasBothFatesAndSidedCauses) {
    const auto json = nlohmann::json::parse(
        written(CompareFormat::Json, {{"a", "allow"}, {"b", "allow"}}, {{"a", "drop", 1}}));
    EXPECT_EQ(json["format_version"], "1.0");
    ASSERT_EQ(json["changes"].size(), 2U);
    const auto& change = json["changes"][0];
    EXPECT_EQ(change["kind"], "newly-dropped");
    EXPECT_EQ(change["src"]["ref"], "shop/web-0[Pod]");
    EXPECT_EQ(change["before"]["verdict"], "allow");
    EXPECT_EQ(change["after"]["reason"], "NP_INGRESS_NO_RULE_MATCH");
    EXPECT_EQ(change["causes"][0]["side"], "after");
    EXPECT_EQ(change["causes"][0]["rule"], nullptr);
    EXPECT_EQ(change["causes"][1]["side"], "before");
    EXPECT_EQ(change["causes"][1]["rule"], 0);
    EXPECT_EQ(json["changes"][1]["kind"], "removed");
    EXPECT_EQ(json["changes"][1]["after"], nullptr);
    EXPECT_EQ(json["summary"]["newly_dropped"], 1);
    EXPECT_EQ(json["summary"]["only_before"], 1);
}

TEST(CompareReport, MarkdownIsATableAndTheSummary) {
    const std::string text = written(CompareFormat::Markdown, {{"a", "allow"}}, {{"a", "drop", 1}});
    EXPECT_NE(text.find("| change | source | destination | ports | cause |\n|---|"),
              std::string::npos);
    EXPECT_NE(text.find("newly dropped (1 flow)"), std::string::npos);
    EXPECT_NE(text.find("1 flow newly dropped, 0 newly allowed"), std::string::npos);
}

}  // namespace
}  // namespace results_test
