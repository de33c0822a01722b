// SPDX-License-Identifier: MIT
// `compare --format json`: one document on one line, written as changes come.
#pragma once

#include <cstdint>
#include <iosfwd>

#include "results/report/compare_report.h"

namespace results {

// {"format_version":"1.0","before":{...},"after":{...},"warnings":[...],"changes":[...],
// "summary":{...}}. Minor versions only add.
//
// Manifests: `before` and `after` have paths, "renamed" lists workloads, and a change is
// {"kind","src","dst","before":CONN,"after":CONN,"workload","causes"}; `uncertain_before` and
// `uncertain_after` are added where there is doubt. Runs: `before` and `after` are runs; a change
// has the flow, its fate on each side (null where the run does not have it) and the causes.
class CompareJson : public CompareReport {
  public:
    CompareJson(std::ostream& out, const ComparisonHead& head);

    void add(const FlowChange& change) override;
    void add(const ConnectionChange& change) override;
    void end(const FlowComparison& result) override;

  private:
    void separate();

    std::ostream& out_;
    const ComparisonHead& head_;
    bool first_ = true;
};

}  // namespace results
