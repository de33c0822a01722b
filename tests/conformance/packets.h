// SPDX-License-Identifier: MIT
// The judge that sends: each cell as one raw packet through a simulated cluster and its answer.
#pragma once

#include "sim/scenario/scenario.h"
#include "tests/conformance/judges.h"

namespace conformance {

// The world as a scenario that the simulator runs: one VPC, a worker for each of its nodes.
scenario::Scenario scenario_of(const policy::World& world);

// Whether an answer came: that nothing listens is one, too. Throws std::logic_error where a packet
// is lost though no hook dropped it, or answered though one did. A pod reaches itself, whatever
// isolates it: ask with Loopback::Passes.
Answers by_packets(const policy::World& world, const std::vector<Cell>& cells);

}  // namespace conformance
