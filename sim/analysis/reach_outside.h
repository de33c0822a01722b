// SPDX-License-Identifier: MIT
// The addresses outside, as the rules cut them.
#pragma once

#include <cstdint>
#include <vector>

#include "policy/reach/reachability.h"

namespace analysis {

// Consecutive addresses of one class.
struct OutsideCell {
    policy::AddressRange range;
    policy::ClassId endpoint_class = 0;
};

bool same_family(const OutsideCell& a, const OutsideCell& b);

// Every address of a class of outside is in a cell, ascending by address; neighbours of one family
// are of different classes. Addresses of pods between two cells do not keep them apart: a range
// names what is outside of the cluster, and is cut by rules alone.
std::vector<OutsideCell> outside_cells(const policy::Reachability& reach);

// What outside may open to one class: the same from each address of these cells.
struct OutsideRun {
    std::uint32_t first_cell = 0;
    std::uint32_t last_cell = 0;
    policy::AllowedTo entry;
};

// For each class its runs, ascending, maximal within a family. Asks for the rows of outside alone.
std::vector<std::vector<OutsideRun>> runs_from_outside(const policy::Reachability& reach,
                                                       const std::vector<OutsideCell>& cells);

}  // namespace analysis
