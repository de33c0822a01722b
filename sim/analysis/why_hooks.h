// SPDX-License-Identifier: MIT
// One explanation as a hook's row, in words.
#pragma once

#include "policy/explain/explanation.h"
#include "results/report/why_rows.h"
#include "sim/analysis/why_words.h"

namespace analysis {

// An end's judgement. `subject` is the pod asked, `peer` the other end.
struct Told {
    policy::Opening opening;
    policy::Explanation explanation;
    Called subject;
    Called peer;
};

results::WhyHook hook_row(const policy::World& world, const Told& told);

// What the reply meets at the same hook's pod, in the other direction.
results::WhyHook reply_row(const policy::World& world, const Told& told);

}  // namespace analysis
