// SPDX-License-Identifier: MIT
// Works out what a timeline's entries do to the cluster's objects, one after the other.
#pragma once

#include <vector>

#include "sim/scenario/cluster_reader.h"
#include "sim/scenario/objects/pods.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/timeline_reader.h"

namespace scenario {

// The events of a timeline, before addresses are given.
struct Played {
    std::vector<TimelineEvent> events;    // ascending by time; a pod that ends is one of its own
    std::vector<PlannedPod> pods;         // every pod that ever is, by number, placed
    std::vector<ServiceObject> services;  // every version of every Service
    std::vector<std::size_t> states;      // of them: that of each ServiceState, in order
    std::vector<std::size_t> later;       // of them: the first one of each that comes later
};

// Applies the entries to `at_start`, whose pods are `pods`, placed. Reports what is to be deleted,
// scaled or set and is not there at that moment, and objects that cannot be changed as they are
// written.
Played play(const std::vector<TimelineEntry>& entries, const Objects& at_start,
            std::vector<PlannedPod> pods, const std::vector<PlannedNode>& nodes,
            Findings& findings);

// Puts into the events what pods and services were given since.
void settle(Played& played);

}  // namespace scenario
