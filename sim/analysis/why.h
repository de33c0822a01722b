// SPDX-License-Identifier: MIT
// Why FROM does, or does not, reach TO.
#pragma once

#include "policy/model/model.h"
#include "policy/model/settings.h"
#include "results/report/why_rows.h"
#include "sim/analysis/endpoint.h"

namespace analysis {

// Pods of an end that are judged alike share an answer; ports likewise, where none was named: an
// answer is of connections that meet the same verdicts, reasons and causes at each hook, and is
// told for one of them, a port that the destination declares if there is one. Where several
// families are in use and differ, each has its own. REQUIRES: the world is valid and defaulted.
results::Why why(const policy::World& world, const policy::Settings& settings,
                 const Question& question);

}  // namespace analysis
