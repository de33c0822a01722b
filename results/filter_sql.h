// SPDX-License-Identifier: MIT
// Filters as SQL. User text reaches SQLite only as bound values.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "results/filter.h"

namespace results {

// The ids that a query gives, with the run as ?1 and `values` from ?2 on. It is bound as a blob
// with bit i set where id i is in the set: testing a row costs half of SQLite's own
// `IN (SELECT ...)`, which makes a tree of it (measured on a million flows).
struct SqlSet {
    std::string query;
    std::vector<std::string> values;
};

using SqlValue = std::variant<std::int64_t, std::string, SqlSet>;

struct SqlCondition {
    std::string text;  // an expression on a row `f` of table flow; uses has_id() of id_set.h
    std::vector<SqlValue> values;
};

// Expects the run as ?1 and its own values from ?first on, in order.
SqlCondition to_sql(const Filter& filter, int first);

}  // namespace results
