// SPDX-License-Identifier: MIT
// The findings of a lint as plain rows, with the lines they are about.
#pragma once

#include <vector>

#include "policy/lint/lint.h"
#include "results/report/lint_report.h"
#include "sim/scenario/world_reader.h"

namespace analysis {

std::vector<results::LintRule> lint_rules();

// What policy::lint() finds, policies of other APIs, and the errors in objects that could not be
// read, which are there only where reading went on all the same. By file, then line.
std::vector<results::LintRow> lint_rows(const scenario::WorldResult& read);

}  // namespace analysis
