// SPDX-License-Identifier: MIT
#include "sim/analysis/reach_rows.h"

#include <algorithm>

namespace analysis {
namespace {

using policy::Allowed;
using policy::ClassId;
using results::ReachAnswer;

}  // namespace

ReachRows::ReachRows(const policy::Reachability& reach, const std::vector<Line>& lines, bool self,
                     bool only_focused)
    : reach_(reach),
      lines_(lines),
      self_(self),
      only_focused_(only_focused),
      cells_(outside_cells(reach)),
      lines_of_(reach.classes().size()),
      allowed_(reach.classes().size()) {
    for (std::uint32_t i = 0; i < lines.size(); ++i) {
        lines_of_[lines[i].endpoint_class].push_back(i);
    }
}

void ReachRows::look_from(std::uint32_t from) {
    destinations_.clear();
    outside_.clear();
    const Line& line = lines_[from];
    ask_from(line.endpoint_class);
    list_destinations(from);
    if (wanted(line)) list_outside(line);
}

void ReachRows::look_to(std::uint32_t to) {
    destinations_.clear();
    outside_.clear();
    const Line& line = lines_[to];
    if (!wanted(line)) return;
    if (from_outside_.empty()) from_outside_ = runs_from_outside(reach_, cells_);
    for (const OutsideRun& run : from_outside_[line.endpoint_class]) {
        outside_.push_back({{cells_[run.first_cell].range.first, cells_[run.last_cell].range.last},
                            answers_.of(run.allowed, SharedNode::None, line.doubts)});
    }
}

void ReachRows::ask_from(ClassId from) {
    for (const ClassId id : allowed_classes_) allowed_[id].reset();
    allowed_classes_.clear();
    reach_.for_each_allowed(from, [this](ClassId to, const Allowed& allowed) {
        allowed_[to] = allowed;
        allowed_classes_.push_back(to);
    });
}

void ReachRows::list_destinations(std::uint32_t from) {
    const Line& source = lines_[from];
    const auto add = [&](std::uint32_t to) {
        if (!wanted(source) && !wanted(lines_[to])) return;
        if (const ReachAnswer* found = answer(from, to)) destinations_.push_back({to, found});
    };
    for (const ClassId id : allowed_classes_) {
        for (const std::uint32_t to : lines_of_[id]) add(to);
    }
    if (!allowed_[source.endpoint_class]) add(from);  // nobody but the pod itself
    std::sort(destinations_.begin(), destinations_.end(),
              [](const Destination& a, const Destination& b) { return a.line < b.line; });
}

const ReachAnswer* ReachRows::answer(std::uint32_t from, std::uint32_t to) {
    const Line& source = lines_[from];
    const Line& destination = lines_[to];
    if (from == to && source.groups.size() == 1) {
        if (!self_) return nullptr;
        if (source.one_pod) return answers_.everything();  // it never leaves the pod
    }
    const auto& allowed = allowed_[destination.endpoint_class];
    if (!allowed) return nullptr;
    const SharedNode shared =
        allowed->all_on_own_node ? shared_node(source, destination) : SharedNode::None;
    return answers_.of(*allowed, shared, source.doubts | destination.doubts);
}

void ReachRows::list_outside(const Line& line) {
    const OutsideCell* last = nullptr;  // that something is allowed with
    for (const OutsideCell& cell : cells_) {
        const auto& allowed = allowed_[cell.endpoint_class];
        const ReachAnswer* found =
            allowed ? answers_.of(*allowed, SharedNode::None, line.doubts) : nullptr;
        if (found == nullptr) continue;
        const bool follows = last != nullptr && last + 1 == &cell &&
                             last->range.first.family() == cell.range.first.family();
        if (follows && outside_.back().answer == found) {
            outside_.back().range.last = cell.range.last;
        } else {
            outside_.push_back({cell.range, found});
        }
        last = &cell;
    }
}

}  // namespace analysis
