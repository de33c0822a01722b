// SPDX-License-Identifier: MIT
// Single ports of single pairs of classes, where a way to a pod ends.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "policy/reach/reachability.h"
#include "sim/analysis/reach_lines.h"
#include "sim/analysis/reach_outside.h"

namespace analysis {

// Whether connections pass: each of them, or some.
struct Passes {
    bool certain = false;
    bool possible = false;
    Doubts doubts;  // of what is possible and not certain

    bool any = false;  // whether there is a way at all

    // One more of several ways that a connection may take.
    void add(const Passes& other, Caveat why_different);
};

class ReachJudge {
  public:
    // REQUIRES: the arguments outlive this.
    ReachJudge(const policy::World& world, const policy::Reachability& reach,
               const std::vector<Group>& groups, const std::vector<Line>& lines);

    // The class of an address, be it a pod's or outside.
    policy::ClassId class_of(const policy::IpAddress& address) const;
    // That of an address as such, though a pod may have it.
    policy::ClassId outside_class_of(const policy::IpAddress& address) const;

    // One port of what an entry of a row allows. `from`: null where the row is of outside. Where
    // pods of one node may talk whatever rules say, that is possible and not certain.
    Passes judge(const Line* from, const policy::AllowedTo& entry, policy::Protocol protocol,
                 std::uint16_t port) const {
        const policy::Allowed allowed{&reach_.set(entry.certain), &reach_.set(entry.possible),
                                      entry.families_differ, entry.all_on_own_node};
        return judge(from, entry.to, allowed, protocol, port);
    }
    Passes judge(policy::ClassId from, policy::ClassId to, policy::Protocol protocol,
                 std::uint16_t port) const {
        const bool outside = reach_.classes()[from].is_outside();
        return judge(outside ? nullptr : line_of_[from], to, reach_.between(from, to), protocol,
                     port);
    }

  private:
    Passes judge(const Line* from, policy::ClassId to, const policy::Allowed& allowed,
                 policy::Protocol protocol, std::uint16_t port) const;

    const policy::Reachability& reach_;
    std::vector<const Line*> line_of_;  // by class: one that has pods of it; null of outside
    std::vector<OutsideCell> cells_;
    std::unordered_map<policy::IpAddress, policy::ClassId> of_pod_;  // by address
};

}  // namespace analysis
