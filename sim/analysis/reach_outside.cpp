// SPDX-License-Identifier: MIT
#include "sim/analysis/reach_outside.h"

#include <algorithm>

namespace analysis {

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

}  // namespace analysis
