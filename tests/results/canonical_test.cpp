// SPDX-License-Identifier: MIT
// Equal runs give equal bytes; whatever differs in content shows.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "results/reader.h"
#include "tests/results/made_run.h"

namespace results_test {
namespace {

using namespace results;
using Lines = std::vector<std::string>;

Lines canonical(const std::string& file, Id run) {
    Lines lines;
    Reader(file).canonical(run, [&](const std::string& line) { lines.push_back(line); });
    return lines;
}

std::string store_of(const results::Run& run) {
    std::string file = fresh_file();
    Writer writer(file, run);
    add_shop(writer);
    writer.finish(State::Done, 5'000'000'000);
    return file;
}

TEST(Canonical, is_what_the_run_says_line_by_line) {
    const Lines lines = canonical(shop_store(), 1);
    const auto has = [&](const std::string& line) {
        EXPECT_NE(std::find(lines.begin(), lines.end(), line), lines.end()) << line;
    };
    EXPECT_EQ(lines.at(0),
              R"({"table":"run","name":"shop","seed":7,"dataplane":"kubernetes",)"
              R"("tool_version":"0.1.0","state":"done","simulated_ns":5000000000,"flows":6,)"
              R"("allowed":3,"dropped":2,"uncertain":1,"expected":3,"unexpected":1,"children":0})");
    has(R"({"table":"namespace_label","namespace":0,"key":"team","value":"a"})");
    has(R"({"table":"subnet","id":0,"vpc":"vpc","name":"private-a","cidr":"10.42.0.0/19",)"
        R"("zone":"a","is_public":0})");
    has(R"({"table":"endpoint","id":4,"kind":"Host","ref":"host/laptop","ip":"203.0.113.9",)"
        R"("namespace":null,"workload":null,"node":null})");
    has(R"({"table":"rule","id":0,"kind":"NetworkPolicy","namespace":"shop","name":"db",)"
        R"("direction":"ingress","path":"spec.ingress[0].from[0]","rule":0,)"
        R"("file":"policies/db.yaml","line":14,"hits":2})");
    has(R"({"table":"cause","list":2,"position":1,"rule":2})");
    has(R"({"table":"hop","path":1,"position":1,"leg":"forward","hook":"veth-ingress",)"
        R"("at":"shop/db-0[Pod]","verdict":"drop","reason":1,"causes":2})");
    has(R"({"table":"event","id":0,"at_ns":1800000000,"text":"apply policies/db.yaml"})");
    has(R"({"table":"flow","id":3,"name":"batch to db, 1","src":3,"dst":2,"protocol":"TCP",)"
        R"("port":6379,"source_port":40003,"start_ns":2250000000,"end_ns":2252000000,)"
        R"("verdict":"drop","outcome":"timed-out","hook":"veth-ingress","reason":2,"causes":2,)"
        R"("path":1,"drops":6,"packets":10,"caveats":null,"expect":"allow","as_expected":0,)"
        R"("parent":null,"asked":null,"backend":null,"backend_port":null})");
    has(R"({"table":"sample","at_ns":2000000000,"width_ns":1000000000,"allowed":0,"dropped":12})");
    // 1 run, 2 inputs, 2 namespaces with 3 labels, subnet, node, 3 workloads, 6 endpoints with 4
    // labels, 3 rules, 4 reasons, 3 causes, 4 hops, event, 6 flows, 3 samples
    EXPECT_EQ(lines.size(), 47U);
    for (const std::string& line : lines)
        EXPECT_TRUE(nlohmann::json::parse(line).is_object()) << line;
}

TEST(Canonical, same_content_same_bytes) {
    results::Run elsewhere = shop_run();
    elsewhere.scenario = "../elsewhere/shop.yaml";
    const std::string file = store_of(shop_run());
    EXPECT_EQ(canonical(file, 1), canonical(store_of(elsewhere), 1));
}

// Words get their numbers in the order in which a file meets them; that must not show.
TEST(Canonical, same_content_same_bytes_in_a_file_with_other_runs) {
    const std::string file = fresh_file();
    {
        Writer other(file, shop_run());
        Flow flow;
        flow.id = 0;
        flow.protocol = "SCTP";
        flow.verdict = "uncertain";
        flow.outcome = "unresolved";
        flow.hook = "route";
        other.add(flow);
        other.finish(State::Done, 1);
    }
    Writer writer(file, shop_run());
    add_shop(writer);
    writer.finish(State::Done, 5'000'000'000);
    EXPECT_EQ(canonical(file, 2), canonical(shop_store(), 1));
    EXPECT_NE(canonical(file, 1), canonical(file, 2));
}

TEST(Canonical, other_content_other_bytes) {
    const Lines before = canonical(shop_store(), 1);
    results::Run seed = shop_run();
    seed.seed = 8;
    EXPECT_NE(canonical(store_of(seed), 1), before);
    results::Run name = shop_run();
    name.name = "Shop";
    EXPECT_NE(canonical(store_of(name), 1), before);
}

TEST(Canonical, bytes_that_are_not_utf8) {
    results::Run run = shop_run();
    run.name = "caf\xe9";
    EXPECT_EQ(nlohmann::json::parse(canonical(store_of(run), 1).at(0))["name"], "caf\uFFFD");
}

TEST(Canonical, run_that_is_not_there) {
    EXPECT_TRUE(canonical(shop_store(), 2).empty());
}

}  // namespace
}  // namespace results_test
