// SPDX-License-Identifier: MIT
// SARIF, the Static Analysis Results Interchange Format. Inside of results/report/.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "results/report/lint_report.h"

namespace results {

// One document with one run, by the OASIS standard's version 2.1.0: every rule with its help, each
// finding with its place. Paths are relative URIs, to %SRCROOT%; an absolute one is a file: URI.
// REQUIRES: each row's code is among the rules.
void write_sarif(std::ostream& out, const std::vector<LintRow>& rows,
                 const std::vector<LintRule>& rules, const std::string& tool_version);

}  // namespace results
