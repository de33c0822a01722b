// SPDX-License-Identifier: MIT
// What people and programs are shown of allowed connections.
#include "results/report/reach_report.h"

#include <algorithm>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace results_test {
namespace {

using namespace results;

const ReachEnd web{"shop/web[Deployment]", "shop", false};
const ReachEnd db{"shop/db[StatefulSet]", "shop", false};
const ReachEnd batch{"jobs/batch[CronJob]", "jobs", false};
const ReachEnd private_range{"10.0.0.0-10.255.255.255", "", true};

const ReachAnswer everything{{{{1, 65535}}, {{1, 65535}}, {{1, 65535}}, true}, {}, {}};
const ReachAnswer postgres{{{{5432, 5432}}, {}, {}, false}, {}, {}};
const ReachAnswer dns_perhaps{
    {{{53, 53}}, {}, {}, false}, {{}, {{53, 53}}, {}, false}, {"ADDRESS_UNKNOWN"}};
const ReachAnswer perhaps{{}, {{{80, 81}}, {}, {}, false}, {"HOST_NETWORK_OWN_NODE"}};

std::string report(ReachFormat format, const Style& style = {}) {
    std::ostringstream out;
    const auto rows = make_reach_report(format, out, style);
    rows->add(web, db, postgres);
    rows->add(web, private_range, dns_perhaps);
    rows->add(batch, db, perhaps);
    rows->add(private_range, web, everything);
    rows->end();
    return out.str();
}

TEST(ReachTable, Plain) {
    EXPECT_EQ(report(ReachFormat::Table),
              R"(SOURCE                   DESTINATION              CONNECTIONS
shop/web[Deployment]     shop/db[StatefulSet]     TCP 5432
shop/web[Deployment]     10.0.0.0-10.255.255.255  TCP 53 ? UDP 53 (ADDRESS_UNKNOWN)
jobs/batch[CronJob]      shop/db[StatefulSet]     ? TCP 80-81 (HOST_NETWORK_OWN_NODE)
10.0.0.0-10.255.255.255  shop/web[Deployment]     all
4 connections: 2 within the cluster, 2 with addresses outside; 2 uncertain
)");
}

TEST(ReachTable, NoLineIsWiderThanTheTerminalAndNothingIsLostOfTheConnections) {
    for (std::size_t width = 26; width < 100; ++width) {
        const std::string text = report(ReachFormat::Table, {width, false});
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            EXPECT_LE(display_width(line), width) << line;
        }
        for (const char* part : {"5432", "TCP 53", "UDP 53", "80-81", "all"}) {
            EXPECT_NE(text.find(part), std::string::npos) << width << '\n' << text;
        }
    }
}

TEST(ReachTable, StandsInOneColumnWhereThreeHaveNoRoom) {
    EXPECT_EQ(report(ReachFormat::Table, {40, false}).substr(0, 91),
              "shop/web[Deployment]\n"
              "  -> shop/db[StatefulSet]\n"
              "    TCP 5432\n"
              "shop/web[Deployment]\n"
              "  -> 10.0.");
}

TEST(ReachTable, WhatIsUncertainHasASymbolAndAColour) {
    const std::string text = report(ReachFormat::Table, {100, true});
    EXPECT_NE(text.find("\x1b[38;5;245m? TCP 80-81 (HOST_NETWORK_OWN_NODE)\x1b[0m\n"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("  TCP 5432\n"), std::string::npos) << "what is certain is plain";
}

TEST(ReachTable, NothingIsAllowed) {
    std::ostringstream out;
    make_reach_report(ReachFormat::Table, out, {80, true})->end();
    EXPECT_EQ(out.str(),
              "0 connections: 0 within the cluster, 0 with addresses outside; 0 uncertain\n");
}

// More rows than decide the layout: the later ones follow at once and the count is right.
TEST(ReachTable, ManyRows) {
    std::ostringstream out;
    const auto table = make_reach_report(ReachFormat::Table, out, {});
    for (int i = 0; i < 2500; ++i) table->add(web, db, postgres);
    table->end();
    const std::string text = out.str();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2502);
    EXPECT_NE(text.find("2500 connections: 2500 within"), std::string::npos);
}

TEST(ReachTable, TextCannotDriveTheTerminal) {
    std::ostringstream out;
    const auto table = make_reach_report(ReachFormat::Table, out, {});
    table->add({"a\x1b[2J\nb", "a", false}, db, postgres);
    table->end();
    EXPECT_EQ(out.str().find('\x1b'), std::string::npos);
    EXPECT_NE(out.str().find("a?[2J?b"), std::string::npos);
}

TEST(ReachJson, IsOneDocumentWithTheFieldsThatOthersBuildOn) {
    const auto expected = nlohmann::json::parse(R"({"format_version": "1.0", "connections": [
        {"src": "shop/web[Deployment]", "dst": "shop/db[StatefulSet]",
         "conn": {"TCP": [[5432, 5432]]}},
        {"src": "shop/web[Deployment]", "dst": "10.0.0.0-10.255.255.255",
         "conn": {"TCP": [[53, 53]]}, "uncertain": {"UDP": [[53, 53]]},
         "caveats": ["ADDRESS_UNKNOWN"]},
        {"src": "jobs/batch[CronJob]", "dst": "shop/db[StatefulSet]",
         "conn": {}, "uncertain": {"TCP": [[80, 81]]}, "caveats": ["HOST_NETWORK_OWN_NODE"]},
        {"src": "10.0.0.0-10.255.255.255", "dst": "shop/web[Deployment]", "conn": "all"}]})");
    EXPECT_EQ(nlohmann::json::parse(report(ReachFormat::Json)), expected);
}

TEST(ReachJson, NothingIsAnEmptyList) {
    std::ostringstream out;
    make_reach_report(ReachFormat::Json, out, {})->end();
    EXPECT_EQ(nlohmann::json::parse(out.str()),
              nlohmann::json::parse(R"({"format_version": "1.0", "connections": []})"));
}

TEST(ReachCsv, QuotesWhatHasCommas) {
    std::ostringstream out;
    const auto rows = make_reach_report(ReachFormat::Csv, out, {});
    const ReachAnswer two{{{{80, 80}, {443, 443}}, {}, {}, false}, {}, {}};
    rows->add(web, db, two);
    rows->add(web, private_range, dns_perhaps);
    rows->add(batch, db, perhaps);
    rows->end();
    EXPECT_EQ(out.str(),
              "src,dst,conn,uncertain,caveats\r\n"
              "shop/web[Deployment],shop/db[StatefulSet],\"TCP 80,443\",,\r\n"
              "shop/web[Deployment],10.0.0.0-10.255.255.255,TCP 53,UDP 53,ADDRESS_UNKNOWN\r\n"
              "jobs/batch[CronJob],shop/db[StatefulSet],none,TCP 80-81,HOST_NETWORK_OWN_NODE\r\n");
}

TEST(ReachMarkdown, EscapesMarkup) {
    EXPECT_EQ(report(ReachFormat::Markdown),
              R"(| source | destination | connections |
|---|---|---|
| shop/web\[Deployment\] | shop/db\[StatefulSet\] | TCP 5432 |
| shop/web\[Deployment\] | 10.0.0.0-10.255.255.255 | TCP 53 ? UDP 53 (ADDRESS\_UNKNOWN) |
| jobs/batch\[CronJob\] | shop/db\[StatefulSet\] | ? TCP 80-81 (HOST\_NETWORK\_OWN\_NODE) |
| 10.0.0.0-10.255.255.255 | shop/web\[Deployment\] | all |

4 connections: 2 within the cluster, 2 with addresses outside; 2 uncertain
)");
}

TEST(ReachDot, FramesNamespacesAndLabelsEdges) {
    const std::string text = report(ReachFormat::Dot);
    for (const char* part :
         {"digraph reach {\n",
          "  \"shop/web[Deployment]\" -> \"shop/db[StatefulSet]\" [label=\"TCP 5432\"];\n",
          "  \"jobs/batch[CronJob]\" -> \"shop/db[StatefulSet]\" [label=\"? TCP 80-81 "
          "(HOST_NETWORK_OWN_NODE)\", style=dashed];\n",
          "  \"10.0.0.0-10.255.255.255\" [shape=ellipse];\n",
          "  subgraph \"cluster_jobs\" {\n    label=\"namespace jobs\";",
          "    \"jobs/batch[CronJob]\";\n  }\n"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    }
    EXPECT_EQ(text.substr(text.size() - 2), "}\n");
}

TEST(ReachDot, QuotesWhatWouldEndAString) {
    std::ostringstream out;
    const auto rows = make_reach_report(ReachFormat::Dot, out, {});
    rows->add({"a\"b\\", "a", false}, db, postgres);
    rows->end();
    EXPECT_NE(out.str().find(R"("a\"b\\" -> )"), std::string::npos) << out.str();
}

}  // namespace
}  // namespace results_test
