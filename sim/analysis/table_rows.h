// SPDX-License-Identifier: MIT
// A pod's compiled filter table as plain rows.
#pragma once

#include <cstddef>

#include "policy/model/model.h"
#include "policy/model/settings.h"
#include "results/report/table_report.h"

namespace analysis {

// The table of World::pods[pod]. Ports that one verdict has for one reason are one row; what is
// allowed comes first among the rows of a range. Port 0, which no connection has, is left out.
// Pods that have no address yet stand behind the ranges, by name. What depends on the address that
// they will get, on which of several pods has an address that all of them claim, or on a label
// that a controller will write, is uncertain, with a caveat.
results::PodTable table_rows(const policy::World& world, const policy::Settings& settings,
                             std::size_t pod);

}  // namespace analysis
