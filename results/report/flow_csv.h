// SPDX-License-Identifier: MIT
// Flows as comma-separated values, RFC 4180: CRLF, a header line, quotes where needed.
#pragma once

#include <iosfwd>

#include "results/report/flow_report.h"

namespace results {

class FlowCsv : public FlowReport {
  public:
    explicit FlowCsv(std::ostream& out);

    void add(const FlowView& view) override;
    void end() override {}

  private:
    std::ostream& out_;
};

}  // namespace results
