// SPDX-License-Identifier: MIT
// Allowed connections as a table in Markdown, for a pull request; the summary below it.
#pragma once

#include <iosfwd>

#include "results/report/reach_report.h"
#include "results/report/reach_summary.h"

namespace results {

class ReachMarkdown : public ReachReport {
  public:
    explicit ReachMarkdown(std::ostream& out);

    void add(const ReachEnd& from, const ReachEnd& to, const ReachAnswer& answer) override;
    void end() override;

  private:
    std::ostream& out_;
    ReachCounts counts_;
};

}  // namespace results
