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
// `uncertain_after` are added where there is doubt. A row that differs in nothing but is uncertain
// on both sides is listed as "changed". A cause's "change" is the half it made: "newly-dropped" or
// "newly-allowed". Runs: `before` and `after` are runs; a change has the flow, its fate on each
// side (null where the run does not have it) and the causes; of a child flow, "parent" is the name
// of the flow it is a step of, else null.
//
// The summary's "uncertain" counts what is so on either side, "uncertain_on_both" the part of it
// that is so on both. Child flows are counted apart, in "children".
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
