// SPDX-License-Identifier: MIT
#include "results/flow_cursor.h"

#include <utility>

#include <sqlite3.h>

namespace results {
namespace {

const char flow_columns[] =
    "SELECT id, name, src, coalesce(asked, dst), protocol, port, start_ns, verdict, outcome, hook, "
    "reason, causes, "
    "backend, backend_port FROM flow WHERE run = ?1 ";

void put(std::vector<Id>& numbers, Id id, Id number) {
    const auto at = static_cast<std::size_t>(id);
    if (at >= numbers.size()) numbers.resize(at + 1, none);
    numbers[at] = number;
}

Id get(const std::vector<Id>& numbers, Id id) {
    const auto at = static_cast<std::size_t>(id);
    return id >= 0 && at < numbers.size() ? numbers[at] : none;
}

Id reference(sqlite3_stmt* statement, int column) {
    return sqlite3_column_type(statement, column) == SQLITE_NULL
               ? none
               : sqlite3_column_int64(statement, column);
}

void read_text(std::string& text, sqlite3_stmt* statement, int column) {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    if (bytes == nullptr) return text.clear();
    text.assign(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
}

}  // namespace

Id Names::number(const std::string& text) {
    const auto [entry, fresh] = numbers_.try_emplace(text, static_cast<Id>(texts_.size()));
    if (fresh) texts_.push_back(&entry->first);
    return entry->second;
}

const std::string& Names::text(Id number) const {
    static const std::string nothing;
    return number == none ? nothing : *texts_[static_cast<std::size_t>(number)];
}

void FlowCursor::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

FlowCursor::FlowCursor(const std::string& file, Id run, Names& names)
    : file_(file), db_(open_for_reading(file)), run_(run) {
    guarded(file_, [&] {
        check_version(db_, file_);
        lookup_.emplace(db_, run);
        read_names(names);
        read_endpoints(names);
        read_parents();
        all_ = prepare(std::string(flow_columns) + "AND parent IS NULL ORDER BY id");
        one_ = prepare(std::string(flow_columns) + "AND id = ?2");
        children_ = prepare(std::string(flow_columns) + "AND parent = ?2 ORDER BY id");
    });
}

FlowCursor::Statement FlowCursor::prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db_.getHandle(), sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
        throw SQLite::Exception(db_.getHandle());
    Statement result(statement);
    sqlite3_bind_int64(statement, 1, run_);
    return result;
}

void FlowCursor::read_names(Names& names) {
    SQLite::Statement words(db_, "SELECT id, text FROM word");
    while (words.executeStep()) {
        Columns columns(words);
        const Id id = columns.number();
        put(words_, id, names.number(columns.text()));
    }
    SQLite::Statement reasons(db_, "SELECT id, code FROM reason WHERE run = ?");
    reasons.bind(1, run_);
    while (reasons.executeStep()) {
        Columns columns(reasons);
        const Id id = columns.number();
        put(reasons_, id, names.number(columns.text()));
    }
}

void FlowCursor::read_endpoints(Names& names) {
    SQLite::Statement rows(
        db_,
        "SELECT e.id, e.kind, e.ref, e.ip, e.namespace, e.workload, e.node, "
        "coalesce(n.name || '/' || w.name || '[' || w.kind || ']', e.ref) FROM endpoint e "
        "LEFT JOIN workload w ON w.run = e.run AND w.id = e.workload "
        "LEFT JOIN namespace n ON n.run = w.run AND n.id = w.namespace WHERE e.run = ?");
    rows.bind(1, run_);
    while (rows.executeStep()) {
        Columns columns(rows);
        CursorEndpoint row;
        row.endpoint.id = columns.number();
        row.endpoint.kind = columns.text();
        row.endpoint.ref = columns.text();
        row.endpoint.ip = columns.text();
        row.endpoint.ns = columns.reference();
        row.endpoint.workload = columns.reference();
        row.endpoint.node = columns.reference();
        row.workload = columns.text();
        const Id number = names.number(row.endpoint.ref);
        put(refs_, row.endpoint.id, number);
        endpoints_.emplace(number, std::move(row));
    }
}

void FlowCursor::read_parents() {
    SQLite::Statement rows(db_,
                           "SELECT DISTINCT parent FROM flow WHERE run = ? AND parent IS NOT NULL");
    rows.bind(1, run_);
    while (rows.executeStep()) parents_.insert(rows.getColumn(0).getInt64());
}

// Reads the row on which `statement` comes to stand.
bool FlowCursor::step(sqlite3_stmt* statement) {
    const int result = sqlite3_step(statement);
    if (result == SQLITE_DONE) return false;
    if (result != SQLITE_ROW)
        guarded(file_, [&] { throw SQLite::Exception(db_.getHandle(), result); });
    row_.id = sqlite3_column_int64(statement, 0);
    read_text(row_.name, statement, 1);
    row_.src = get(refs_, reference(statement, 2));
    row_.goal = get(refs_, reference(statement, 3));
    row_.protocol = get(words_, sqlite3_column_int64(statement, 4));
    row_.port = sqlite3_column_int64(statement, 5);
    row_.start = sqlite3_column_int64(statement, 6);
    row_.verdict = get(words_, sqlite3_column_int64(statement, 7));
    row_.outcome = get(words_, sqlite3_column_int64(statement, 8));
    row_.hook = get(words_, sqlite3_column_int64(statement, 9));
    row_.reason = get(reasons_, reference(statement, 10));
    row_.causes = reference(statement, 11);
    row_.backend = get(refs_, reference(statement, 12));
    row_.backend_port = sqlite3_column_int64(statement, 13);
    return true;
}

bool FlowCursor::next() {
    return step(all_.get());
}

void FlowCursor::seek(Id flow) {
    sqlite3_reset(one_.get());
    sqlite3_bind_int64(one_.get(), 2, flow);
    step(one_.get());
}

void FlowCursor::visit(const std::vector<Id>& flows, const std::function<void()>& each) {
    constexpr std::size_t few = 1000;  // reading a run from end to end costs some 100,000 seeks
    if (flows.size() <= few) {
        for (const Id flow : flows) {
            seek(flow);
            each();
        }
        return;
    }
    sqlite3_reset(all_.get());
    for (const Id flow : flows) {
        while (next() && row_.id != flow) {
        }
        each();
    }
}

std::vector<CursorRow> FlowCursor::children(Id flow) {
    std::vector<CursorRow> rows;
    if (!has_children(flow)) return rows;
    sqlite3_reset(children_.get());
    sqlite3_bind_int64(children_.get(), 2, flow);
    while (step(children_.get())) rows.push_back(row_);
    return rows;
}

const CursorEndpoint& FlowCursor::endpoint(Id ref) const {
    static const CursorEndpoint nothing;
    const auto found = endpoints_.find(ref);
    return found == endpoints_.end() ? nothing : found->second;
}

std::vector<Rule> FlowCursor::causes(Id list) {
    return guarded(file_, [&] { return lookup_->causes(list); });
}

}  // namespace results
