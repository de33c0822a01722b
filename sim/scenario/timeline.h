// SPDX-License-Identifier: MIT
// What the events of a timeline do to a world.
#pragma once

#include <vector>

#include "policy/model/model.h"
#include "sim/scenario/scenario.h"

namespace scenario {

// A policy comes, replaces the one of its name, or goes.
void happen(const TimelineEvent& event, policy::World& world);

// All that happens up to `at`, this moment included.
void advance(policy::World& world, const std::vector<TimelineEvent>& timeline, Time at);

}  // namespace scenario
