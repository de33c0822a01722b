// SPDX-License-Identifier: MIT
// What is being looked at: a store, a run of it, a filter on its flows and one flow. The one object
// that all pages share. Pages tell it what the user wants and listen to its signals, of which there
// is one for each kind of data; they never ask the store themselves.
//
// The store is read on a thread of its own. Answers that a newer wish has overtaken are dropped
// (ticket.h), and questions that wait behind are not asked any more.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <QObject>
#include <QString>
#include <QThread>

#include "gui/models/meanings.h"
#include "gui/ticket.h"
#include "results/reader.h"

namespace gui {

using Drops = std::vector<std::pair<std::string, std::int64_t>>;  // by reason code, most first

class Session final : public QObject {
    Q_OBJECT
  public:
    static constexpr std::int64_t page_size = 400;

    explicit Session(QObject* parent = nullptr);
    ~Session() override;  // waits for the question being answered

    // Opens a store and looks at one of its runs, the latest if `run` is none. Where that fails,
    // the store that was open stays open.
    void open(const QString& file, results::Id run = results::none);
    void reload();  // the same store and run, as they are by now
    void select_run(results::Id run);
    // REQUIRES: `filter` parses (results/filter.h).
    void set_filter(const QString& filter);
    void fetch_flows();  // the next page
    void select_flow(const results::FlowView& flow);
    void clear_flow();

    const QString& file() const { return file_; }  // empty: no store is open
    results::Id run() const { return run_; }
    const QString& filter() const { return filter_; }

  signals:
    void opened(const QString& file);
    void failed(const QString& sentence);
    void runs_available(const std::vector<results::RunSummary>& runs);
    void run_selected(const results::RunSummary& run, const gui::Meanings& meanings);
    void drops_available(const gui::Drops& drops);
    void flows_begun();  // another table: forget the rows shown
    void flows_available(const std::vector<results::FlowView>& page, bool last);
    void flows_counted(std::int64_t meeting_filter);
    void flow_selected(const results::FlowView& flow);
    void flow_cleared();
    void path_available(const std::vector<results::HopView>& hops);

  private:
    struct Store;  // lives on thread_

    // Calls work(reader) on the thread and deliver(its result) here, unless `ticket` is stale.
    template <class Work, class Deliver>
    void ask(Ticket ticket, Work work, Deliver deliver);
    void show_store(const QString& file, std::vector<results::RunSummary> runs, results::Id run);
    void begin_flows();

    QString file_;
    results::Id run_ = results::none;
    QString filter_;
    results::Id last_flow_ = results::none;  // of the pages fetched
    Topic opening_, of_run_, of_flows_, of_path_;

    QThread thread_;
    std::unique_ptr<Store> store_;
};

}  // namespace gui
