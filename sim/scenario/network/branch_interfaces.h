// SPDX-License-Identifier: MIT
// Security groups for Pods: which pods get a branch interface with groups of their own.
#pragma once

#include <vector>

#include "sim/scenario/network/network_reader.h"
#include "sim/scenario/objects/pods.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/timeline_reader.h"

namespace scenario {

// Fills Scenario::pod_groups. `pods` are those of the scenario, by number. A pod is looked at when
// it is made, and keeps what it got: by the SecurityGroupPolicies that were there then, whose
// groups are joined. hostNetwork pods get none. Reported: groups that are not known, and nodes that
// have not enough branch interfaces for their pods at one moment (such a pod would stay Pending).
// REQUIRES: all else of the scenario but its network is there.
void give_branch_interfaces(const Objects& objects, const std::vector<TimelineEntry>& timeline,
                            const std::vector<PlannedPod>& pods, const Network& network,
                            Scenario& scenario, Findings& findings);

}  // namespace scenario
