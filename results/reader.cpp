// SPDX-License-Identifier: MIT
#include "results/reader.h"

#include <map>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "results/canonical.h"
#include "results/database.h"
#include "results/filter.h"
#include "results/filter_sql.h"
#include "results/ip_within.h"
#include "results/lookup.h"

namespace results {
namespace {

const char run_columns[] =
    "SELECT r.id, r.name, e.scenario, r.seed, r.dataplane, r.tool_version, r.state, e.started, "
    "r.simulated_ns, r.flows, r.allowed, r.dropped, r.uncertain, r.expected, r.unexpected "
    "FROM run r JOIN execution e ON e.run = r.id ";

const char flow_columns[] =
    "SELECT f.id, f.name, f.src, f.dst, f.protocol, f.port, f.source_port, f.start_ns, f.end_ns, "
    "f.verdict, f.outcome, f.hook, f.reason, f.causes, f.path, f.drops, f.packets, f.caveats, "
    "f.expect, f.as_expected FROM flow f ";

State state_of(const std::string& word) {
    for (const auto state : {State::Running, State::Done, State::Interrupted})
        if (word == text(state)) return state;
    return State::Failed;
}

RunSummary read_run(Columns columns) {
    RunSummary row;
    row.id = columns.number();
    row.run.name = columns.text();
    row.run.scenario = columns.text();
    row.run.seed = static_cast<std::uint64_t>(columns.number());
    row.run.dataplane = columns.text();
    row.run.tool_version = columns.text();
    row.state = state_of(columns.text());
    row.started = columns.text();
    row.simulated = columns.number();
    row.flows = columns.number();
    row.allowed = columns.number();
    row.dropped = columns.number();
    row.uncertain = columns.number();
    row.expected = columns.number();
    row.unexpected = columns.number();
    return row;
}

void read_flow(Columns columns, Lookup& lookup, FlowView& view) {
    Flow& flow = view.flow;
    flow.id = columns.number();
    flow.name = columns.text();
    flow.src = columns.reference();
    flow.dst = columns.reference();
    flow.protocol = lookup.word(columns.number());
    flow.port = columns.number();
    flow.source_port = columns.number();
    flow.start = columns.number();
    flow.end = columns.number();
    flow.verdict = lookup.word(columns.number());
    flow.outcome = lookup.word(columns.number());
    flow.hook = lookup.word(columns.number());
    flow.reason = columns.reference();
    flow.causes = columns.reference();
    flow.path = columns.reference();
    flow.drops = columns.number();
    flow.packets = columns.number();
    flow.caveats = columns.text();
    flow.expect = lookup.word(columns.reference());
    flow.as_expected = columns.number() != 0;
    view.src = lookup.endpoint(flow.src);
    view.dst = lookup.endpoint(flow.dst);
    view.reason = lookup.reason(flow.reason);
    view.causes = lookup.causes(flow.causes);
}

HopView read_hop(Columns columns, Lookup& lookup) {
    HopView view;
    view.hop.leg = lookup.word(columns.number());
    view.hop.hook = lookup.word(columns.number());
    view.hop.at = columns.text();
    view.hop.verdict = lookup.word(columns.number());
    view.hop.reason = columns.reference();
    view.hop.causes = columns.reference();
    view.reason = lookup.reason(view.hop.reason);
    view.causes = lookup.causes(view.hop.causes);
    return view;
}

void bind(SQLite::Statement& statement, int index, const SqlValue& value) {
    std::visit([&](const auto& v) { statement.bind(index, v); }, value);
}

}  // namespace

struct Reader::Impl {
    explicit Impl(const std::string& name) : file(name), db(open_for_reading(name)) {
        guarded(file, [&] {
            check_version(db, file);
            define_ip_within(db);
        });
    }

    // The rows of `sql` with `values` bound, each made by `read`.
    template <class Read, class... Values>
    auto rows(const std::string& sql, Read read, Values... values) {
        return guarded(file, [&] {
            SQLite::Statement statement(db, sql);
            int index = 0;
            (statement.bind(++index, values), ...);
            std::vector<decltype(read(Columns(statement)))> result;
            while (statement.executeStep()) result.push_back(read(Columns(statement)));
            return result;
        });
    }

    // The rows of `sql`, a name and a count each.
    std::vector<std::pair<std::string, std::int64_t>> counts(const char* sql, Id run);

    // A statement on flows f of `run` that meet `filter`; `tail` may use ?2 and ?3.
    SQLite::Statement on_flows(const char* what, Id run, const std::string& filter,
                               const std::string& tail);
    Lookup& lookup(Id run);

    std::string file;
    SQLite::Database db;
    std::map<Id, Lookup> lookups;
};

SQLite::Statement Reader::Impl::on_flows(const char* what, Id run, const std::string& filter,
                                         const std::string& tail) {
    const SqlCondition condition = to_sql(parse_filter(filter), 4);
    SQLite::Statement statement(
        db, fmt::format("{} WHERE f.run = ?1 AND {} {}", what, condition.text, tail));
    statement.bind(1, run);
    for (std::size_t i = 0; i < condition.values.size(); ++i)
        bind(statement, static_cast<int>(i) + 4, condition.values[i]);
    return statement;
}

std::vector<std::pair<std::string, std::int64_t>> Reader::Impl::counts(const char* sql, Id run) {
    return rows(
        sql,
        [](Columns columns) {
            std::string name = columns.text();
            return std::make_pair(std::move(name), columns.number());
        },
        run);
}

Lookup& Reader::Impl::lookup(Id run) {
    return lookups.try_emplace(run, db, run).first->second;
}

Reader::Reader(const std::string& file) : impl_(std::make_unique<Impl>(file)) {}
Reader::~Reader() = default;

std::vector<RunSummary> Reader::runs() const {
    return impl_->rows(std::string(run_columns) + "ORDER BY r.id", read_run);
}

std::optional<RunSummary> Reader::run(Id run) const {
    auto rows = impl_->rows(std::string(run_columns) + "WHERE r.id = ?", read_run, run);
    return rows.empty() ? std::nullopt : std::make_optional(std::move(rows.front()));
}

std::optional<RunSummary> Reader::latest() const {
    auto rows = impl_->rows(std::string(run_columns) + "ORDER BY r.id DESC LIMIT 1", read_run);
    return rows.empty() ? std::nullopt : std::make_optional(std::move(rows.front()));
}

void Reader::flows(Id run, const std::string& filter,
                   const std::function<void(const FlowView&)>& each) const {
    guarded(impl_->file, [&] {
        auto statement = impl_->on_flows(flow_columns, run, filter, "ORDER BY f.id");
        FlowView view;
        while (statement.executeStep()) {
            read_flow(Columns(statement), impl_->lookup(run), view);
            each(view);
        }
    });
}

std::vector<FlowView> Reader::page(Id run, const std::string& filter, Id after,
                                   std::int64_t limit) const {
    return guarded(impl_->file, [&] {
        auto statement =
            impl_->on_flows(flow_columns, run, filter, "AND f.id > ?2 ORDER BY f.id LIMIT ?3");
        statement.bind(2, after);
        statement.bind(3, limit);
        std::vector<FlowView> result;
        while (statement.executeStep())
            read_flow(Columns(statement), impl_->lookup(run), result.emplace_back());
        return result;
    });
}

std::int64_t Reader::count(Id run, const std::string& filter) const {
    return guarded(impl_->file, [&] {
        auto statement = impl_->on_flows("SELECT count(*) FROM flow f", run, filter, "");
        statement.executeStep();
        return std::int64_t{statement.getColumn(0).getInt64()};
    });
}

std::vector<HopView> Reader::path(Id run, Id path) const {
    return impl_->rows(
        "SELECT leg, hook, at, verdict, reason, causes FROM hop WHERE run = ? AND path = ? "
        "ORDER BY position",
        [&](Columns columns) { return read_hop(columns, impl_->lookup(run)); }, run, path);
}

std::vector<Input> Reader::inputs(Id run) const {
    return impl_->rows(
        "SELECT path, text, sha256 FROM input JOIN content USING (sha256) WHERE run = ? "
        "ORDER BY path",
        [](Columns columns) {
            Input row;
            row.path = columns.text();
            row.text = columns.text();
            row.sha256 = columns.text();
            return row;
        },
        run);
}

std::vector<Event> Reader::events(Id run) const {
    return impl_->rows(
        "SELECT id, at_ns, text FROM event WHERE run = ? ORDER BY id",
        [](Columns columns) {
            Event row;
            row.id = columns.number();
            row.at = columns.number();
            row.text = columns.text();
            return row;
        },
        run);
}

std::vector<Reason> Reader::reasons(Id run) const {
    return impl_->rows(
        "SELECT id, code, meaning FROM reason WHERE run = ? ORDER BY id",
        [](Columns columns) {
            Reason row;
            row.id = columns.number();
            row.code = columns.text();
            row.meaning = columns.text();
            return row;
        },
        run);
}

std::vector<Rule> Reader::rules(Id run) const {
    return impl_->rows(
        "SELECT id, kind, namespace, name, direction, path, rule, file, line FROM rule "
        "WHERE run = ? ORDER BY id",
        [](Columns columns) {
            Rule row;
            row.id = columns.number();
            read_rule(columns, row);
            return row;
        },
        run);
}

std::vector<std::pair<std::string, std::int64_t>> Reader::drops_by_reason(Id run) const {
    return impl_->counts(
        "SELECT coalesce(r.code, ''), count(*) AS n FROM flow f "
        "LEFT JOIN reason r ON r.run = f.run AND r.id = f.reason "
        "WHERE f.run = ? AND f.verdict = 2 GROUP BY f.reason ORDER BY n DESC, r.code",
        run);
}

std::vector<std::pair<std::string, std::int64_t>> Reader::drops_by_policy(Id run) const {
    return impl_->counts(
        "SELECT r.namespace || '/' || r.name AS policy, sum(f.n) AS n FROM "
        "(SELECT causes, count(*) AS n FROM flow WHERE run = ?1 AND verdict = 2 GROUP BY causes) f "
        "JOIN cause c ON c.run = ?1 AND c.list = f.causes AND c.position = 0 "
        "JOIN rule r ON r.run = ?1 AND r.id = c.rule GROUP BY policy ORDER BY n DESC, policy",
        run);
}

std::vector<Sample> Reader::samples(Id run) const {
    return impl_->rows(
        "SELECT at_ns, width_ns, allowed, dropped FROM sample WHERE run = ? ORDER BY at_ns",
        [](Columns columns) {
            Sample row;
            row.at = columns.number();
            row.width = columns.number();
            row.allowed = columns.number();
            row.dropped = columns.number();
            return row;
        },
        run);
}

void Reader::canonical(Id run, const std::function<void(const std::string& line)>& each) const {
    guarded(impl_->file, [&] { write_canonical(impl_->db, run, each); });
}

}  // namespace results
