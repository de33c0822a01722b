// SPDX-License-Identifier: MIT
#include "sim/analysis/reach_outside.h"

#include <algorithm>

namespace analysis {
namespace {

bool same(const policy::AllowedTo& a, const policy::AllowedTo& b) {
    return a.certain == b.certain && a.possible == b.possible &&
           a.families_differ == b.families_differ;
}

}  // namespace

bool same_family(const OutsideCell& a, const OutsideCell& b) {
    return a.range.first.family() == b.range.first.family();
}

std::vector<OutsideCell> outside_cells(const policy::Reachability& reach) {
    std::vector<OutsideCell> all;
    const auto& classes = reach.classes();
    for (policy::ClassId id = 0; id < classes.size(); ++id) {
        for (const policy::AddressRange& range : classes[id].outside) all.push_back({range, id});
    }
    std::sort(all.begin(), all.end(), [](const OutsideCell& a, const OutsideCell& b) {
        return a.range.first < b.range.first;
    });
    std::vector<OutsideCell> cells;
    for (const OutsideCell& next : all) {
        if (!cells.empty() && cells.back().endpoint_class == next.endpoint_class) {
            cells.back().range.last = next.range.last;
        } else {
            cells.push_back(next);
        }
    }
    return cells;
}

std::vector<std::vector<OutsideRun>> runs_from_outside(const policy::Reachability& reach,
                                                       const std::vector<OutsideCell>& cells) {
    std::vector<std::vector<OutsideRun>> runs(reach.classes().size());
    for (std::uint32_t cell = 0; cell < cells.size(); ++cell) {
        const bool begins = cell == 0 || !same_family(cells[cell - 1], cells[cell]);
        for (const policy::AllowedTo& entry : reach.row(cells[cell].endpoint_class)) {
            auto& of = runs[entry.to];
            if (!begins && !of.empty() && of.back().last_cell + 1 == cell &&
                same(of.back().entry, entry)) {
                of.back().last_cell = cell;
            } else {
                of.push_back({cell, cell, entry});
            }
        }
    }
    return runs;
}

}  // namespace analysis
