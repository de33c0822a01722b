// SPDX-License-Identifier: MIT
// Filters as SQL. User text reaches SQLite only as bound values.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "results/filter.h"

namespace results {

using SqlValue = std::variant<std::int64_t, std::string>;

struct SqlCondition {
    std::string text;  // an expression on a row `f` of table flow
    std::vector<SqlValue> values;
};

// Expects the run as ?1 and its own values from ?first on, in order.
SqlCondition to_sql(const Filter& filter, int first);

}  // namespace results
