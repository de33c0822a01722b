// SPDX-License-Identifier: MIT
// Counts of flows and the line that ends a report.
#pragma once

#include <cstdint>
#include <string>

#include "results/reader.h"

namespace results {

struct Counts {
    std::int64_t flows = 0;
    std::int64_t allowed = 0;
    std::int64_t dropped = 0;
    std::int64_t uncertain = 0;
    std::int64_t expected = 0;    // said what they expect
    std::int64_t unexpected = 0;  // of these, met something else
    std::int64_t children = 0;    // child flows: steps of others, and in no count above

    void add(const Flow& flow);
};

Counts counts(const RunSummary& run);

// "24 flows: 17 allowed, 7 dropped, 0 uncertain; 24 of 24 as expected; 3 child flows"; without the
// second part where no flow said what it expects, without the last where there are no child flows.
std::string summary_line(const Counts& counts);

}  // namespace results
