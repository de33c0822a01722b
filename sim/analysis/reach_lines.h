// SPDX-License-Identifier: MIT
// The ends of the rows of `reach`: groups of pods, or whole classes where there are too many.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/reachability.h"
#include "results/report/reach_report.h"
#include "sim/analysis/reach_answers.h"
#include "sim/analysis/workloads.h"

namespace analysis {

// Groups that are printed as one, all of one class.
struct Line {
    results::ReachEnd end;
    policy::ClassId endpoint_class = 0;
    bool focused = false;               // one of those that were asked for
    std::vector<std::uint32_t> groups;  // ascending
    std::vector<std::uint32_t> nodes;   // their pods', ascending, each once
    bool all_have_nodes = true;
    bool one_pod = false;
    Doubts doubts;
};

SharedNode shared_node(const Line& a, const Line& b);

// A line for each group, or, `by_class`, for each class and whether it is focused; in the order of
// their first groups. `focused` tells for each group.
std::vector<Line> make_lines(const policy::World& world, const std::vector<Group>& groups,
                             const std::vector<bool>& focused, bool by_class);

// "shop/web[Deployment]"; "shop/api[Deployment], shop/web[Deployment] and 12 more in shop".
// `groups` ascending, not empty.
std::string summary_name(const policy::World& world, const std::vector<Group>& groups,
                         const std::vector<std::uint32_t>& members);

}  // namespace analysis
