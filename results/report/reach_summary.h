// SPDX-License-Identifier: MIT
// How many rows of allowed connections there are, and between whom.
#pragma once

#include <cstddef>
#include <string>

#include "results/report/reach_report.h"

namespace results {

struct ReachCounts {
    std::size_t rows = 0;
    std::size_t outside = 0;    // of these, with addresses outside
    std::size_t uncertain = 0;  // of these, with something uncertain

    void add(const ReachEnd& from, const ReachEnd& to, const ReachAnswer& answer);
};

// "14 connections: 9 within the cluster, 5 with addresses outside; 2 uncertain"
std::string summary_line(const ReachCounts& counts);

}  // namespace results
