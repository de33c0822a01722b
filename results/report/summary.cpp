// SPDX-License-Identifier: MIT
#include "results/report/summary.h"

#include <fmt/format.h>

namespace results {

void Counts::add(const Flow& flow) {
    if (flow.parent != none) {
        ++children;
        return;
    }
    ++flows;
    if (flow.verdict == "allow")
        ++allowed;
    else if (flow.verdict == "drop")
        ++dropped;
    else
        ++uncertain;
    if (flow.expect.empty()) return;
    ++expected;
    if (!flow.as_expected) ++unexpected;
}

Counts counts(const RunSummary& run) {
    Counts result;
    result.flows = run.flows;
    result.allowed = run.allowed;
    result.dropped = run.dropped;
    result.uncertain = run.uncertain;
    result.expected = run.expected;
    result.unexpected = run.unexpected;
    result.children = run.children;
    return result;
}

std::string summary_line(const Counts& counts) {
    std::string line = fmt::format("{} {}: {} allowed, {} dropped, {} uncertain", counts.flows,
                                   counts.flows == 1 ? "flow" : "flows", counts.allowed,
                                   counts.dropped, counts.uncertain);
    if (counts.expected > 0)
        line += fmt::format("; {} of {} as expected", counts.expected - counts.unexpected,
                            counts.expected);
    if (counts.children > 0)
        line += fmt::format("; {} child flow{}", counts.children, counts.children == 1 ? "" : "s");
    return line;
}

}  // namespace results
