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
               const std::vector<Line>& lines);

    // The class of an address, be it a pod's or outside.
    policy::ClassId class_of(const policy::IpAddress& address) const;
    // Of the class; REQUIRES: it has pods.
    const Line& line_of(policy::ClassId id) const { return lines_[line_of_[id]]; }

    // What the entry of a row says of a port. `from`: null where the row is of outside.
    Passes judge(const Line* from, const policy::AllowedTo& entry, policy::Protocol protocol,
                 std::uint16_t port) const;
    // From whoever has an address, or from each class that `from` lists.
    Passes judge(policy::ClassId from, policy::ClassId to, policy::Protocol protocol,
                 std::uint16_t port) const;

  private:
    const policy::Reachability& reach_;
    const std::vector<Line>& lines_;
    std::vector<std::uint32_t> line_of_;  // by class
    std::vector<OutsideCell> cells_;
    std::unordered_map<policy::IpAddress, policy::ClassId> of_pod_;  // by address
};

}  // namespace analysis
