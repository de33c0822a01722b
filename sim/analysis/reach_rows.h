// SPDX-License-Identifier: MIT
// The rows of one source, or of one destination, at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "policy/reachability.h"
#include "results/report/reach_report.h"
#include "sim/analysis/reach_answers.h"
#include "sim/analysis/reach_lines.h"
#include "sim/analysis/reach_outside.h"

namespace analysis {

// What a line may open to another.
struct Destination {
    std::uint32_t line = 0;
    const results::ReachAnswer* answer = nullptr;  // never null
};

// What a line and a range of addresses may.
struct OutsideRange {
    policy::AddressRange range;
    const results::ReachAnswer* answer = nullptr;  // never null
};

class ReachRows {
  public:
    // `self`: also what a line of one group may open to itself. `only_focused`: no row without a
    // focused line. REQUIRES: the references outlive this.
    ReachRows(const policy::Reachability& reach, const std::vector<Line>& lines, bool self,
              bool only_focused);

    // What `from` may open: then destinations() ascending by line, outside() by address.
    void look_from(std::uint32_t from);
    // What may be opened to `to` from outside().
    void look_to(std::uint32_t to);

    const std::vector<Destination>& destinations() const { return destinations_; }
    const std::vector<OutsideRange>& outside() const { return outside_; }

  private:
    bool wanted(const Line& line) const { return !only_focused_ || line.focused; }
    void ask_from(policy::ClassId from);
    void list_destinations(std::uint32_t from);
    const results::ReachAnswer* answer(std::uint32_t from, std::uint32_t to);
    void list_outside(const Line& line);  // neighbours it does not tell apart are one range

    const policy::Reachability& reach_;
    const std::vector<Line>& lines_;
    const bool self_;
    const bool only_focused_;
    const std::vector<OutsideCell> cells_;
    std::vector<std::vector<OutsideRun>> from_outside_;  // by class; made when first asked for
    std::vector<std::vector<std::uint32_t>> lines_of_;   // by class
    Answers answers_;

    // What the line that is looked at may open: by class, and to which classes.
    std::vector<std::optional<policy::Allowed>> allowed_;
    std::vector<policy::ClassId> allowed_classes_;
    std::vector<Destination> destinations_;
    std::vector<OutsideRange> outside_;
};

}  // namespace analysis
