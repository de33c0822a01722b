// SPDX-License-Identifier: MIT
#include "results/reader.h"

#include <algorithm>
#include <utility>

#include "results/canonical.h"
#include "results/reader_impl.h"

namespace results {
namespace {

const char run_columns[] =
    "SELECT r.id, r.name, e.scenario, r.seed, r.dataplane, r.tool_version, r.state, e.started, "
    "r.simulated_ns, r.flows, r.allowed, r.dropped, r.uncertain, r.expected, r.unexpected, "
    "r.children FROM run r JOIN execution e ON e.run = r.id ";

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
    row.children = columns.number();
    return row;
}

}  // namespace

std::vector<std::pair<std::string, std::int64_t>> Reader::Impl::counts(const char* sql, Id run) {
    return rows(
        sql,
        [](Columns columns) {
            std::string name = columns.text();
            return std::make_pair(std::move(name), columns.number());
        },
        run);
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

std::vector<std::string> Reader::workloads(Id run) const {
    return impl_->rows(
        "SELECT n.name || '/' || w.name || '[' || w.kind || ']' AS ref FROM workload w "
        "JOIN namespace n ON n.run = w.run AND n.id = w.namespace WHERE w.run = ? ORDER BY ref",
        [](Columns columns) { return columns.text(); }, run);
}

std::vector<Event> Reader::events(Id run) const {
    return impl_->rows(
        "SELECT id, at_ns, text FROM event WHERE run = ? ORDER BY at_ns, id",
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
        "WHERE f.run = ? AND f.verdict = 2 AND f.parent IS NULL GROUP BY f.reason ORDER BY n DESC, "
        "r.code",
        run);
}

const HopView* chooser_of(const std::vector<HopView>& hops) {
    const auto chose = [](const HopView& view) {
        const Hop& hop = view.hop;
        return (hop.hook == "service" || hop.hook == "load-balancer") && hop.leg == "forward" &&
               hop.verdict != "drop";
    };
    const auto last = std::find_if(hops.rbegin(), hops.rend(), chose);
    return last == hops.rend() ? nullptr : &*last;
}

std::vector<std::pair<std::string, std::int64_t>> Reader::drops_by_policy(Id run) const {
    return impl_->counts(
        "SELECT r.namespace || '/' || r.name AS policy, sum(f.n) AS n FROM "
        "(SELECT causes, count(*) AS n FROM flow "
        "WHERE run = ?1 AND verdict = 2 AND parent IS NULL GROUP BY causes) f "
        "JOIN cause c ON c.run = ?1 AND c.list = f.causes AND c.position = 0 "
        "JOIN rule r ON r.run = ?1 AND r.id = c.rule AND r.kind = 'NetworkPolicy' "
        "GROUP BY policy ORDER BY n DESC, policy",
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
