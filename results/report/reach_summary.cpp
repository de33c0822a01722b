// SPDX-License-Identifier: MIT
#include "results/report/reach_summary.h"

#include <fmt/format.h>

namespace results {

void ReachCounts::add(const ReachEnd& from, const ReachEnd& to, const ReachAnswer& answer) {
    ++rows;
    if (from.outside || to.outside) ++outside;
    if (!answer.uncertain.empty()) ++uncertain;
}

std::string summary_line(const ReachCounts& counts) {
    return fmt::format(
        "{} connection{}: {} within the cluster, {} with addresses outside; {} uncertain",
        counts.rows, counts.rows == 1 ? "" : "s", counts.rows - counts.outside, counts.outside,
        counts.uncertain);
}

}  // namespace results
