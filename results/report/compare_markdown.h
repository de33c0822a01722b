// SPDX-License-Identifier: MIT
// A comparison as a comment on a change (GitHub Flavored Markdown).
#pragma once

#include <iosfwd>

#include "results/report/change_lines.h"
#include "results/report/compare_report.h"

namespace results {

// A table of at most 200 differences, for comments have a greatest length, and the summary line
// last.
class CompareMarkdown : public CompareReport {
  public:
    CompareMarkdown(std::ostream& out, const ComparisonHead& head) : out_(out), head_(head) {}

    void add(const FlowChange& change) override { lines_.add(change); }
    void add(const ConnectionChange& change) override { lines_.add(change); }
    void end(const FlowComparison& result) override;

  private:
    std::ostream& out_;
    const ComparisonHead& head_;
    ChangeLines lines_;
};

}  // namespace results
