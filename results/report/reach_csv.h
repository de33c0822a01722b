// SPDX-License-Identifier: MIT
// Allowed connections as comma-separated values, RFC 4180: src, dst, conn, uncertain, caveats.
#pragma once

#include <iosfwd>
#include <string>
#include <unordered_map>

#include "results/report/reach_report.h"

namespace results {

class ReachCsv : public ReachReport {
  public:
    explicit ReachCsv(std::ostream& out);

    void add(const ReachEnd& from, const ReachEnd& to, const ReachAnswer& answer) override;
    void end() override {}

  private:
    std::ostream& out_;
    std::string row_;
    std::unordered_map<const ReachAnswer*, std::string> texts_;  // the last three fields
};

}  // namespace results
