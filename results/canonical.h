// SPDX-License-Identifier: MIT
// The content of a run as text: one line of JSON per row, {"table":...} first, by table and id.
#pragma once

#include <functional>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

#include "results/records.h"

namespace results {

// Leaves out the run's id and the table `execution`, spells words out, and names inputs by their
// hash. Nothing where there is no such run.
void write_canonical(SQLite::Database& db, Id run,
                     const std::function<void(const std::string& line)>& each);

}  // namespace results
