// SPDX-License-Identifier: MIT
// What differs between two answers about one pair. Inside of sim/analysis/.
#pragma once

#include "policy/model/connection_set.h"
#include "results/report/compare_report.h"

namespace analysis {

// What one end may open to the other, in one world.
struct State {
    policy::ConnectionSet certain;
    policy::ConnectionSet possible;

    friend bool operator==(const State& a, const State& b) {
        return a.certain == b.certain && a.possible == b.possible;
    }
};

struct Delta {
    policy::ConnectionSet dropped;
    policy::ConnectionSet allowed;
    policy::ConnectionSet uncertain;        // on one side
    policy::ConnectionSet still_uncertain;  // on both
    policy::ConnectionSet uncertain_before;
    policy::ConnectionSet uncertain_after;
    policy::ConnectionSet kept;

    Delta(const State& before, const State& after)
        : dropped(before.certain - after.possible),
          allowed(after.certain - before.possible),
          kept(before.certain & after.certain) {
        uncertain_before = before.possible - before.certain;
        uncertain_after = after.possible - after.certain;
        uncertain = (uncertain_before - uncertain_after) | (uncertain_after - uncertain_before);
        still_uncertain = uncertain_before & uncertain_after;
    }

    bool says_nothing() const {
        return dropped.empty() && allowed.empty() && uncertain_before.empty() &&
               uncertain_after.empty();
    }
};

// What holds whatever the uncertain turns out to be; Changed where it depends on that.
results::ConnectionChange::Kind kind_of(const State& before, const State& after);

}  // namespace analysis
