// SPDX-License-Identifier: MIT
// What becomes of a question that a node's DNS cache cannot answer itself.
#pragma once

#include "policy/services/service_table.h"
#include "sim/analysis/reach_judge.h"

namespace analysis {

// Whether the node reaches what its cache asks: its upstream's backends, over TCP. Where the node
// is not known, that is certain only of backends that nobody isolates. `table` has the cache.
Passes upstream_passes(const policy::World& world, const policy::ServiceTable& table,
                       const policy::DnsCaches::Cache& cache, const ReachJudge& judge);

}  // namespace analysis
