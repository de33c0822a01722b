// SPDX-License-Identifier: MIT
// What the events of a timeline do to a cluster.
#pragma once

#include <cstdint>
#include <vector>

#include "policy/model/model.h"
#include "sim/scenario/scenario.h"

namespace scenario {

// A cluster at one moment: what is there, and nothing else.
struct Moment {
    policy::World world;
    std::vector<std::uint32_t> pods;      // the number, as an End's, of each pod of the world
    std::vector<std::uint32_t> services;  // and of each service
};

// `world` as a timeline finds it: its pods and services have their indices for numbers.
Moment moment_of(policy::World world);

void happen(const Changes& changes, Moment& moment);

// All that happens up to `at`, this moment included, to a scenario's first world.
void advance(policy::World& world, const std::vector<TimelineEvent>& timeline, Time at);
void advance(policy::Network& network, const std::vector<TimelineEvent>& timeline, Time at);

}  // namespace scenario
