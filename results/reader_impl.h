// SPDX-License-Identifier: MIT
// What the two files of the Reader share: reader.cpp (runs and what belongs to them) and
// reader_flows.cpp (flows and their paths).
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "results/database.h"
#include "results/filter_sql.h"
#include "results/id_set.h"
#include "results/ip_within.h"
#include "results/lookup.h"
#include "results/reader.h"

namespace results {

struct Reader::Impl {
    explicit Impl(const std::string& name) : file(name), db(open_for_reading(name)) {
        guarded(file, [&] {
            check_version(db, file);
            define_ip_within(db);
            define_has_id(db);
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

    // `sql` with ?1 and the values of `condition` bound.
    SQLite::Statement prepare(const std::string& sql, Id run, const SqlCondition& condition);
    // A statement on flows f of `run` that meet `filter`; `tail` may use ?2 to ?4.
    SQLite::Statement on_flows(const char* what, Id run, const std::string& filter,
                               const std::string& tail);
    // The rows of flows(), behind the flow `after`, as many as `limit` (-1: all).
    SQLite::Statement in_order(Id run, const std::string& filter, Id after, std::int64_t limit);
    void bind(SQLite::Statement& statement, int index, const SqlValue& value, Id run);
    IdSet ids(const SqlSet& set, Id run);
    Lookup& lookup(Id run);

    std::string file;
    SQLite::Database db;
    std::map<Id, Lookup> lookups;
};

}  // namespace results
