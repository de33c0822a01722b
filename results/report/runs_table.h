// SPDX-License-Identifier: MIT
// The runs of a store, for the verb `runs`.
#pragma once

#include <iosfwd>
#include <vector>

#include "results/reader.h"
#include "results/report/text_layout.h"

namespace results {

// One line per run in the order given, or a line that says there are none.
void write_runs_table(std::ostream& out, const std::vector<RunSummary>& runs, const Style& style);

// {"format_version":"1.0","runs":[...]}: the same, for programs.
void write_runs_json(std::ostream& out, const std::vector<RunSummary>& runs);

}  // namespace results
