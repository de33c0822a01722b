// SPDX-License-Identifier: MIT
// Two stored runs, flow by flow: what is newly dropped, newly allowed, decided for another reason.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "results/reader.h"

namespace results {

// How a flow of two runs differs. Uncertain: in one of them or in both, for two flows of which
// nothing is known are not known to be equal. Reason: the same verdict, for another reason or at
// another hook. Removed and Added: only one run has the flow.
enum class FlowChangeKind : std::uint8_t {
    NewlyDropped,
    NewlyAllowed,
    Reason,
    Uncertain,
    Removed,
    Added
};

// A flow's fate in one of the runs.
struct FlowFate {
    Id flow = none;  // its id in that run
    std::string verdict;
    std::string outcome;
    std::string hook;
    std::string reason;  // code
    std::vector<Cause> causes;
    Endpoint backend;  // its id is none where no service chose one; without labels
    std::int64_t backend_port = 0;
};

struct FlowChange {
    FlowChangeKind kind = FlowChangeKind::Reason;
    std::optional<std::string> parent;  // of a child flow: the name of the flow it is a step of
    std::string name;
    Endpoint src;              // of the run after, where it has the flow; without labels
    Endpoint dst;              // what the flow asks for: may be a service or a name
    std::string src_workload;  // "shop/web[Deployment]"; the endpoint's ref where it has none
    std::string dst_workload;
    std::string protocol;
    std::int64_t port = 0;
    Nanoseconds start = 0;
    std::optional<FlowFate> before;  // none iff Added
    std::optional<FlowFate> after;   // none iff Removed
};

// How many differ. `unchanged` counts what both have and is none of the first four.
struct ChangeCounts {
    std::int64_t newly_dropped = 0;
    std::int64_t newly_allowed = 0;
    std::int64_t changed_reason = 0;
    std::int64_t uncertain = 0;
    std::int64_t uncertain_on_both = 0;  // of `uncertain`: before and after alike
    std::int64_t unchanged = 0;
    std::int64_t added = 0;    // not in the run before, or with a workload that was not there
    std::int64_t removed = 0;  // not in the run after, or with a workload that is gone
};

struct FlowComparison {
    ChangeCounts counts;             // of the scenario's own flows
    ChangeCounts children;           // of child flows
    std::int64_t other_outcome = 0;  // of `unchanged` of both: those whose outcome is another
};

struct StoredRun {
    std::string file;
    Id run = none;
};

// What makes the two runs less than comparable: other seeds, dataplanes, scenarios, versions, or a
// run that did not end. One sentence each.
std::vector<std::string> comparison_warnings(const RunSummary& before, const RunSummary& after);

// Calls `each` for every flow that differs. Two flows are one if name, the refs of source and of
// what they ask for (a DNS name, whatever it stands for), protocol, port and start are equal; of
// several such in a run, the first is matched with the first, and so on. Where the runs list their
// flows in the same order the calls come in that order; flows that only one run has come behind,
// those of `before` first, and child flows last.
//
// Child flows are matched within parents that are one, without their start: when a look-up begins
// depends on how the one before it went. Which backend a service chose is no part of a flow's fate:
// another one with the same verdict, reason and hook is no difference.
//
// Both runs are read once, side by side: memory grows only with the number of flows whose partner
// has not been met yet (some 80 bytes each) or that have children, and with the inventories. Throws
// StoreError.
// REQUIRES: the files have these runs.
FlowComparison compare_runs(const StoredRun& before, const StoredRun& after,
                            const std::function<void(const FlowChange&)>& each);

}  // namespace results
