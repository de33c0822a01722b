// SPDX-License-Identifier: MIT
// The rows of one source, or of one destination, at a time.
#pragma once

#include <cstdint>
#include <vector>

#include "policy/reach/reachability.h"
#include "sim/analysis/reach_answers.h"
#include "sim/analysis/reach_lines.h"
#include "sim/analysis/reach_outside.h"

namespace analysis {

// What a line may open to another.
struct Destination {
    std::uint32_t line = 0;
    Answers::Number answer = Answers::nothing;
};

// What a line and a range of addresses may.
struct OutsideRange {
    policy::AddressRange range;
    Answers::Number answer = Answers::nothing;
};

class ReachRows {
  public:
    // `self`: also what a line of one group may open to itself. `only_focused`: no row without a
    // focused line. REQUIRES: the references outlive this.
    ReachRows(const policy::Reachability& reach, const std::vector<Line>& lines, bool self,
              bool only_focused);

    // What `from` may open: then destinations() in any order, outside() by address.
    void look_from(std::uint32_t from);
    // What may be opened to `to`: outside().
    void look_to(std::uint32_t to);

    // Each with something allowed; neighbours of outside() differ.
    const std::vector<Destination>& destinations() const { return destinations_; }
    const std::vector<OutsideRange>& outside() const { return outside_; }
    // The row of its class, until another is looked at.
    const std::vector<policy::AllowedTo>& row() const { return *row_; }
    const Answers& answers() const { return answers_; }
    Answers& answers() { return answers_; }

  private:
    struct CellAnswer {
        std::uint32_t cell = 0;
        Answers::Number answer = Answers::nothing;
    };

    void index_lines();
    bool wanted(const Line& line) const { return !only_focused_ || line.focused; }
    void add_destinations(std::uint32_t from, const policy::AllowedTo& entry);
    Answers::Number doubtful_answer(const Line& from, const Line& to,
                                    const policy::AllowedTo& entry);
    void add_self(std::uint32_t from, const policy::AllowedTo* entry);
    void add_cells(const Line& from, const policy::AllowedTo& entry);
    void merge_cells();

    const policy::Reachability& reach_;
    const std::vector<Line>& lines_;
    const bool self_;
    const bool only_focused_;
    const std::vector<OutsideCell> cells_;
    policy::ClassId first_outside_ = 0;                  // class; these come last
    std::vector<std::vector<std::uint32_t>> cells_of_;   // by class
    std::vector<std::vector<OutsideRun>> from_outside_;  // by class; made when first asked for
    // The lines of class c: lines_of_[first_line_of_[c]] to before that of the next class.
    std::vector<std::uint32_t> first_line_of_;
    std::vector<std::uint32_t> lines_of_;
    Answers answers_;

    const std::vector<policy::AllowedTo>* row_ = nullptr;
    std::vector<CellAnswer> found_cells_;
    std::vector<Destination> destinations_;
    std::vector<OutsideRange> outside_;
};

}  // namespace analysis
