// SPDX-License-Identifier: MIT
// What people and programs are shown of the made run; see made_run.h for its flows.
#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "results/reader.h"
#include "results/report/flow_report.h"
#include "results/report/json_parts.h"
#include "results/report/path_text.h"
#include "results/report/run_page.h"
#include "results/report/runs_table.h"
#include "results/report/summary.h"
#include "results/report/words.h"
#include "tests/results/made_run.h"

namespace results_test {
namespace {

using namespace results;

std::string report_of(const std::string& store, FlowFormat format, const Style& style,
                      const std::string& filter = "") {
    const Reader reader(store);
    std::ostringstream out;
    const auto flows = make_flow_report(format, out, *reader.run(1), style);
    reader.flows(1, filter, [&](const FlowView& view) { flows->add(view); });
    flows->end();
    return out.str();
}

std::string report(FlowFormat format, const Style& style, const std::string& filter = "") {
    return report_of(shop_store(), format, style, filter);
}

// Not a terminal: nothing is shortened.
TEST(FlowTable, plain) {
    const std::string expected =
        R"( TIME  SOURCE           DESTINATION      PORT      VERDICT                 OUTCOME    REASON                    CAUSE
1.000  shop/web-0[Pod]  shop/db-0[Pod]   TCP/5432  + allow                 connected  NP_RULE_MATCH             policies/db.yaml:14 shop/db spec.ingress[0].from[0]
1.500  shop/web-1[Pod]  shop/db-0[Pod]   TCP/5432  + allow                 connected  NP_RULE_MATCH             policies/db.yaml:14 shop/db spec.ingress[0].from[0]
2.000  jobs/batch[Pod]  shop/db-0[Pod]   TCP/5432  x drop                  timed-out  NP_INGRESS_NO_RULE_MATCH  policies/db.yaml:6 shop/db spec.podSelector (and 1 more)
2.250  jobs/batch[Pod]  shop/db-0[Pod]   TCP/6379  x drop, expected allow  timed-out  NP_PORT_MISMATCH          policies/db.yaml:6 shop/db spec.podSelector (and 1 more)
3.000  host/laptop      shop/web-0[Pod]  TCP/80    + allow                 answered   NP_NOT_ISOLATED
4.000  shop/web-0[Pod]  host/resolver    UDP/53    ? uncertain             answered
6 flows: 3 allowed, 2 dropped, 1 uncertain; 2 of 3 as expected
)";
    EXPECT_EQ(report(FlowFormat::Table, {}), expected);
    EXPECT_EQ(report(FlowFormat::Table, {200, false}), expected) << "all fits";
}

TEST(FlowTable, eighty_columns) {
    EXPECT_EQ(report(FlowFormat::Table, {80, false}, "port=5432,6379,53"),
              R"( TIME  SOURCE           DESTINATION     PORT      VERDICT      OUTCOME
1.000  shop/web-0[Pod]  shop/db-0[Pod]  TCP/5432  + allow      connected
    NP_RULE_MATCH policies/db.yaml:14 shop/db spec.ingress[0].from[0]
1.500  shop/web-1[Pod]  shop/db-0[Pod]  TCP/5432  + allow      connected
    NP_RULE_MATCH policies/db.yaml:14 shop/db spec.ingress[0].from[0]
2.000  jobs/batch[Pod]  shop/db-0[Pod]  TCP/5432  x drop       timed-out
    NP_INGRESS_NO_RULE_MATCH
    policies/db.yaml:6 shop/db spec.podSelector (and 1 more)
2.250  jobs/batch[Pod]  shop/db-0[Pod]  TCP/6379  x drop       timed-out
    expected allow, NP_PORT_MISMATCH
    policies/db.yaml:6 shop/db spec.podSelector (and 1 more)
4.000  shop/web-0[Pod]  host/resolver   UDP/53    ? uncertain  answered
5 flows: 2 allowed, 2 dropped, 1 uncertain; 2 of 3 as expected
)");
}

// A child flow is marked and stands below its parent; a backend stands behind the service.
TEST(FlowTable, names_and_services) {
    EXPECT_EQ(
        report_of(named_store(), FlowFormat::Table, {}, "port=80,53 !name=dns"),
        R"(  TIME  SOURCE              DESTINATION                                                       PORT    VERDICT  OUTCOME     REASON                    CAUSE
 3.000  host/laptop         shop/web-0[Pod]                                                   TCP/80  + allow  answered    NP_NOT_ISOLATED
 5.000  shop/web-0[Pod]     shop/db[Service] -> shop/db-0[Pod]:5432                           TCP/80  + allow  connected   NP_RULE_MATCH             policies/db.yaml:14 shop/db spec.ingress[0].from[0]
 5.000  `- shop/web-0[Pod]  kube-system/kube-dns[Service] -> kube-system/coredns-0[Pod]:5353  UDP/53  + allow  answered    NP_RULE_MATCH             policies/db.yaml:14 shop/db spec.ingress[0].from[0]
 6.000  jobs/batch[Pod]     dns/db.shop                                                       TCP/80  x drop   unresolved  NP_INGRESS_NO_RULE_MATCH  policies/db.yaml:6 shop/db spec.podSelector (and 1 more)
 6.000  `- jobs/batch[Pod]  kube-system/kube-dns[Service] -> kube-system/coredns-0[Pod]:5353  UDP/53  x drop   timed-out   NP_INGRESS_NO_RULE_MATCH  policies/db.yaml:6 shop/db spec.podSelector (and 1 more)
11.000  `- jobs/batch[Pod]  kube-system/kube-dns[Service] -> kube-system/coredns-0[Pod]:5353  UDP/53  x drop   timed-out   NP_INGRESS_NO_RULE_MATCH  policies/db.yaml:6 shop/db spec.podSelector (and 1 more)
3 flows: 2 allowed, 1 dropped, 0 uncertain; 1 of 1 as expected; 3 child flows
)");
}

TEST(FlowTable, backends_stand_below_where_it_is_narrow) {
    EXPECT_EQ(report_of(named_store(), FlowFormat::Table, {80, false}, "backend=* verdict=allow"),
              R"( TIME  SOURCE              DESTINATION                PORT    VERDICT  OUTCOME
5.000  shop/web-0[Pod]     shop/db[Service]           TCP/80  + allow  connected
    -> shop/db-0[Pod]:5432
    NP_RULE_MATCH policies/db.yaml:14 shop/db spec.ingress[0].from[0]
5.000  `- shop/web-0[Pod]  kube-system...ns[Service]  UDP/53  + allow  answered
    -> kube-system/coredns-0[Pod]:5353
    NP_RULE_MATCH policies/db.yaml:14 shop/db spec.ingress[0].from[0]
1 flow: 1 allowed, 0 dropped, 0 uncertain; 1 child flow
)");
}

TEST(FlowTable, child_flows_alone_are_no_flows_of_the_scenario) {
    const std::string text =
        report_of(named_store(), FlowFormat::Table, {}, "parent=* verdict=drop");
    EXPECT_NE(text.find("\n0 flows: 0 allowed, 0 dropped, 0 uncertain; 2 child flows\n"),
              std::string::npos)
        << text;
}

TEST(FlowTable, no_line_is_wider_than_the_terminal) {
    for (std::size_t width = 65; width < 200; width += 5) {
        const std::string store = width < 80 ? shop_store() : named_store();
        std::istringstream lines(report_of(store, FlowFormat::Table, {width, false}));
        for (std::string line; std::getline(lines, line);)
            EXPECT_LE(display_width(line), width) << line;
    }
}

TEST(FlowTable, dropped_rows_are_coloured_whole) {
    EXPECT_EQ(
        report(FlowFormat::Table, {72, true}, "name=\"batch to db\",dns"),
        " TIME  SOURCE           DESTINATION     PORT      VERDICT      OUTCOME\n"
        "\x1b[1;38;5;166m2.000  jobs/batch[Pod]  shop/db-0[Pod]  TCP/5432  x drop       "
        "timed-out\x1b[0m\n"
        "\x1b[1;38;5;166m    NP_INGRESS_NO_RULE_MATCH\x1b[0m\n"
        "\x1b[1;38;5;166m    policies/db.yaml:6 shop/db spec.podSelector (and 1 more)\x1b[0m\n"
        "4.000  shop/web-0[Pod]  host/resolver   UDP/53    \x1b[38;5;245m? "
        "uncertain\x1b[0m  answered\n"
        "2 flows: 0 allowed, 1 dropped, 1 uncertain; 1 of 1 as expected\n");
}

TEST(FlowTable, no_flows) {
    EXPECT_EQ(report(FlowFormat::Table, {80, true}, "name=none"),
              "0 flows: 0 allowed, 0 dropped, 0 uncertain\n");
}

// More rows than decide the layout: the later ones follow at once and the count is right.
TEST(FlowTable, many_flows) {
    std::ostringstream out;
    const auto table = make_flow_report(FlowFormat::Table, out, {}, {});
    FlowView view;
    view.flow.verdict = "allow";
    for (int i = 0; i < 2500; ++i) table->add(view);
    table->end();
    const std::string text = out.str();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2502);
    EXPECT_NE(text.find("2500 flows: 2500 allowed"), std::string::npos);
}

TEST(FlowTable, text_cannot_drive_the_terminal) {
    std::ostringstream out;
    const auto table = make_flow_report(FlowFormat::Table, out, {}, {});
    FlowView view;
    view.flow.verdict = "allow";
    view.src.ref = "a\x1b[2J\nb";
    table->add(view);
    table->end();
    EXPECT_EQ(out.str().find('\x1b'), std::string::npos);
    EXPECT_NE(out.str().find("a?[2J?b"), std::string::npos);
}

TEST(FlowJson, one_document_on_one_line) {
    const std::string text = report(FlowFormat::Json, {});
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
    const auto json = nlohmann::ordered_json::parse(text);
    std::vector<std::string> keys;
    for (const auto& item : json.items()) keys.push_back(item.key());
    EXPECT_EQ(keys, (std::vector<std::string>{"format_version", "run", "flows", "summary"}));
    EXPECT_EQ(json["format_version"], "1.0");
    EXPECT_EQ(json["run"].dump(),
              R"({"id":1,"name":"shop","scenario":"scenarios/shop.yaml","seed":7,)"
              R"("dataplane":"kubernetes","tool_version":"0.1.0","state":"done",)"
              R"("simulated_s":5.0})");
    EXPECT_EQ(json["flows"].size(), 6U);
    EXPECT_EQ(json["summary"].dump(),
              R"({"flows":6,"allowed":3,"dropped":2,"uncertain":1,"expected":3,"unexpected":1,)"
              R"("children":0})");
}

TEST(FlowJson, dropped_flow) {
    const auto json = nlohmann::ordered_json::parse(report(FlowFormat::Json, {}));
    EXPECT_EQ(
        json["flows"][3].dump(),
        R"({"id":3,"parent":null,"name":"batch to db, 1","src":{"ref":"jobs/batch[Pod]","ip":"10.42.1.40"},)"
        R"("asked":null,"dst":{"ref":"shop/db-0[Pod]","ip":"10.42.0.30"},"backend":null,)"
        R"("protocol":"TCP","port":6379,)"
        R"("start_s":2.25,"verdict":"drop","outcome":"timed-out","hook":"veth-ingress",)"
        R"("reason":"NP_PORT_MISMATCH",)"
        R"("cause":{"kind":"NetworkPolicy","namespace":"shop","name":"db",)"
        R"("direction":"ingress","path":"spec.podSelector","rule":null,)"
        R"("file":"policies/db.yaml","line":6},)"
        R"("causes":[{"kind":"NetworkPolicy","namespace":"shop","name":"db",)"
        R"("direction":"ingress","path":"spec.podSelector","rule":null,)"
        R"("file":"policies/db.yaml","line":6},)"
        R"({"kind":"NetworkPolicy","namespace":"shop","name":"default-deny",)"
        R"("direction":"ingress","path":"spec.podSelector","rule":null,)"
        R"("file":"policies/deny.yaml","line":5}],)"
        R"("drops":6,"caveats":[],"expect":"allow","as_expected":false})");
}

TEST(FlowJson, what_is_missing_is_null) {
    const auto json = nlohmann::json::parse(report(FlowFormat::Json, {}));
    const auto& dns = json["flows"][5];
    EXPECT_TRUE(dns["cause"].is_null());
    EXPECT_TRUE(dns["reason"].is_null());
    EXPECT_TRUE(dns["expect"].is_null());
    EXPECT_EQ(dns["causes"], nlohmann::json::array());
    EXPECT_EQ(dns["caveats"], nlohmann::json({"NAMED_PORT", "NODE_LOCAL"}));
    EXPECT_EQ(json["flows"][0]["cause"]["rule"], 0);
}

TEST(FlowJson, names_and_services) {
    const auto json =
        nlohmann::json::parse(report_of(named_store(), FlowFormat::Json, {}, "port=80,53"));
    std::vector<Id> ids;
    for (const auto& flow : json["flows"]) ids.push_back(flow["id"]);
    EXPECT_EQ(ids, (std::vector<Id>{4, 5, 6, 8, 7, 9, 10}));
    EXPECT_EQ(json["flows"][2]["dst"]["ref"], "shop/db[Service]");
    EXPECT_EQ(json["flows"][2]["backend"].dump(),
              R"({"ip":"10.42.0.30","port":5432,"ref":"shop/db-0[Pod]"})");
    EXPECT_TRUE(json["flows"][2]["parent"].is_null());
    EXPECT_EQ(json["flows"][3]["parent"], 6);
    EXPECT_EQ(json["flows"][2]["asked"], "dns/db.shop");
    EXPECT_EQ(json["flows"][4]["asked"], "dns/db.shop");
    EXPECT_TRUE(json["flows"][4]["dst"].is_null()) << "not resolved";
    EXPECT_TRUE(json["flows"][4]["backend"].is_null());
    EXPECT_EQ(json["summary"]["flows"], 4) << "the scenario's own";
    EXPECT_EQ(json["summary"]["dropped"], 1);
    EXPECT_EQ(json["summary"]["children"], 3);
}

TEST(FlowJson, only_child_flows) {
    const auto json =
        nlohmann::json::parse(report_of(named_store(), FlowFormat::Json, {}, "parent=*"));
    EXPECT_EQ(json["flows"].size(), 3U);
}

// A service has no direction.
TEST(FlowJson, cause_without_direction) {
    Cause cause;
    cause.kind = "Service";
    EXPECT_TRUE(cause_json(cause)["direction"].is_null());
    EXPECT_TRUE(cause_json(cause)["rule"].is_null());
}

TEST(FlowJson, no_flows) {
    const auto json = nlohmann::json::parse(report(FlowFormat::Json, {}, "name=none"));
    EXPECT_EQ(json["flows"], nlohmann::json::array());
    EXPECT_EQ(json["summary"]["flows"], 0);
}

TEST(FlowCsv, quotes_what_needs_it) {
    EXPECT_EQ(
        report(FlowFormat::Csv, {}, "name=dns,\"batch to db, 1\""),
        "id,name,src,src_ip,dst,dst_ip,protocol,port,start_s,verdict,outcome,hook,reason,"
        "cause,drops,caveats,expect,as_expected,parent,asked,backend,backend_ip,backend_port\r\n"
        "3,\"batch to db, 1\",jobs/batch[Pod],10.42.1.40,shop/db-0[Pod],10.42.0.30,TCP,6379,"
        "2.25,drop,timed-out,veth-ingress,NP_PORT_MISMATCH,policies/db.yaml:6 shop/db "
        "spec.podSelector (and 1 more),6,,allow,false,,,,,\r\n"
        "5,dns,shop/web-0[Pod],10.42.0.20,host/resolver,2001:db8::53,UDP,53,4,uncertain,"
        "answered,veth-egress,,,0,\"NAMED_PORT,NODE_LOCAL\",,true,,,,,\r\n");
}

TEST(FlowCsv, names_and_services) {
    const std::string text = report_of(named_store(), FlowFormat::Csv, {}, "backend=*");
    const auto has = [&](const std::string& part) {
        EXPECT_NE(text.find(part), std::string::npos) << part << "\nin\n" << text;
    };
    has("\r\n6,web to db by "
        "name,shop/web-0[Pod],10.42.0.20,shop/db[Service],172.20.0.16,TCP,80,5,");
    has(",true,,dns/db.shop,shop/db-0[Pod],10.42.0.30,5432\r\n8,db.shop.svc,");
    has(",true,6,,kube-system/coredns-0[Pod],10.42.2.2,5353\r\n9,");
}

TEST(FlowMarkdown, names_and_services) {
    EXPECT_EQ(report_of(named_store(), FlowFormat::Markdown, {}, "backend=* verdict=allow"),
              R"(| time | source | destination | port | verdict | outcome | reason | cause |
|---:|---|---|---|---|---|---|---|
| 5.000 | shop/web-0\[Pod\] | shop/db\[Service\] -\> shop/db-0\[Pod\]:5432 | TCP/80 | allow | connected | NP\_RULE\_MATCH | policies/db.yaml:14 shop/db spec.ingress\[0\].from\[0\] |
| 5.000 | ↳ shop/web-0\[Pod\] | kube-system/kube-dns\[Service\] -\> kube-system/coredns-0\[Pod\]:5353 | UDP/53 | allow | answered | NP\_RULE\_MATCH | policies/db.yaml:14 shop/db spec.ingress\[0\].from\[0\] |

1 flow: 1 allowed, 0 dropped, 0 uncertain; 1 child flow
)");
}

TEST(FlowMarkdown, escapes_markup) {
    EXPECT_EQ(report(FlowFormat::Markdown, {}, "port=6379"),
              R"(| time | source | destination | port | verdict | outcome | reason | cause |
|---:|---|---|---|---|---|---|---|
| 2.250 | jobs/batch\[Pod\] | shop/db-0\[Pod\] | TCP/6379 | drop, expected allow | timed-out | NP\_PORT\_MISMATCH | policies/db.yaml:6 shop/db spec.podSelector (and 1 more) |

1 flow: 0 allowed, 1 dropped, 0 uncertain; 0 of 1 as expected
)");
}

TEST(RunsTable, one_line_per_run) {
    RunSummary run;
    run.id = 12;
    run.run.name = "workshop-network-policies";
    run.run.seed = 7;
    run.state = State::Interrupted;
    run.started = "2024-01-31T12:34:56.789Z";
    run.flows = 24;
    run.allowed = 17;
    run.dropped = 7;
    std::ostringstream out;
    write_runs_table(out, {run}, {});
    EXPECT_EQ(out.str(),
              "RUN  NAME                       STATE        STARTED           SEED  FLOWS  ALLOWED"
              "  DROPPED  UNCERTAIN  UNEXPECTED\n"
              " 12  workshop-network-policies  interrupted  2024-01-31 12:34     7     24       17"
              "        7          0           0\n");
    out.str("");
    write_runs_table(out, {}, {});
    EXPECT_EQ(out.str(), "no runs\n");
}

TEST(RunsTable, json) {
    const Reader reader(shop_store());
    std::ostringstream out;
    write_runs_json(out, reader.runs());
    const auto json = nlohmann::json::parse(out.str());
    EXPECT_EQ(json["format_version"], "1.0");
    ASSERT_EQ(json["runs"].size(), 1U);
    EXPECT_EQ(json["runs"][0]["name"], "shop");
    EXPECT_EQ(json["runs"][0]["state"], "done");
    EXPECT_EQ(json["runs"][0]["dropped"], 2);
}

TEST(RunPage, says_what_the_run_is) {
    const Reader reader(shop_store());
    RunPage page = read_run_page(reader, 1);
    page.run.started = "2024-01-31T12:34:56.789Z";
    std::ostringstream out;
    write_run_page(out, page, {80, false});
    EXPECT_EQ(out.str(), R"(run 1: shop
  state      done
  scenario   scenarios/shop.yaml
  dataplane  kubernetes
  seed       7
  started    2024-01-31T12:34:56.789Z
  simulated  5s
  vethlab    0.1.0

Inputs, from the folder of the scenario
  983a129fc7d8  policies/db.yaml
  3463bc52500f  scenario.yaml

Timeline
       1.800s  apply policies/db.yaml

Flows dropped, by reason
         1  NP_INGRESS_NO_RULE_MATCH
         1  NP_PORT_MISMATCH

Flows dropped, by policy
         2  shop/db

6 flows: 3 allowed, 2 dropped, 1 uncertain; 2 of 3 as expected
)");
}

TEST(RunPage, long_lists_are_cut) {
    RunPage page;
    page.events.resize(14);
    std::ostringstream out;
    write_run_page(out, page, {});
    EXPECT_NE(out.str().find("\n  and 4 more\n"), std::string::npos) << out.str();
}

TEST(PathText, hops_and_causes) {
    const Reader reader(shop_store());
    const FlowView flow = reader.page(1, "", 1, 1).at(0);
    std::ostringstream out;
    write_path(out, flow, reader.path(1, flow.flow.path), {});
    EXPECT_EQ(out.str(),
              R"(flow 2 at 2s: jobs/batch[Pod] -> shop/db-0[Pod] TCP/5432: drop, timed-out
  forward  veth-egress   shop/web-0[Pod]  + allow  NP_NOT_ISOLATED
  forward  veth-ingress  shop/db-0[Pod]   x drop   NP_INGRESS_NO_RULE_MATCH
      policies/db.yaml:6 shop/db spec.podSelector
      policies/deny.yaml:5 shop/default-deny spec.podSelector
)");
}

TEST(PathText, which_address_the_hooks_behind_a_service_judge) {
    const Reader reader(named_store());
    const FlowView flow = reader.page(1, "name=\"web to db by name\"", none, 1).at(0);
    std::ostringstream out;
    write_path(out, flow, reader.path(1, flow.flow.path), {});
    EXPECT_EQ(
        out.str(),
        R"(flow 6 at 5s: shop/web-0[Pod] -> shop/db[Service] (dns/db.shop) TCP/80: allow, connected
  forward  service       node-0           + allow  SVC_BACKEND
      service 172.20.0.16:80 -> shop/db-0[Pod] 10.42.0.30:5432
      the hooks below, on the way there, judge a packet to 10.42.0.30:5432
      db.yaml:30 shop/db spec.ports[0]
  forward  veth-egress   shop/web-0[Pod]  + allow  NP_NOT_ISOLATED
  forward  veth-ingress  shop/db-0[Pod]   + allow  NP_RULE_MATCH
      policies/db.yaml:14 shop/db spec.ingress[0].from[0]
)");
}

TEST(PathText, unresolved) {
    const Reader reader(named_store());
    const FlowView flow = reader.page(1, "outcome=unresolved", none, 1).at(0);
    std::ostringstream out;
    write_path(out, flow, {reader.path(1, flow.flow.path).at(0)}, {});
    EXPECT_EQ(out.str(),
              R"(flow 7 at 6s: jobs/batch[Pod] -> dns/db.shop TCP/80: drop, unresolved
  the look-up of its name met:
  forward  veth-egress  shop/web-0[Pod]  + allow  NP_NOT_ISOLATED
)");
}

TEST(PathText, names_the_parent) {
    const Reader reader(named_store());
    const FlowView flow = reader.page(1, "parent=6", none, 1).at(0);
    std::ostringstream out;
    write_path(out, flow, {}, {});
    EXPECT_EQ(out.str(),
              "flow 8 of flow 6 at 5s: shop/web-0[Pod] -> kube-system/kube-dns[Service] UDP/53: "
              "allow, answered\n");
}

TEST(Words, addresses_with_ports) {
    const std::pair<const char*, const char*> rows[] = {{"10.0.0.1", "10.0.0.1:80"},
                                                        {"fd00::1,10.0.0.1", "10.0.0.1:80"},
                                                        {"10.0.0.1,fd00::1", "10.0.0.1:80"},
                                                        {"fd00::1", "[fd00::1]:80"}};
    Endpoint end;
    for (const auto& [ip, text] : rows) {
        end.ip = ip;
        EXPECT_EQ(address_and_port(end, 80), text);
    }
    end.ip = "10.0.0.1";
    EXPECT_EQ(address_and_port(end, 0), "10.0.0.1") << "no ports in its protocol";
}

TEST(Summary, line) {
    Counts counts;
    counts.flows = 24;
    counts.allowed = 17;
    counts.dropped = 7;
    counts.expected = 24;
    EXPECT_EQ(summary_line(counts),
              "24 flows: 17 allowed, 7 dropped, 0 uncertain; 24 of 24 as expected");
    counts.children = 3;
    EXPECT_EQ(summary_line(counts),
              "24 flows: 17 allowed, 7 dropped, 0 uncertain; 24 of 24 as expected; 3 child flows");
    counts.expected = 0;
    counts.children = 1;
    EXPECT_EQ(summary_line(counts), "24 flows: 17 allowed, 7 dropped, 0 uncertain; 1 child flow");
}

TEST(Words, seconds_are_exact) {
    const std::pair<Nanoseconds, const char*> rows[] = {{0, "0"},
                                                        {1'500'000'000, "1.5"},
                                                        {2'000'000'000, "2"},
                                                        {1, "0.000000001"},
                                                        {-250'000'000, "-0.25"},
                                                        {86'400'000'000'001, "86400.000000001"},
                                                        {10'000'000'000, "10"}};
    for (const auto& [time, text] : rows) EXPECT_EQ(seconds(time), text) << time;
}

TEST(TextLayout, widths_are_cells) {
    const std::pair<const char*, std::size_t> rows[] = {
        {"", 0},         {"abc", 3},     {"caf\u00e9", 4}, {"e\u0301", 1}, {"\u540d\u524d", 4},
        {"\xff\xfe", 2}, {"\xe5\x90", 2}};
    for (const auto& [text, width] : rows) EXPECT_EQ(display_width(text), width) << text;
}

TEST(TextLayout, shortens_in_the_middle) {
    EXPECT_EQ(shorten_middle("abcdefghij", 10), "abcdefghij");
    EXPECT_EQ(shorten_middle("abcdefghij", 9), "abc...hij");
    EXPECT_EQ(shorten_middle("abcdefghij", 8), "abc...ij");
    EXPECT_EQ(shorten_middle("abcdefghij", 4), "a...");
    EXPECT_EQ(shorten_middle("abcdefghij", 2), "ab");
    EXPECT_EQ(shorten_middle("\u540d\u524d\u540d\u524d\u540d", 8), "\u540d...\u540d");
}

TEST(TextLayout, printable_takes_out_what_is_not) {
    EXPECT_EQ(printable("a\tb\x7f"), "a?b?");
    EXPECT_EQ(printable("\u202egnp.exe"), "?gnp.exe");
    EXPECT_EQ(printable("ok \u540d\xff"), "ok \u540d\ufffd");
}

TEST(TextLayout, columns_give_room_from_the_widest) {
    EXPECT_EQ(fit_columns({5, 20, 10}, {5, 8, 8}, 39), (std::vector<std::size_t>{5, 20, 10}));
    EXPECT_EQ(fit_columns({5, 20, 10}, {5, 8, 8}, 30), (std::vector<std::size_t>{5, 11, 10}));
    EXPECT_EQ(fit_columns({5, 20, 10}, {5, 8, 8}, 10), (std::vector<std::size_t>{5, 8, 8}));
}

}  // namespace
}  // namespace results_test
