// SPDX-License-Identifier: MIT
// From the nodes between the braces of a YAML map to its entries.
#pragma once

#include <vector>

#include "sim/scenario/text/alias_budget.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// Fills `map.entries` from key, value, key, value ... Keys become texts; a second entry of one key
// is reported and left out; then `<<` adds what the map does not have itself, the first of several
// merged maps before the others.
void make_entries(Node& map, const std::vector<const Node*>& parts, AliasBudget& budget,
                  Arena& arena, Findings& findings);

// Leaves out, and reports, every further entry of a key.
void drop_duplicates(std::vector<Entry>& entries, Findings& findings);

}  // namespace scenario
