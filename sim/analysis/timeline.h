// SPDX-License-Identifier: MIT
// A scenario's world at a later moment.
#pragma once

#include <vector>

#include "policy/model.h"
#include "sim/scenario/scenario.h"

namespace analysis {

// Makes to `world` what the timeline does up to `at`, this moment included.
void advance(policy::World& world, const std::vector<scenario::TimelineEvent>& timeline,
             policy::Time at);

}  // namespace analysis
