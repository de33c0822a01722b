// SPDX-License-Identifier: MIT
#include "sim/analysis/reach_rows.h"

#include <algorithm>

namespace analysis {

using policy::AllowedTo;

ReachRows::ReachRows(const policy::Reachability& reach, const std::vector<Line>& lines, bool self,
                     bool only_focused)
    : reach_(reach),
      lines_(lines),
      self_(self),
      only_focused_(only_focused),
      cells_(outside_cells(reach)),
      cells_of_(reach.classes().size()),
      answers_(reach) {
    const auto& classes = reach.classes();
    while (first_outside_ < classes.size() && !classes[first_outside_].is_outside()) {
        ++first_outside_;
    }
    index_lines();
    for (std::uint32_t i = 0; i < cells_.size(); ++i) {
        cells_of_[cells_[i].endpoint_class].push_back(i);
    }
}

void ReachRows::index_lines() {
    first_line_of_.assign(reach_.classes().size() + 1, 0);
    for (const Line& line : lines_) ++first_line_of_[line.endpoint_class + 1];
    for (std::size_t i = 1; i < first_line_of_.size(); ++i) {
        first_line_of_[i] += first_line_of_[i - 1];
    }
    std::vector<std::uint32_t> next = first_line_of_;
    lines_of_.resize(lines_.size());
    for (std::uint32_t i = 0; i < lines_.size(); ++i) {
        lines_of_[next[lines_[i].endpoint_class]++] = i;
    }
}

void ReachRows::look_from(std::uint32_t from) {
    destinations_.clear();
    outside_.clear();
    found_cells_.clear();
    const Line& line = lines_[from];
    bool among_own = false;
    row_ = &reach_.row(line.endpoint_class);
    for (const AllowedTo& entry : *row_) {
        if (entry.to >= first_outside_) {
            add_cells(line, entry);
        } else {
            among_own = among_own || entry.to == line.endpoint_class;
            add_destinations(from, entry);
        }
    }
    if (!among_own) add_self(from, nullptr);
    merge_cells();
}

void ReachRows::add_destinations(std::uint32_t from, const AllowedTo& entry) {
    const Line& source = lines_[from];
    const bool plain = Answers::is_plain(entry);
    const Answers::Number plain_answer = plain ? answers_.of_plain(entry) : Answers::nothing;
    for (std::uint32_t i = first_line_of_[entry.to]; i < first_line_of_[entry.to + 1]; ++i) {
        const std::uint32_t line = lines_of_[i];
        if (!wanted(source) && !wanted(lines_[line])) continue;
        if (line == from && source.groups.size() == 1) {
            add_self(from, &entry);
            continue;
        }
        const Answers::Number answer =
            plain ? plain_answer : doubtful_answer(source, lines_[line], entry);
        if (answer != Answers::nothing) destinations_.push_back({line, answer});
    }
}

Answers::Number ReachRows::doubtful_answer(const Line& from, const Line& to,
                                           const AllowedTo& entry) {
    const SharedNode shared = entry.all_on_own_node ? shared_node(from, to) : SharedNode::None;
    return answers_.of(entry, shared, doubts_between(from, to));
}

// A pod's connections to itself never leave it. `entry`: what its siblings may open to each
// other; null for nothing.
void ReachRows::add_self(std::uint32_t from, const AllowedTo* entry) {
    const Line& line = lines_[from];
    if (!self_ || !wanted(line) || line.groups.size() != 1) return;
    Answers::Number answer = Answers::nothing;
    if (line.one_pod) {
        answer = answers_.everything();
    } else if (entry != nullptr) {
        answer = doubtful_answer(line, line, *entry);
    }
    if (answer != Answers::nothing) destinations_.push_back({from, answer});
}

void ReachRows::add_cells(const Line& from, const AllowedTo& entry) {
    if (!wanted(from)) return;
    const Answers::Number answer = answers_.of(entry, SharedNode::None, from.as_source);
    if (answer == Answers::nothing) return;
    for (const std::uint32_t cell : cells_of_[entry.to]) found_cells_.push_back({cell, answer});
}

// Neighbours that the line does not tell apart are one range.
void ReachRows::merge_cells() {
    const auto before = [](const CellAnswer& a, const CellAnswer& b) { return a.cell < b.cell; };
    if (!std::is_sorted(found_cells_.begin(), found_cells_.end(), before)) {
        std::sort(found_cells_.begin(), found_cells_.end(), before);
    }
    for (std::size_t i = 0; i < found_cells_.size(); ++i) {
        const auto [cell, answer] = found_cells_[i];
        const bool follows = i > 0 && found_cells_[i - 1].cell + 1 == cell &&
                             found_cells_[i - 1].answer == answer &&
                             same_family(cells_[cell - 1], cells_[cell]);
        if (follows) {
            outside_.back().range.last = cells_[cell].range.last;
        } else {
            outside_.push_back({cells_[cell].range, answer});
        }
    }
}

void ReachRows::look_to(std::uint32_t to) {
    destinations_.clear();
    outside_.clear();
    const Line& line = lines_[to];
    if (!wanted(line)) return;
    if (from_outside_.empty()) from_outside_ = runs_from_outside(reach_, cells_);
    for (const OutsideRun& run : from_outside_[line.endpoint_class]) {
        outside_.push_back({{cells_[run.first_cell].range.first, cells_[run.last_cell].range.last},
                            answers_.of(run.entry, SharedNode::None, line.as_destination)});
    }
}

}  // namespace analysis
