// SPDX-License-Identifier: MIT
// The addresses outside, as the rules cut them.
#pragma once

#include <vector>

#include "policy/reachability.h"

namespace analysis {

// Consecutive addresses of one class.
struct OutsideCell {
    policy::AddressRange range;
    policy::ClassId endpoint_class = 0;
};

// Every address of a class of outside is in a cell, ascending by address; neighbours of one family
// are of different classes. Addresses of pods between two cells do not keep them apart: a range
// names what is outside of the cluster, and is cut by rules alone.
std::vector<OutsideCell> outside_cells(const policy::Reachability& reach);

}  // namespace analysis
