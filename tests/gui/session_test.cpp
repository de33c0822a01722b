// SPDX-License-Identifier: MIT
// A script of wishes to a session and the facts that come back.
#include "gui/session.h"

#include <QFile>
#include <gtest/gtest.h>

#include "tests/gui/eventually.h"
#include "tests/gui/made_store.h"

namespace {

using namespace gui_test;
using gui::Session;

// A session that remembers what it said last.
class Sessions : public testing::Test {
  protected:
    Sessions() {
        const auto listen = [this](auto signal, auto slot) {
            QObject::connect(&session_, signal, &session_, slot);
        };
        listen(&Session::failed, [this](const QString& text) { failure_ = text.toStdString(); });
        listen(&Session::run_selected, [this](const auto& run) { run_ = run; });
        listen(&Session::drops_available, [this](const auto& drops) { drops_ = drops; });
        listen(&Session::flows_begun, [this] {
            flows_.clear();
            count_ = -1;
        });
        listen(&Session::flows_available, [this](const auto& page, bool last) {
            flows_.insert(flows_.end(), page.begin(), page.end());
            last_ = last;
            ++pages_;
        });
        listen(&Session::flows_counted, [this](std::int64_t count) { count_ = count; });
        listen(&Session::path_available, [this](const auto& hops) { hops_ = hops; });
        listen(&Session::flow_cleared, [this] { hops_.clear(); });
    }

    bool await_flows() {
        return eventually([this] { return count_ >= 0; });
    }

    std::vector<results::Id> ids() const {
        std::vector<results::Id> result;
        for (const auto& view : flows_) result.push_back(view.flow.id);
        return result;
    }

    Folder folder_;
    std::string failure_;
    results::RunSummary run_;
    gui::Drops drops_;
    std::vector<results::FlowView> flows_;
    std::int64_t count_ = -1;
    bool last_ = false;
    int pages_ = 0;
    std::vector<results::HopView> hops_;
    Session session_;  // last: it is gone before what it writes to
};

TEST_F(Sessions, OpenTheLatestRun) {
    make_shop(folder_.file("shop.db"));
    session_.open(folder_.file("shop.db"));
    ASSERT_TRUE(await_flows());
    EXPECT_EQ(run_.id, 2);
    EXPECT_EQ(count_, 12);
    EXPECT_EQ(flows_.size(), 12U);
    EXPECT_TRUE(last_);
    EXPECT_EQ(drops_, (gui::Drops{{"NP_INGRESS_NO_RULE_MATCH", 3},
                                  {"NP_EGRESS_DEFAULT_DENY", 1},
                                  {"NP_PORT_MISMATCH", 1}}));
    EXPECT_EQ(failure_, "");
}

TEST_F(Sessions, CountChildFlowsAsRows) {
    make_named(folder_.file("named.db"));
    session_.open(folder_.file("named.db"));
    ASSERT_TRUE(await_flows());
    EXPECT_EQ(count_, 5);
    EXPECT_EQ(ids(), (std::vector<results::Id>{0, 2, 1, 3, 4}));
    EXPECT_EQ(run_.flows, 2);
    EXPECT_EQ(drops_, (gui::Drops{{"NP_EGRESS_DEFAULT_DENY", 1}})) << "the scenario's own";
}

TEST_F(Sessions, OpenTheRunThatIsAskedFor) {
    make_shop(folder_.file("shop.db"));
    session_.open(folder_.file("shop.db"), 1);
    ASSERT_TRUE(await_flows());
    EXPECT_EQ(run_.id, 1);
    EXPECT_TRUE(drops_.empty());
}

TEST_F(Sessions, FilterFlowsAndKeepTheFilterFromRunToRun) {
    make_shop(folder_.file("shop.db"));
    session_.open(folder_.file("shop.db"));
    ASSERT_TRUE(await_flows());
    session_.set_filter("verdict=drop");
    ASSERT_TRUE(await_flows());
    EXPECT_EQ(ids(), (std::vector<results::Id>{1, 2, 3, 4, 8}));
    session_.select_run(1);
    ASSERT_TRUE(await_flows());
    EXPECT_EQ(count_, 0) << "no flow of run 1 was dropped";
    EXPECT_TRUE(flows_.empty());
}

TEST_F(Sessions, DropAnswersThatAreOvertaken) {
    make_shop(folder_.file("shop.db"));
    session_.open(folder_.file("shop.db"));
    ASSERT_TRUE(await_flows());
    const int before = pages_;
    for (const char* filter : {"port=1", "port=2", "port=3", "port=9187"})
        session_.set_filter(filter);
    ASSERT_TRUE(await_flows());
    EXPECT_EQ(ids(), std::vector<results::Id>{1});
    EXPECT_EQ(pages_, before + 1);
}

TEST_F(Sessions, FetchLongTablesPageByPage) {
    const int flows = 2 * Session::page_size + 7;
    make_many(folder_.file("many.db"), flows);
    session_.open(folder_.file("many.db"));
    ASSERT_TRUE(await_flows());
    EXPECT_EQ(count_, flows);
    EXPECT_EQ(flows_.size(), std::size_t{Session::page_size});
    EXPECT_FALSE(last_);
    for (int page = 2; page <= 3; ++page) {
        session_.fetch_flows();
        ASSERT_TRUE(eventually([&] { return pages_ == page; }));
    }
    EXPECT_TRUE(last_);
    ASSERT_EQ(flows_.size(), std::size_t{flows});
    for (int id = 0; id < flows; ++id) ASSERT_EQ(flows_[static_cast<std::size_t>(id)].flow.id, id);
}

TEST_F(Sessions, TellThePathOfAFlow) {
    make_shop(folder_.file("shop.db"));
    session_.open(folder_.file("shop.db"));
    ASSERT_TRUE(await_flows());
    session_.select_flow(flows_[2]);
    ASSERT_TRUE(eventually([&] { return !hops_.empty(); }));
    ASSERT_EQ(hops_.size(), 2U);
    EXPECT_EQ(hops_[1].hop.hook, "veth-ingress");
    EXPECT_EQ(hops_[1].reason, "NP_INGRESS_NO_RULE_MATCH");
    ASSERT_EQ(hops_[1].causes.size(), 2U);
    EXPECT_EQ(hops_[1].causes[0].file, "policies/db.yaml");
}

TEST_F(Sessions, KeepTheOpenStoreWhereAnotherCannotBeOpened) {
    make_shop(folder_.file("shop.db"));
    QFile other(folder_.file("other.db"));
    ASSERT_TRUE(other.open(QFile::WriteOnly) && other.write("not a store at all") > 0);
    other.close();
    session_.open(folder_.file("shop.db"));
    ASSERT_TRUE(await_flows());
    for (const char* name : {"other.db", "missing.db"}) {
        failure_.clear();
        session_.open(folder_.file(name));
        ASSERT_TRUE(eventually([&] { return !failure_.empty(); })) << name;
        EXPECT_NE(failure_.find(name), std::string::npos) << failure_;
        EXPECT_EQ(session_.file(), folder_.file("shop.db"));
    }
    session_.set_filter("port=9187");
    ASSERT_TRUE(await_flows());
    EXPECT_EQ(ids(), std::vector<results::Id>{1});
    EXPECT_FALSE(QFile::exists(folder_.file("missing.db"))) << "nothing is made";
}

TEST_F(Sessions, SeeWhatWasAddedSinceWhenTheyReload) {
    make_without_flows(folder_.file("grows.db"));
    session_.open(folder_.file("grows.db"));
    ASSERT_TRUE(await_flows());
    make_shop(folder_.file("grows.db"));
    std::size_t runs = 0;
    QObject::connect(&session_, &Session::runs_available, &session_,
                     [&](const auto& all) { runs = all.size(); });
    session_.reload();
    ASSERT_TRUE(eventually([&] { return runs == 3; }));
    ASSERT_TRUE(await_flows());
    EXPECT_EQ(session_.run(), 1) << "the run that was looked at";
}

}  // namespace
