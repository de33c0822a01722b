// SPDX-License-Identifier: MIT
// Allowed connections as one JSON document, a line for each.
#pragma once

#include <iosfwd>
#include <string>
#include <unordered_map>

#include "results/report/reach_report.h"

namespace results {

// {"format_version":"1.0","connections":[{"src":...,"dst":...,"conn":CONN}, ...]}; a row may add
// "uncertain":CONN and "caveats":[CODE].
class ReachJson : public ReachReport {
  public:
    explicit ReachJson(std::ostream& out);

    void add(const ReachEnd& from, const ReachEnd& to, const ReachAnswer& answer) override;
    void end() override;

  private:
    const std::string& text_of(const ReachAnswer& answer);

    std::ostream& out_;
    std::unordered_map<const ReachAnswer*, std::string> texts_;
    std::string row_;
    bool first_ = true;
};

}  // namespace results
