// SPDX-License-Identifier: MIT
// The answers to a question about a service: what its client's node makes of it, and what policies
// then say of the backends.
#pragma once

#include <vector>

#include "policy/model/model.h"
#include "policy/model/settings.h"
#include "results/report/why_rows.h"
#include "sim/analysis/endpoint.h"

namespace analysis {

// REQUIRES: `question` is through a service.
std::vector<results::WhyAnswer> answers_through_service(const policy::World& world,
                                                        const policy::Settings& settings,
                                                        const Question& question);

}  // namespace analysis
