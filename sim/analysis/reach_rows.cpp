// SPDX-License-Identifier: MIT
#include "sim/analysis/reach_rows.h"

#include <algorithm>

namespace analysis {
namespace {

using policy::Allowed;
using policy::ClassId;
using results::ReachAnswer;

void sort_unique(std::vector<ClassId>& ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

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
        if (lines[i].focused) focused_classes_.push_back(lines[i].endpoint_class);
    }
    for (const OutsideCell& cell : cells_) outside_classes_.push_back(cell.endpoint_class);
    sort_unique(outside_classes_);
    sort_unique(focused_classes_);
}

void ReachRows::look_from(std::uint32_t from) {
    forget();
    const Line& line = lines_[from];
    ask_from(line.endpoint_class, wanted(line));
    list_destinations(from);
    if (wanted(line)) list_outside(line);
}

void ReachRows::look_to(std::uint32_t to) {
    forget();
    const Line& line = lines_[to];
    if (!wanted(line)) return;
    for (const ClassId outside : outside_classes_) {
        remember(outside, reach_.between(outside, line.endpoint_class));
    }
    list_outside(line);
}

// Of everyone, or of what has a focused line alone: few of many.
void ReachRows::ask_from(ClassId from, bool everyone) {
    if (everyone) {
        reach_.for_each_allowed(
            from, [this](ClassId to, const Allowed& allowed) { remember(to, allowed); });
        return;
    }
    for (const ClassId to : focused_classes_) remember(to, reach_.between(from, to));
}

void ReachRows::remember(ClassId other, const Allowed& allowed) {
    allowed_[other] = allowed;
    allowed_classes_.push_back(other);
}

void ReachRows::forget() {
    for (const ClassId id : allowed_classes_) allowed_[id].reset();
    allowed_classes_.clear();
    destinations_.clear();
    outside_.clear();
}

void ReachRows::list_destinations(std::uint32_t from) {
    const bool everyone = wanted(lines_[from]);
    // Where nothing is asked of classes, a line's own may not be among the allowed.
    const ClassId own = lines_[from].endpoint_class;
    if (self_ && everyone && !allowed_[own]) remember(own, reach_.between(own, own));
    for (const ClassId id : allowed_classes_) {
        for (const std::uint32_t to : lines_of_[id]) {
            if (!everyone && !lines_[to].focused) continue;
            if (const ReachAnswer* found = answer(from, to)) destinations_.push_back({to, found});
        }
    }
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
    const Allowed& allowed = *allowed_[destination.endpoint_class];
    const SharedNode shared =
        allowed.all_on_own_node ? shared_node(source, destination) : SharedNode::None;
    return answers_.of(allowed, shared, source.doubts | destination.doubts);
}

// Neighbours that this line does not tell apart are one range.
void ReachRows::list_outside(const Line& line) {
    const ReachAnswer* last = nullptr;
    for (const OutsideCell& cell : cells_) {
        const auto& allowed = allowed_[cell.endpoint_class];
        const ReachAnswer* found =
            allowed ? answers_.of(*allowed, SharedNode::None, line.doubts) : nullptr;
        const bool same = found != nullptr && found == last &&
                          outside_.back().range.last.family() == cell.range.first.family();
        if (same) {
            outside_.back().range.last = cell.range.last;
        } else if (found != nullptr) {
            outside_.push_back({cell.range, found});
        }
        last = found;
    }
}

}  // namespace analysis
