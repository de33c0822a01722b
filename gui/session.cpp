// SPDX-License-Identifier: MIT
#include "gui/session.h"

#include <algorithm>
#include <stdexcept>

#include "gui/models/words.h"

namespace gui {
namespace {

bool has_run(const std::vector<results::RunSummary>& runs, results::Id id) {
    return std::any_of(runs.begin(), runs.end(), [=](const auto& run) { return run.id == id; });
}

}  // namespace

struct Session::Store : QObject {
    std::unique_ptr<results::Reader> reader;
};

Session::Session(QObject* parent) : QObject(parent), store_(std::make_unique<Store>()) {
    store_->moveToThread(&thread_);
    thread_.start();
}

Session::~Session() {
    for (Topic* topic : {&opening_, &of_run_, &of_flows_, &of_path_}) topic->renew();
    thread_.quit();
    thread_.wait();
}

template <class Work, class Deliver>
void Session::ask(Ticket ticket, Work work, Deliver deliver) {
    QMetaObject::invokeMethod(store_.get(), [this, ticket, work, deliver] {
        if (!ticket.is_current()) return;
        try {
            auto answer = work(store_->reader);
            QMetaObject::invokeMethod(this, [ticket, deliver, answer = std::move(answer)] {
                if (ticket.is_current()) deliver(answer);
            });
        } catch (const std::runtime_error& error) {
            QMetaObject::invokeMethod(this, [this, ticket, sentence = to_text(error.what())] {
                if (ticket.is_current()) emit failed(sentence);
            });
        }
    });
}

void Session::open(const QString& file, results::Id run) {
    ask(
        opening_.renew(),
        [name = file.toStdString()](auto& reader) {
            auto opened = std::make_unique<results::Reader>(name);
            auto runs = opened->runs();
            reader = std::move(opened);
            return runs;
        },
        [this, file, run](const auto& runs) { show_store(file, runs, run); });
}

void Session::reload() {
    if (!file_.isEmpty()) open(file_, run_);
}

void Session::show_store(const QString& file, std::vector<results::RunSummary> runs,
                         results::Id run) {
    for (Topic* topic : {&of_run_, &of_flows_, &of_path_}) topic->renew();
    file_ = file;
    run_ = results::none;
    emit opened(file);
    emit runs_available(runs);
    emit flow_cleared();
    if (runs.empty()) {
        emit drops_available({});
        emit flows_begun();
        emit flows_available({}, true);
        emit flows_counted(0);
        return;
    }
    select_run(has_run(runs, run) ? run : runs.back().id);
}

void Session::select_run(results::Id run) {
    if (run == run_) return;
    run_ = run;
    struct Answer {
        results::RunSummary run;
        Meanings meanings;
        Drops drops;
    };
    ask(
        of_run_.renew(),
        [run](auto& reader) {
            const auto summary = reader->run(run);
            if (!summary) throw std::runtime_error("the store no longer has this run");
            return Answer{*summary, Meanings(reader->reasons(run)), reader->drops_by_reason(run)};
        },
        [this](const Answer& answer) {
            emit run_selected(answer.run, answer.meanings);
            emit drops_available(answer.drops);
        });
    begin_flows();
}

void Session::set_filter(const QString& filter) {
    if (filter == filter_) return;
    filter_ = filter;
    if (run_ != results::none) begin_flows();
}

void Session::begin_flows() {
    clear_flow();
    last_flow_ = results::none;
    const Ticket ticket = of_flows_.renew();
    emit flows_begun();
    fetch_flows();
    ask(
        ticket,
        [run = run_, filter = filter_.toStdString()](auto& reader) {
            const auto whole = filter.empty() ? reader->run(run) : std::nullopt;
            return whole ? whole->flows + whole->children : reader->count(run, filter);
        },
        [this](std::int64_t count) { emit flows_counted(count); });
}

void Session::fetch_flows() {
    ask(
        of_flows_.same(),
        [run = run_, filter = filter_.toStdString(), after = last_flow_](auto& reader) {
            return reader->page(run, filter, after, page_size);
        },
        [this](const auto& flows) {
            if (!flows.empty()) last_flow_ = flows.back().flow.id;
            emit flows_available(flows, flows.size() < page_size);
        });
}

void Session::select_flow(const results::FlowView& flow) {
    emit flow_selected(flow);
    ask(
        of_path_.renew(),
        [run = run_, path = flow.flow.path](auto& reader) {
            return path == results::none ? std::vector<results::HopView>()
                                         : reader->path(run, path);
        },
        [this](const auto& hops) { emit path_available(hops); });
}

void Session::clear_flow() {
    of_path_.renew();
    emit flow_cleared();
}

}  // namespace gui
