// SPDX-License-Identifier: MIT
// The lines that end a comparison.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "results/report/compare_report.h"

namespace results {

// 999996 is "999,996".
std::string with_thousands(std::int64_t number);

// "3 flows newly dropped, 1 newly allowed, 0 changed reason, 0 uncertain (999,996 unchanged)";
// manifests have connections in place of flows.
std::string change_summary(const ComparisonHead& head, const ChangeCounts& counts);

// What the summary does not count: what only one side has, workloads that were renamed, flows with
// the same verdict and another outcome; "no differences" where there are none at all.
std::vector<std::string> change_remarks(const ComparisonHead& head, const FlowComparison& result);

}  // namespace results
