// SPDX-License-Identifier: MIT
// From the policy engine's values to plain rows for the reports.
#pragma once

#include "policy/model/connection_set.h"
#include "results/report/connections.h"

namespace analysis {

results::Connections row_of(const policy::ConnectionSet& set);

}  // namespace analysis
