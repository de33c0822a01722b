// SPDX-License-Identifier: MIT
#include "sim/analysis/reach_judge.h"

#include <algorithm>

namespace analysis {

using policy::AllowedTo;
using policy::ClassId;

void Passes::add(const Passes& other, Caveat why_different) {
    const bool differ = any && (possible != other.possible || certain != other.certain);
    certain = other.certain && (certain || !any);
    possible = possible || other.possible;
    doubts.add(other.doubts);
    if (differ) doubts.add(why_different);
    any = true;
}

ReachJudge::ReachJudge(const policy::World& world, const policy::Reachability& reach,
                       const std::vector<Line>& lines)
    : reach_(reach),
      lines_(lines),
      line_of_(reach.classes().size(), 0),
      cells_(outside_cells(reach)) {
    for (std::uint32_t line = 0; line < lines.size(); ++line) {
        line_of_[lines[line].endpoint_class] = line;
    }
    for (std::uint32_t pod = 0; pod < world.pods.size(); ++pod) {
        const auto of_class = reach.class_of(pod);
        if (!of_class) continue;
        for (const policy::IpAddress& address : world.pods[pod].addresses) {
            of_pod_.emplace(address, *of_class);
        }
    }
}

ClassId ReachJudge::class_of(const policy::IpAddress& address) const {
    const auto pod = of_pod_.find(address);
    if (pod != of_pod_.end()) return pod->second;
    const auto after = std::upper_bound(
        cells_.begin(), cells_.end(), address,
        [](const policy::IpAddress& a, const OutsideCell& cell) { return a < cell.range.first; });
    return (after == cells_.begin() ? after : after - 1)->endpoint_class;
}

Passes ReachJudge::judge(const Line* from, const AllowedTo& entry, policy::Protocol protocol,
                         std::uint16_t port) const {
    Passes passes;
    passes.any = true;
    passes.possible = reach_.set(entry.possible).contains(protocol, port);
    passes.certain = reach_.set(entry.certain).contains(protocol, port);
    const bool to_pods = !reach_.classes()[entry.to].is_outside();
    if (passes.possible && !passes.certain) {
        if (from != nullptr && to_pods) {
            passes.doubts.add(doubts_between(*from, line_of(entry.to)));
        } else if (from != nullptr) {
            passes.doubts.add(from->as_source);
        } else {
            passes.doubts.add(line_of(entry.to).as_destination);
        }
    }
    if (entry.families_differ && passes.certain) {
        passes.certain = false;
        passes.doubts.add(Caveat::DualStackDiffers);
    }
    if (entry.all_on_own_node && !passes.certain && from != nullptr && to_pods) {
        const SharedNode shared = shared_node(*from, line_of(entry.to));
        if (shared == SharedNode::All) passes.certain = passes.possible = true;
        if (shared == SharedNode::Some) {
            passes.possible = true;
            passes.doubts.add(Caveat::HostNetworkOwnNode);
        }
    }
    return passes;
}

Passes ReachJudge::judge(ClassId from, ClassId to, policy::Protocol protocol,
                         std::uint16_t port) const {
    const std::vector<AllowedTo>& row = reach_.row(from);
    const auto entry =
        std::lower_bound(row.begin(), row.end(), to,
                         [](const AllowedTo& each, ClassId wanted) { return each.to < wanted; });
    Passes none;
    none.any = true;
    if (entry == row.end() || entry->to != to) return none;
    const bool outside = reach_.classes()[from].is_outside();
    return judge(outside ? nullptr : &line_of(from), *entry, protocol, port);
}

}  // namespace analysis
