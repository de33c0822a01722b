// SPDX-License-Identifier: MIT
#include "results/lookup.h"

#include <utility>

namespace results {
namespace {

// The kept row of `id`, or the one that `read` makes of the store.
template <class Row, class Read>
const Row& kept(std::unordered_map<Id, Row>& rows, Id id, Read read) {
    const auto found = rows.find(id);
    return found != rows.end() ? found->second : rows.emplace(id, read()).first->second;
}

// Calls `each` with the columns of every row that `query` gives for the bound `values`.
template <class Each, class... Values>
void query(SQLite::Statement& statement, Each each, Values... values) {
    int index = 0;
    (statement.bind(++index, values), ...);
    while (statement.executeStep()) {
        Columns columns(statement);
        each(columns);
    }
    statement.reset();
}

template <class... Values>
std::string query_text(SQLite::Statement& statement, Values... values) {
    std::string result;
    query(
        statement, [&](Columns& columns) { result = columns.text(); }, values...);
    return result;
}

}  // namespace

Id Columns::reference() {
    const auto column = statement_.getColumn(next_++);
    return column.isNull() ? none : column.getInt64();
}

void read_rule(Columns& columns, Rule& rule) {
    rule.kind = columns.text();
    rule.ns = columns.text();
    rule.name = columns.text();
    rule.direction = columns.text();
    rule.path = columns.text();
    rule.rule = columns.reference();
    rule.file = columns.text();
    rule.line = columns.number();
}

Lookup::Lookup(SQLite::Database& db, Id run)
    : run_(run),
      word_(db, "SELECT text FROM word WHERE id = ?"),
      reason_(db, "SELECT code FROM reason WHERE run = ? AND id = ?"),
      endpoint_(db,
                "SELECT kind, ref, ip, namespace, workload, node FROM endpoint "
                "WHERE run = ? AND id = ?"),
      label_(db, "SELECT key, value FROM endpoint_label WHERE run = ? AND endpoint = ?"),
      cause_(
          db,
          "SELECT r.id, r.kind, r.namespace, r.name, r.direction, r.path, r.rule, r.file, r.line "
          "FROM cause c JOIN rule r ON r.run = c.run AND r.id = c.rule "
          "WHERE c.run = ? AND c.list = ? ORDER BY c.position") {}

const std::string& Lookup::word(Id id) {
    return kept(words_, id, [&] { return query_text(word_, id); });
}

const std::string& Lookup::reason(Id id) {
    return kept(reasons_, id, [&] { return query_text(reason_, run_, id); });
}

const Endpoint& Lookup::endpoint(Id id) {
    return kept(endpoints_, id, [&] { return read_endpoint(id); });
}

Endpoint Lookup::read_endpoint(Id id) {
    Endpoint row;
    query(
        endpoint_,
        [&](Columns& columns) {
            row.id = id;
            row.kind = columns.text();
            row.ref = columns.text();
            row.ip = columns.text();
            row.ns = columns.reference();
            row.workload = columns.reference();
            row.node = columns.reference();
        },
        run_, id);
    query(
        label_,
        [&](Columns& columns) {
            std::string key = columns.text();
            row.labels.emplace_back(std::move(key), columns.text());
        },
        run_, id);
    return row;
}

const std::vector<Rule>& Lookup::causes(Id list) {
    return kept(causes_, list, [&] {
        std::vector<Rule> rules;
        query(
            cause_,
            [&](Columns& columns) {
                Rule& rule = rules.emplace_back();
                rule.id = columns.number();
                read_rule(columns, rule);
            },
            run_, list);
        return rules;
    });
}

}  // namespace results
