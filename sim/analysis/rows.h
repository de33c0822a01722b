// SPDX-License-Identifier: MIT
// From the policy engine's values to plain rows for the reports.
#pragma once

#include <vector>

#include "policy/model/connection_set.h"
#include "policy/model/verdict.h"
#include "results/reader.h"
#include "results/report/connections.h"

namespace analysis {

results::Connections row_of(const policy::ConnectionSet& set);
results::Cause cause_row(const policy::Cause& cause);
std::vector<results::Cause> cause_rows(const std::vector<policy::Cause>& causes);

}  // namespace analysis
