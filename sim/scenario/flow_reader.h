// SPDX-License-Identifier: MIT
// The `flows` section.
#pragma once

#include <vector>

#include "sim/scenario/scenario.h"
#include "sim/scenario/selections.h"

namespace scenario {

// More flows than this are an error.
constexpr std::size_t max_flows = 10'000'000;

// Reads the section and writes each entry out as the flows it stands for: one for each pair of
// ends (an end with itself left out), times `count`. Entries with errors are left out. Warns of
// names that nobody has, and of ports of nodes that no service has. The names that the flows look
// up are selections.names() afterwards. What a reference stands for is what is there when the flow
// begins.
std::vector<Flow> read_flows(const Span<const Node*>& entries, const Scenario& scenario,
                             Selections& selections, Findings& findings);

}  // namespace scenario
