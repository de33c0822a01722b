// SPDX-License-Identifier: MIT
// Flows as a table for a comment on a change (GitHub Flavored Markdown), then the summary line.
#pragma once

#include <iosfwd>

#include "results/report/flow_report.h"
#include "results/report/summary.h"

namespace results {

class FlowMarkdown : public FlowReport {
  public:
    explicit FlowMarkdown(std::ostream& out);

    void add(const FlowView& view) override;
    void end() override;

  private:
    std::ostream& out_;
    Counts counts_;
};

}  // namespace results
