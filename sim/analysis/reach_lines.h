// SPDX-License-Identifier: MIT
// The ends of the rows of `reach`: groups of pods, or whole classes where there are too many.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/reach/reachability.h"
#include "results/report/reach_report.h"
#include "sim/analysis/reach_answers.h"
#include "sim/analysis/workloads.h"

namespace analysis {

// What of a line's groups is needed to sum them up with those of others; none: UINT32_MAX.
struct LineBrief {
    std::uint32_t first = UINT32_MAX;  // group
    std::uint32_t second = UINT32_MAX;
    std::uint32_t groups = 0;
    std::uint32_t ns = UINT32_MAX;  // by number; none where there are several
};

// Groups that are printed as one, all of one class.
struct Line {
    results::ReachEnd end;
    LineBrief brief;
    policy::ClassId endpoint_class = 0;
    bool focused = false;                   // one of those that were asked for
    std::vector<std::uint32_t> groups;      // ascending
    std::vector<std::uint32_t> namespaces;  // theirs by number, each once
    std::vector<std::uint32_t> nodes;       // their pods', ascending, each once
    bool all_have_nodes = true;
    bool one_pod = false;
    // What could make an answer uncertain, whoever is at the other end.
    Doubts as_source, as_destination;
    // What the other end's policies may ask: of some pod's namespace's labels, or its address.
    bool in_error = false, stand_in = false, disputed = false;
    bool blocks_as_source = false, blocks_as_destination = false;  // its policies have ipBlocks
};

// What could make an answer between the two uncertain.
Doubts doubts_between(const Line& from, const Line& to);

SharedNode shared_node(const Line& a, const Line& b);

// A line for each group, or, `by_class`, for each class and whether it is focused; in the order of
// their first groups. `focused` tells for each group.
std::vector<Line> make_lines(const policy::World& world, const std::vector<Group>& groups,
                             const std::vector<bool>& focused, bool by_class);

// What names several groups: the first two, and where the others are.
struct Summary {
    std::uint32_t first = UINT32_MAX;  // group
    std::uint32_t second = UINT32_MAX;
    std::size_t groups = 0;
    std::vector<std::uint32_t> namespaces;  // of all, by number; some may be in it repeatedly

    void clear() {  // keeps its room
        first = second = UINT32_MAX;
        groups = 0;
        namespaces.clear();
    }
    // `all` its line's namespaces, where the brief has none.
    void add(const LineBrief& line, const std::vector<std::uint32_t>& all);
};

// Writes "shop/web[Deployment]"; "shop/api[Deployment], shop/web[Deployment] and 12 more in shop".
// REQUIRES: at least one group.
void write_name(std::string& name, Summary& summary, const policy::World& world,
                const std::vector<Group>& groups);

}  // namespace analysis
