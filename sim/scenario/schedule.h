// SPDX-License-Identifier: MIT
// Which pod runs on which node.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/cluster_reader.h"
#include "sim/scenario/objects/pods.h"

namespace scenario {

// A pod that names its node runs there; an unknown node is an error. Each other one goes, in order,
// to the node with the fewest pods, the first of equals. Finished and pending pods are left where
// they are and take no place. Labels, taints, resources and affinity have no say. A node with more
// than 110 pods, Kubernetes' own default limit, is noted.
void schedule(std::vector<PlannedPod>& pods, const std::vector<PlannedNode>& nodes,
              std::vector<std::string>& notes, Findings& findings);

}  // namespace scenario
