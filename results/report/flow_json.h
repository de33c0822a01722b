// SPDX-License-Identifier: MIT
// `run --format json`: one document per run on one line, written as flows come.
#pragma once

#include <iosfwd>

#include "results/report/flow_report.h"
#include "results/report/summary.h"

namespace results {

// {"format_version":"1.0","run":{...},"flows":[...],"summary":{...}}. Minor versions only add.
// "asked" is the name, where a flow asks for one; "dst" what it stands for, null where it was not
// resolved. A child flow stands behind its parent and names it ("parent": its "id"). The summary
// counts the flows that were added, child flows apart ("children"). Text that is not UTF-8 is
// replaced by U+FFFD.
class FlowJson : public FlowReport {
  public:
    FlowJson(std::ostream& out, const RunSummary& run);

    void add(const FlowView& view) override;
    void end() override;

  private:
    std::ostream& out_;
    Counts counts_;
};

}  // namespace results
