// SPDX-License-Identifier: MIT
// What kubelets' readiness probes have found by a moment, worked out without simulating them.
#pragma once

#include <vector>

#include "policy/model/model.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/timeline.h"

namespace scenario {

// Readiness of the pods of `moment`, which is `start` with what has happened up to `at`: as their
// objects say, and each of their probes. A pod answers where it listens, at once: on its declared
// ports and those that `extra_listen` has of its number; on every port where it has none of both.
// No policy keeps out a probe, which comes from the pod's own node. When a probe is sent and how
// many results it takes is what sim/run/kubelets.h does.
void find_ready(const policy::World& start, const std::vector<Probe>& probes,
                const std::vector<std::vector<Listen>>& extra_listen,
                const std::vector<TimelineEvent>& timeline, Time at, Moment& moment);

}  // namespace scenario
