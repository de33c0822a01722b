// SPDX-License-Identifier: MIT
#include "sim/analysis/reach_judge.h"

#include <algorithm>

namespace analysis {

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
                       const std::vector<Group>& groups, const std::vector<Line>& lines)
    : reach_(reach), line_of_(reach.classes().size(), nullptr), cells_(outside_cells(reach)) {
    // By pods: a line is of one class, and may have pods of others that are judged alike.
    for (const Line& line : lines) {
        for (const std::uint32_t group : line.groups) {
            for (const std::uint32_t pod : groups[group].pods) {
                line_of_[*reach.class_of(pod)] = &line;
            }
        }
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
    return pod != of_pod_.end() ? pod->second : outside_class_of(address);
}

ClassId ReachJudge::outside_class_of(const policy::IpAddress& address) const {
    const auto after = std::upper_bound(
        cells_.begin(), cells_.end(), address,
        [](const policy::IpAddress& a, const OutsideCell& cell) { return a < cell.range.first; });
    return (after == cells_.begin() ? after : after - 1)->endpoint_class;
}

Passes ReachJudge::judge(const Line* from, ClassId to, const policy::Allowed& allowed,
                         policy::Protocol protocol, std::uint16_t port) const {
    Passes passes;
    passes.any = true;
    passes.possible = allowed.possible->contains(protocol, port);
    passes.certain = allowed.certain->contains(protocol, port);
    if (passes.possible && !passes.certain) {
        const Line* target = line_of_[to];
        if (from != nullptr && target != nullptr) {
            passes.doubts.add(doubts_between(*from, *target));
        } else if (from != nullptr) {
            passes.doubts.add(from->as_source);
        } else if (target != nullptr) {
            passes.doubts.add(target->as_destination);
        }
    }
    if (allowed.families_differ && passes.certain) {
        passes.certain = false;
        passes.doubts.add(Caveat::DualStackDiffers);
    }
    if (allowed.all_on_own_node && !passes.certain) {
        passes.possible = true;
        passes.doubts.add(Caveat::HostNetworkOwnNode);
    }
    return passes;
}

}  // namespace analysis
