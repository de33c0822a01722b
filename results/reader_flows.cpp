// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "results/filter.h"
#include "results/reader_impl.h"

namespace results {
namespace {

const char flow_columns[] =
    "SELECT f.id, f.name, f.src, f.dst, f.protocol, f.port, f.source_port, f.start_ns, f.end_ns, "
    "f.verdict, f.outcome, f.hook, f.reason, f.causes, f.path, f.drops, f.packets, f.caveats, "
    "f.expect, f.as_expected, f.parent, f.asked, f.backend, f.backend_port";

constexpr int first_of_filter = 5;  // the first ?n of its values

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
    flow.parent = columns.reference();
    flow.asked = columns.reference();
    flow.backend = columns.reference();
    flow.backend_port = columns.number();
    view.src = lookup.endpoint(flow.src);
    view.asked = lookup.endpoint(flow.asked);
    view.dst = lookup.endpoint(flow.dst);
    view.backend = lookup.endpoint(flow.backend);
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

}  // namespace

IdSet Reader::Impl::ids(const SqlSet& set, Id run) {
    SQLite::Statement statement(db, set.query);
    statement.bind(1, run);
    int index = 1;
    for (const std::string& value : set.values) statement.bind(++index, value);
    IdSet result;
    while (statement.executeStep()) result.insert(statement.getColumn(0).getInt64());
    return result;
}

void Reader::Impl::bind(SQLite::Statement& statement, int index, const SqlValue& value, Id run) {
    if (const auto* number = std::get_if<std::int64_t>(&value))
        return statement.bind(index, *number);
    if (const auto* text = std::get_if<std::string>(&value)) return statement.bind(index, *text);
    const std::string bytes = ids(std::get<SqlSet>(value), run).bytes();
    statement.bind(index, bytes.data(), static_cast<int>(bytes.size()));
}

SQLite::Statement Reader::Impl::prepare(const std::string& sql, Id run,
                                        const SqlCondition& condition) {
    SQLite::Statement statement(db, sql);
    statement.bind(1, run);
    for (std::size_t i = 0; i < condition.values.size(); ++i)
        bind(statement, static_cast<int>(i) + first_of_filter, condition.values[i], run);
    return statement;
}

SQLite::Statement Reader::Impl::on_flows(const char* what, Id run, const std::string& filter,
                                         const std::string& tail) {
    const SqlCondition condition = to_sql(parse_filter(filter), first_of_filter);
    return prepare(fmt::format("{} WHERE f.run = ?1 AND {} {}", what, condition.text, tail), run,
                   condition);
}

// Two walks along an index each, merged: a sort would read a run of a million flows to its end
// before the first row comes. A flow's family is its parent or itself; ids of children are higher.
SQLite::Statement Reader::Impl::in_order(Id run, const std::string& filter, Id after,
                                         std::int64_t limit) {
    const SqlCondition condition = to_sql(parse_filter(filter), first_of_filter);
    auto statement = prepare(
        fmt::format("{0}, f.id AS family FROM flow f "
                    "WHERE f.run = ?1 AND f.parent IS NULL AND f.id > ?2 AND {1} UNION ALL "
                    "{0}, f.parent AS family FROM flow f INDEXED BY flow_by_parent WHERE "
                    "f.run = ?1 AND f.parent IS NOT NULL AND (f.parent, f.id) > (?2, ?3) AND {1} "
                    "ORDER BY family, id LIMIT ?4",
                    flow_columns, condition.text),
        run, condition);
    SQLite::Statement family(db, "SELECT coalesce(parent, id) FROM flow WHERE run = ? AND id = ?");
    family.bind(1, run);
    family.bind(2, after);
    statement.bind(2, family.executeStep() ? std::int64_t{family.getColumn(0).getInt64()} : after);
    statement.bind(3, after);
    statement.bind(4, limit);
    return statement;
}

Lookup& Reader::Impl::lookup(Id run) {
    return lookups.try_emplace(run, db, run).first->second;
}

void Reader::flows(Id run, const std::string& filter,
                   const std::function<void(const FlowView&)>& each) const {
    guarded(impl_->file, [&] {
        auto statement = impl_->in_order(run, filter, none, -1);
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
        auto statement = impl_->in_order(run, filter, after, limit);
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

std::vector<Sample> Reader::flows_over_time(Id run, const std::string& filter,
                                            Nanoseconds width) const {
    return guarded(impl_->file, [&] {
        auto statement = impl_->on_flows(
            "SELECT f.start_ns / ?2 AS bin, sum(f.verdict <> 2), sum(f.verdict = 2) FROM flow f",
            run, filter, "GROUP BY bin ORDER BY bin");
        statement.bind(2, width);
        std::vector<Sample> result;
        while (statement.executeStep()) {
            Columns columns(statement);
            Sample& row = result.emplace_back();
            row.at = columns.number() * width;
            row.width = width;
            row.allowed = columns.number();
            row.dropped = columns.number();
        }
        return result;
    });
}

std::vector<HopView> Reader::path(Id run, Id path) const {
    return impl_->rows(
        "SELECT leg, hook, at, verdict, reason, causes FROM hop WHERE run = ? AND path = ? "
        "ORDER BY position",
        [&](Columns columns) { return read_hop(columns, impl_->lookup(run)); }, run, path);
}

}  // namespace results
