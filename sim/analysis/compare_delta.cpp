// SPDX-License-Identifier: MIT
#include "sim/analysis/compare_delta.h"

namespace analysis {

results::ConnectionChange::Kind kind_of(const State& before, const State& after) {
    using Kind = results::ConnectionChange::Kind;
    if (before.possible.empty() && !after.certain.empty()) return Kind::Added;
    if (after.possible.empty() && !before.certain.empty()) return Kind::Removed;
    const auto wider = [](const policy::ConnectionSet& a, const policy::ConnectionSet& b) {
        return a.contains(b) && a != b;
    };
    if (wider(after.certain, before.possible)) return Kind::Widened;
    return wider(before.certain, after.possible) ? Kind::Narrowed : Kind::Changed;
}

}  // namespace analysis
