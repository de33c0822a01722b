// SPDX-License-Identifier: MIT
// What `compare` prints for people: a line for each difference, its causes below it, the summary
// last.
#pragma once

#include <iosfwd>

#include "results/report/change_lines.h"
#include "results/report/compare_report.h"

namespace results {

class CompareTable : public CompareReport {
  public:
    CompareTable(std::ostream& out, const ComparisonHead& head, const Style& style)
        : out_(out), head_(head), style_(style) {}

    void add(const FlowChange& change) override { lines_.add(change); }
    void add(const ConnectionChange& change) override { lines_.add(change); }
    void end(const FlowComparison& result) override;

  private:
    void print(const ChangeLine& line);

    std::ostream& out_;
    const ComparisonHead& head_;
    Style style_;
    ChangeLines lines_;
};

}  // namespace results
