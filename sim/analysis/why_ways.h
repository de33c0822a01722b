// SPDX-License-Identifier: MIT
// The answers to a question about a node port or a load balancer.
#pragma once

#include <vector>

#include "policy/model/model.h"
#include "policy/model/settings.h"
#include "results/report/why_rows.h"
#include "sim/analysis/endpoint.h"

namespace analysis {

// One for each fate that the ways of the connection have: whom a load balancer or node chooses may
// decide. REQUIRES: as for ways_of().
std::vector<results::WhyAnswer> answers_by_ways(const policy::World& world,
                                                const policy::Settings& settings,
                                                const Question& question);

}  // namespace analysis
