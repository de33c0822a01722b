// SPDX-License-Identifier: MIT
// What a Writer is told, a Reader tells.
#include <map>

#include <gtest/gtest.h>

#include "results/reader.h"
#include "tests/results/made_run.h"

namespace results_test {
namespace {

using namespace results;

std::vector<FlowView> all_flows(const Reader& reader, const std::string& filter = "") {
    std::vector<FlowView> views;
    reader.flows(1, filter, [&](const FlowView& view) { views.push_back(view); });
    return views;
}

TEST(RoundTrip, run) {
    const Reader reader(shop_store());
    ASSERT_EQ(reader.runs().size(), 1U);
    const RunSummary row = *reader.run(1);
    EXPECT_EQ(row.run.name, "shop");
    EXPECT_EQ(row.run.scenario, "scenarios/shop.yaml");
    EXPECT_EQ(row.run.seed, 7U);
    EXPECT_EQ(row.run.dataplane, "kubernetes");
    EXPECT_EQ(row.run.tool_version, "0.1.0");
    EXPECT_EQ(row.state, State::Done);
    EXPECT_EQ(row.simulated, 5'000'000'000);
    EXPECT_EQ(row.started.size(), std::string("2024-01-01T00:00:00.000Z").size());
    EXPECT_EQ(reader.latest()->id, 1);
    EXPECT_FALSE(reader.run(2));
}

TEST(RoundTrip, counts_of_a_run) {
    const Reader reader(shop_store());
    const RunSummary row = *reader.run(1);
    EXPECT_EQ(row.flows, 6);
    EXPECT_EQ(row.allowed, 3);
    EXPECT_EQ(row.dropped, 2);
    EXPECT_EQ(row.uncertain, 1);
    EXPECT_EQ(row.expected, 3);
    EXPECT_EQ(row.unexpected, 1);
}

TEST(RoundTrip, seed_beyond_the_signed_numbers) {
    const std::string file = fresh_file();
    results::Run run = shop_run();
    run.seed = 0xffffffffffffffffU;
    Writer(file, run).finish(State::Done, 0);
    EXPECT_EQ(Reader(file).latest()->run.seed, run.seed);
}

TEST(RoundTrip, dropped_flow) {
    const FlowView view = all_flows(Reader(shop_store())).at(2);
    EXPECT_EQ(view.flow.id, 2);
    EXPECT_EQ(view.flow.name, "batch to db");
    EXPECT_EQ(view.flow.src, 3);
    EXPECT_EQ(view.flow.dst, 2);
    EXPECT_EQ(view.flow.protocol, "TCP");
    EXPECT_EQ(view.flow.port, 5432);
    EXPECT_EQ(view.flow.source_port, 40002);
    EXPECT_EQ(view.flow.start, 2'000'000'000);
    EXPECT_EQ(view.flow.end, 2'002'000'000);
    EXPECT_EQ(view.flow.verdict, "drop");
    EXPECT_EQ(view.flow.outcome, "timed-out");
    EXPECT_EQ(view.flow.hook, "veth-ingress");
    EXPECT_EQ(view.flow.reason, 1);
    EXPECT_EQ(view.flow.causes, 2);
    EXPECT_EQ(view.flow.path, 1);
    EXPECT_EQ(view.flow.drops, 6);
    EXPECT_EQ(view.flow.packets, 10);
    EXPECT_EQ(view.flow.caveats, "");
    EXPECT_EQ(view.flow.expect, "drop");
    EXPECT_TRUE(view.flow.as_expected);
    EXPECT_EQ(view.reason, "NP_INGRESS_NO_RULE_MATCH");
}

TEST(RoundTrip, ends_of_a_flow) {
    const FlowView view = all_flows(Reader(shop_store())).at(2);
    EXPECT_EQ(view.src.ref, "jobs/batch[Pod]");
    EXPECT_EQ(view.src.kind, "Pod");
    EXPECT_EQ(view.src.ip, "10.42.1.40");
    EXPECT_EQ(view.src.ns, 1);
    EXPECT_EQ(view.src.workload, 2);
    EXPECT_EQ(view.src.node, 0);
    EXPECT_TRUE(view.src.labels.empty());
    const std::vector<std::pair<std::string, std::string>> labels = {{"app", "db"},
                                                                     {"tier", "data"}};
    EXPECT_EQ(view.dst.labels, labels);
}

TEST(RoundTrip, causes_in_their_order) {
    const FlowView view = all_flows(Reader(shop_store())).at(2);
    ASSERT_EQ(view.causes.size(), 2U);
    EXPECT_EQ(view.causes[0].id, 1);
    EXPECT_EQ(view.causes[0].kind, "NetworkPolicy");
    EXPECT_EQ(view.causes[0].ns, "shop");
    EXPECT_EQ(view.causes[0].name, "db");
    EXPECT_EQ(view.causes[0].direction, "ingress");
    EXPECT_EQ(view.causes[0].path, "spec.podSelector");
    EXPECT_EQ(view.causes[0].rule, none);
    EXPECT_EQ(view.causes[0].file, "policies/db.yaml");
    EXPECT_EQ(view.causes[0].line, 6);
    EXPECT_EQ(view.causes[1].name, "default-deny");
}

TEST(RoundTrip, flow_that_refers_to_nothing) {
    const FlowView view = all_flows(Reader(shop_store())).at(5);
    EXPECT_EQ(view.flow.reason, none);
    EXPECT_EQ(view.flow.causes, none);
    EXPECT_EQ(view.flow.path, none);
    EXPECT_EQ(view.reason, "");
    EXPECT_TRUE(view.causes.empty());
    EXPECT_EQ(view.flow.caveats, "NAMED_PORT,NODE_LOCAL");
}

TEST(RoundTrip, path) {
    const auto hops = Reader(shop_store()).path(1, 1);
    ASSERT_EQ(hops.size(), 2U);
    EXPECT_EQ(hops[0].hop.leg, "forward");
    EXPECT_EQ(hops[0].hop.hook, "veth-egress");
    EXPECT_EQ(hops[0].hop.at, "shop/web-0[Pod]");
    EXPECT_EQ(hops[0].hop.verdict, "allow");
    EXPECT_EQ(hops[0].reason, "NP_NOT_ISOLATED");
    EXPECT_TRUE(hops[0].causes.empty());
    EXPECT_EQ(hops[1].hop.verdict, "drop");
    EXPECT_EQ(hops[1].causes.size(), 2U);
}

TEST(RoundTrip, inputs_by_path_with_their_hashes) {
    const auto inputs = Reader(shop_store()).inputs(1);
    ASSERT_EQ(inputs.size(), 2U);
    EXPECT_EQ(inputs[0].path, "policies/db.yaml");
    EXPECT_EQ(inputs[1].text, "kind: Scenario\n");
    // printf 'kind: Scenario\n' | sha256sum
    EXPECT_EQ(inputs[1].sha256, "3463bc52500ff1aaa97136806fb03318ac1362e68daef98a0f65f34bfa3fec6c");
}

TEST(RoundTrip, the_rest) {
    const Reader reader(shop_store());
    ASSERT_EQ(reader.events(1).size(), 1U);
    EXPECT_EQ(reader.events(1)[0].at, 1'800'000'000);
    EXPECT_EQ(reader.events(1)[0].text, "apply policies/db.yaml");
    ASSERT_EQ(reader.reasons(1).size(), 4U);
    EXPECT_EQ(reader.reasons(1)[2].code, "NP_PORT_MISMATCH");
    ASSERT_EQ(reader.rules(1).size(), 3U);
    EXPECT_EQ(reader.rules(1)[0].rule, 0);
    EXPECT_EQ(reader.rules(1)[1].rule, none);
    ASSERT_EQ(reader.samples(1).size(), 3U);
    EXPECT_EQ(reader.samples(1)[2].dropped, 12);
    const std::vector<std::pair<std::string, std::int64_t>> drops = {
        {"NP_INGRESS_NO_RULE_MATCH", 1}, {"NP_PORT_MISMATCH", 1}};
    EXPECT_EQ(reader.drops_by_reason(1), drops);
}

TEST(RoundTrip, pages_join_to_the_whole) {
    const Reader reader(shop_store());
    std::vector<Id> ids;
    Id after = none;
    for (auto page = reader.page(1, "", after, 4); !page.empty();
         page = reader.page(1, "", after, 4)) {
        for (const FlowView& view : page) ids.push_back(view.flow.id);
        after = ids.back();
    }
    EXPECT_EQ(ids, (std::vector<Id>{0, 1, 2, 3, 4, 5}));
    EXPECT_EQ(reader.count(1, ""), 6);
}

std::vector<Id> ids_by_page(const Reader& reader, const std::string& filter, std::int64_t limit) {
    std::vector<Id> ids;
    for (Id after = none;; after = ids.back()) {
        const auto page = reader.page(1, filter, after, limit);
        for (const FlowView& view : page) ids.push_back(view.flow.id);
        if (page.empty()) return ids;
    }
}

TEST(RoundTrip, child_flows_stand_behind_their_parents) {
    const Reader reader(named_store());
    const std::pair<const char*, std::vector<Id>> rows[] = {
        {"", {0, 1, 2, 3, 4, 5, 6, 8, 7, 9, 10}},
        {"port=53", {5, 8, 9, 10}},
        {"verdict=drop", {2, 3, 7, 9, 10}}};
    for (const auto& [filter, ids] : rows) {
        std::vector<Id> all;
        reader.flows(1, filter, [&](const FlowView& view) { all.push_back(view.flow.id); });
        EXPECT_EQ(all, ids) << filter;
        for (std::int64_t limit = 1; limit <= 12; ++limit)
            EXPECT_EQ(ids_by_page(reader, filter, limit), ids) << filter << " by " << limit;
        EXPECT_EQ(reader.count(1, filter), static_cast<std::int64_t>(ids.size())) << filter;
    }
}

TEST(RoundTrip, backend_and_parent) {
    const auto views = all_flows(Reader(named_store()));
    const FlowView& by_name = views.at(6);
    EXPECT_EQ(by_name.dst.ref, "shop/db[Service]");
    EXPECT_EQ(by_name.backend.ref, "shop/db-0[Pod]");
    EXPECT_EQ(by_name.flow.backend_port, 5432);
    EXPECT_EQ(by_name.flow.parent, none);
    const FlowView& lookup = views.at(7);
    EXPECT_EQ(lookup.flow.id, 8);
    EXPECT_EQ(lookup.flow.parent, 6);
    EXPECT_EQ(lookup.backend.ip, "10.42.2.2");
    const FlowView& unresolved = views.at(8);
    EXPECT_EQ(unresolved.flow.outcome, "unresolved");
    EXPECT_EQ(unresolved.dst.id, none);
    EXPECT_EQ(unresolved.asked.ref, "dns/db.shop");
    EXPECT_EQ(by_name.asked.ref, "dns/db.shop");
    EXPECT_EQ(lookup.asked.id, none);
    EXPECT_EQ(unresolved.backend.id, none);
    EXPECT_EQ(unresolved.flow.backend_port, 0);
}

// What a run counts are the scenario's own flows.
TEST(RoundTrip, child_flows_are_counted_apart) {
    const Reader reader(named_store());
    const RunSummary row = *reader.run(1);
    EXPECT_EQ(row.flows, 8);
    EXPECT_EQ(row.allowed, 4);
    EXPECT_EQ(row.dropped, 3);
    EXPECT_EQ(row.expected, 4);
    EXPECT_EQ(row.unexpected, 1);
    EXPECT_EQ(row.children, 3);
    const std::vector<std::pair<std::string, std::int64_t>> reasons = {
        {"NP_INGRESS_NO_RULE_MATCH", 2}, {"NP_PORT_MISMATCH", 1}};
    EXPECT_EQ(reader.drops_by_reason(1), reasons);
    const std::vector<std::pair<std::string, std::int64_t>> policies = {{"shop/db", 3}};
    EXPECT_EQ(reader.drops_by_policy(1), policies);
}

TEST(RoundTrip, flows_over_time) {
    const Reader reader(shop_store());
    using Row = std::vector<std::int64_t>;
    const auto rows = [&](const std::string& filter) {
        std::vector<Row> result;
        for (const Sample& s : reader.flows_over_time(1, filter, 1'500'000'000))
            result.push_back({s.at / 1'000'000, s.width / 1'000'000, s.allowed, s.dropped});
        return result;
    };
    // starts: 1 s, 1.5 s, 2 s and 2.25 s (dropped), 3 s, 4 s (uncertain)
    EXPECT_EQ(rows(""),
              (std::vector<Row>{{0, 1500, 1, 0}, {1500, 1500, 1, 2}, {3000, 1500, 2, 0}}));
    EXPECT_EQ(rows("verdict=drop port=6379"), (std::vector<Row>{{1500, 1500, 0, 1}}));
}

TEST(RoundTrip, workloads_can_be_filtered_by) {
    const Reader reader(shop_store());
    EXPECT_EQ(reader.workloads(1),
              (std::vector<std::string>{"jobs/batch[Pod]", "shop/db[StatefulSet]",
                                        "shop/web[Deployment]"}));
    for (const std::string& workload : reader.workloads(1))
        EXPECT_GT(reader.count(1, "workload=" + workload), 0) << workload;
}

TEST(RoundTrip, more_rows_than_a_batch) {
    const std::string file = fresh_file();
    Writer writer(file, shop_run());
    for (Id id = 0; id < 25'000; ++id) writer.add(Sample{id, 1, id, 2 * id});
    writer.finish(State::Done, 25'000);
    const auto samples = Reader(file).samples(1);
    ASSERT_EQ(samples.size(), 25'000U);
    EXPECT_EQ(samples[24'999].dropped, 49'998);
}

TEST(RoundTrip, runs_in_one_file_stay_apart) {
    const std::string file = fresh_file();
    for (const State state : {State::Done, State::Interrupted, State::Failed}) {
        Writer writer(file, shop_run());
        add_shop(writer);
        writer.finish(state, 5);
    }
    const Reader reader(file);
    ASSERT_EQ(reader.runs().size(), 3U);
    EXPECT_EQ(reader.run(1)->state, State::Done);
    EXPECT_EQ(reader.run(2)->state, State::Interrupted);
    EXPECT_EQ(reader.run(3)->state, State::Failed);
    for (Id run = 1; run <= 3; ++run) EXPECT_EQ(reader.count(run, ""), 6) << "run " << run;
}

}  // namespace
}  // namespace results_test
