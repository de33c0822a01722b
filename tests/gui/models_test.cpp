// SPDX-License-Identifier: MIT
// Rows in, text out.
#include <QAbstractItemModelTester>
#include <gtest/gtest.h>

#include "gui/models/flow_model.h"
#include "gui/models/hop_model.h"
#include "gui/models/run_model.h"
#include "gui/models/words.h"
#include "tests/gui/table_text.h"

namespace {

using namespace gui;
using gui_test::table_text;
using Tester = QAbstractItemModelTester;
constexpr auto fatal = Tester::FailureReportingMode::Fatal;

results::Cause cause(const char* name, const char* path, const char* file, int line) {
    results::Cause result;
    result.ns = "shop";
    result.name = name;
    result.path = path;
    result.file = file;
    result.line = line;
    return result;
}

const std::vector<results::Cause> two_causes{
    cause("db", "spec.podSelector", "policies/db.yaml", 6),
    cause("deny", "spec.podSelector", "policies/deny.yaml", 5)};

results::FlowView flow(results::Id id, const char* protocol, const char* verdict) {
    results::FlowView view;
    view.flow.id = id;
    view.flow.protocol = protocol;
    view.flow.port = 5432;
    view.flow.start = 1'250'000'000;
    view.flow.verdict = verdict;
    view.flow.outcome = "connected";
    view.src.ref = "店舗/web-0[Pod]";
    view.src.ip = "10.42.0.20";
    view.dst.ref = "shop/db-0[Pod]";
    view.dst.ip = "10.42.0.30";
    view.reason = "NP_NOT_ISOLATED";
    return view;
}

results::FlowView unexpected_drop() {
    results::FlowView view = flow(1, "TCP", "drop");
    view.flow.outcome = "timed-out";
    view.flow.expect = "allow";
    view.flow.as_expected = false;
    view.reason = "NP_INGRESS_NO_RULE_MATCH";
    view.causes = two_causes;
    return view;
}

int tone(const QAbstractItemModel& model, int row, int column) {
    return model.index(row, column).data(tone_role).toInt();
}

TEST(FlowModel, WritesFlowsAsRows) {
    FlowModel model;
    const Tester tester(&model, fatal);
    model.begin();
    model.add_page({flow(0, "ICMP", "allow"), unexpected_drop(), flow(2, "UDP", "uncertain")},
                   true);
    EXPECT_EQ(
        table_text(model),
        "Time | Source | Destination | Protocol | Verdict | Expected | Outcome | Reason | Cause\n"
        "1.250 s | 店舗/web-0[Pod] | shop/db-0[Pod] | ICMP | ✓ allow |  | connected | "
        "NP_NOT_ISOLATED | \n"
        "1.250 s | 店舗/web-0[Pod] | shop/db-0[Pod] | TCP/5432 | ✕ drop | ⚠ allow | timed-out | "
        "NP_INGRESS_NO_RULE_MATCH | policies/db.yaml:6 +1\n"
        "1.250 s | 店舗/web-0[Pod] | shop/db-0[Pod] | UDP/5432 | ? uncertain |  | connected | "
        "NP_NOT_ISOLATED | ");
}

TEST(FlowModel, GivesTonesAndMeanings) {
    FlowModel model;
    model.set_meanings(Meanings({{0, "NP_INGRESS_NO_RULE_MATCH", "No rule admits it."}}));
    model.begin();
    model.add_page({flow(0, "TCP", "allow"), unexpected_drop(), flow(2, "TCP", "uncertain")}, true);
    EXPECT_EQ(tone(model, 0, FlowModel::Verdict), static_cast<int>(Tone::Allow));
    EXPECT_EQ(tone(model, 1, FlowModel::Verdict), static_cast<int>(Tone::Drop));
    EXPECT_EQ(tone(model, 1, FlowModel::Expected), static_cast<int>(Tone::Warning));
    EXPECT_EQ(tone(model, 2, FlowModel::Verdict), static_cast<int>(Tone::Uncertain));
    EXPECT_EQ(tone(model, 0, FlowModel::Source), static_cast<int>(Tone::Plain));
    const auto tooltip = [&](int column) {
        return model.index(1, column).data(Qt::ToolTipRole).toString().toStdString();
    };
    EXPECT_EQ(tooltip(FlowModel::Reason), "No rule admits it.");
    EXPECT_EQ(tooltip(FlowModel::Destination), "shop/db-0[Pod] (10.42.0.30)");
    EXPECT_EQ(tooltip(FlowModel::Cause),
              "policies/db.yaml:6 shop/db spec.podSelector\n"
              "policies/deny.yaml:5 shop/deny spec.podSelector");
}

results::FlowView asked_a_service(results::Id parent) {
    results::FlowView view = flow(6, "TCP", "allow");
    view.flow.parent = parent;
    view.flow.port = 80;
    view.flow.backend_port = 5432;
    view.dst.ref = "shop/db[Service]";
    view.dst.ip = "172.20.0.16";
    view.backend.id = 2;
    view.backend.ref = "shop/db-0[Pod]";
    view.backend.ip = "10.42.0.30";
    return view;
}

TEST(FlowModel, MarksChildFlowsAndNamesBackends) {
    FlowModel model;
    model.begin();
    model.add_page({asked_a_service(results::none), asked_a_service(5)}, true);
    const auto text = [&](int row, int column, int role = Qt::DisplayRole) {
        return model.index(row, column).data(role).toString().toStdString();
    };
    EXPECT_EQ(text(0, FlowModel::Source), "店舗/web-0[Pod]");
    EXPECT_EQ(text(1, FlowModel::Source), "↳ 店舗/web-0[Pod]");
    EXPECT_EQ(text(1, FlowModel::Source, Qt::ToolTipRole),
              "店舗/web-0[Pod] (10.42.0.20)\na step of flow 5");
    EXPECT_EQ(text(0, FlowModel::Destination), "shop/db[Service] → shop/db-0[Pod]:5432");
    EXPECT_EQ(text(0, FlowModel::Destination, Qt::ToolTipRole),
              "shop/db[Service] (172.20.0.16)\n"
              "172.20.0.16:80 → shop/db-0[Pod] 10.42.0.30:5432");
}

TEST(HopModel, ShowsBothAddressesWhereAServiceChose) {
    HopModel model;
    const auto at = [&](int row) {
        return model.index(row, HopModel::At).data().toString().toStdString();
    };
    const std::vector<results::HopView> hops{
        {{"forward", "service", "node/worker-1", "allow", 0, 0}, "SVC_BACKEND", {}},
        {{"forward", "veth-egress", "shop/web-0[Pod]", "allow", 0, 0}, "NP_NOT_ISOLATED", {}}};
    model.begin(asked_a_service(results::none));
    model.set_hops(hops);
    EXPECT_EQ(at(0), "node/worker-1\n172.20.0.16:80 → 10.42.0.30:5432");
    EXPECT_EQ(at(1), "shop/web-0[Pod]");
    model.begin(flow(0, "TCP", "allow"));
    model.set_hops(hops);
    EXPECT_EQ(at(0), "node/worker-1") << "no backend was chosen";

    // Behind a load balancer with instance targets it is the node that chose.
    auto balanced = hops;
    balanced.insert(
        balanced.begin(),
        {{"forward", "load-balancer", "lb/shop/db[Service]", "allow", 0, 0}, "LB_TARGET", {}});
    model.begin(asked_a_service(results::none));
    model.set_hops(balanced);
    EXPECT_EQ(at(0), "lb/shop/db[Service]");
    EXPECT_EQ(at(1), "node/worker-1\n172.20.0.16:80 → 10.42.0.30:5432");
    balanced.erase(balanced.begin() + 1);
    model.set_hops(balanced);
    EXPECT_EQ(at(0), "lb/shop/db[Service]\n172.20.0.16:80 → 10.42.0.30:5432");
}

TEST(FlowModel, AsksForOnePageAtATimeUntilTheLast) {
    FlowModel model;  // without the tester, which fetches pages itself
    int asked = 0;
    QObject::connect(&model, &FlowModel::more_wanted, &model, [&] { ++asked; });

    EXPECT_FALSE(model.canFetchMore({})) << "nothing begun";
    model.begin();
    EXPECT_FALSE(model.canFetchMore({})) << "the first page is on its way";
    model.add_page({flow(0, "TCP", "allow")}, false);
    EXPECT_TRUE(model.canFetchMore({}));
    model.fetchMore({});
    model.fetchMore({});
    EXPECT_EQ(asked, 1) << "the second page is on its way";
    model.add_page({flow(1, "TCP", "allow")}, true);
    EXPECT_FALSE(model.canFetchMore({})) << "that was the last";
    EXPECT_EQ(model.rowCount(), 2);
    model.begin();
    EXPECT_EQ(model.rowCount(), 0);
}

TEST(HopModel, WritesJudgementsInOrderWithAllCauses) {
    HopModel model;
    const Tester tester(&model, fatal);
    model.set_rows(
        {{{"forward", "veth-egress", "shop/web-0[Pod]", "allow", 0, 0}, "NP_NOT_ISOLATED", {}},
         {{"forward", "veth-ingress", "shop/db-0[Pod]", "drop", 1, 1},
          "NP_INGRESS_NO_RULE_MATCH",
          two_causes},
         {{"reply", "veth-egress", "shop/db-0[Pod]", "allow", 2, 0}, "NP_REPLY", {}}});
    EXPECT_EQ(table_text(model),
              "Leg | Hook | At | Verdict | Reason | Causes\n"
              "→ forward | veth-egress | shop/web-0[Pod] | ✓ allow | NP_NOT_ISOLATED | \n"
              "→ forward | veth-ingress | shop/db-0[Pod] | ✕ drop | NP_INGRESS_NO_RULE_MATCH | "
              "policies/db.yaml:6 shop/db spec.podSelector\n"
              "policies/deny.yaml:5 shop/deny spec.podSelector\n"
              "← reply | veth-egress | shop/db-0[Pod] | ✓ allow | NP_REPLY | ");
}

results::RunSummary run(results::Id id, results::State state) {
    results::RunSummary summary;
    summary.id = id;
    summary.run.name = "shop";
    summary.state = state;
    summary.flows = 1'998'000;
    summary.allowed = 1'997'000;
    summary.dropped = 1'000;
    return summary;
}

TEST(RunModel, WritesRunsNewestFirst) {
    auto disappointed = run(2, results::State::Interrupted);
    disappointed.expected = 12;
    disappointed.unexpected = 2;
    disappointed.uncertain = 3;
    auto satisfied = run(3, results::State::Done);
    satisfied.expected = 12;
    RunModel model;
    const Tester tester(&model, fatal);
    model.set_runs({run(1, results::State::Running), disappointed, satisfied});
    const char* expected[] = {
        "#3 shop\ndone, 1,998,000 flows\n✓ 1,997,000 allow\n✕ 1,000 drop\n12 as expected",
        "#2 shop\n⚠ interrupted, 1,998,000 flows\n✓ 1,997,000 allow\n✕ 1,000 drop\n"
        "? 3 uncertain\n⚠ 2 of 12 unexpected",
        "#1 shop\nrunning, 1,998,000 flows\n✓ 1,997,000 allow\n✕ 1,000 drop\nnothing expected"};
    ASSERT_EQ(model.rowCount(), 3);
    for (int row = 0; row < 3; ++row) {
        const QString text = model.index(row).data().toString();
        EXPECT_EQ(text.toStdString(), expected[row]);
        EXPECT_EQ(model.index(row).data(line_tones_role).value<QVector<int>>().size(),
                  text.count('\n') + 1);
    }
    EXPECT_EQ(model.index_of(2).row(), 1);
    EXPECT_FALSE(model.index_of(4).isValid());
}

TEST(Words, KnowEveryProtocol) {
    const std::pair<const char*, const char*> rows[] = {{"TCP", "TCP/5432"},
                                                        {"UDP", "UDP/5432"},
                                                        {"SCTP", "SCTP/5432"},
                                                        {"ICMP", "ICMP"},
                                                        {"ICMPv6", "ICMPv6"}};
    for (const auto& [protocol, text] : rows)
        EXPECT_EQ(protocol_text(flow(0, protocol, "allow").flow).toStdString(), text);
}

}  // namespace
