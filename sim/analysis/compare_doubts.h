// SPDX-License-Identifier: MIT
// Why ports of a pair are uncertain in one world.
#pragma once

#include <string>
#include <vector>

#include "policy/model/connection_set.h"
#include "policy/model/model.h"
#include "policy/model/settings.h"
#include "sim/analysis/compare_causes.h"

namespace analysis {

// The caveats of caveats.h, as codes, ascending; of each protocol's first port among `ports`, for
// which both ends are asked as `why` asks them. REQUIRES: `pair` is of `world`.
std::vector<std::string> doubts_of(const policy::World& world, const policy::Settings& settings,
                                   const CausePair& pair, const policy::ConnectionSet& ports);

}  // namespace analysis
