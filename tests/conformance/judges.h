// SPDX-License-Identifier: MIT
// Who may be asked whether a cell passes: one function for each way the program has to say so.
#pragma once

#include <vector>

#include "tests/conformance/case.h"

namespace conformance {

// For each cell, whether it passes.
using Answers = std::vector<bool>;

Answers by_reference(const policy::World& world, const std::vector<Cell>& cells);
Answers by_table(const policy::World& world, const std::vector<Cell>& cells);
// Of a pod to itself it says nothing but that it passes: ask with Loopback::Passes.
Answers by_reachability(const policy::World& world, const std::vector<Cell>& cells);

}  // namespace conformance
