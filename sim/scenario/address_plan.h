// SPDX-License-Identifier: MIT
// Which address every node and pod has.
#pragma once

#include <vector>

#include "sim/scenario/cluster_reader.h"
#include "sim/scenario/objects/pods.h"

namespace scenario {

// Nodes without an address take the first free one of their subnet, then pods the next of their
// node's subnet, each in order. As in AWS, a subnet's first four addresses and its last are never
// given. Addresses that Node and Pod objects state are kept. A hostNetwork pod has its node's, and
// a node of which no address is stated has that of its hostNetwork pods.
// Errors: one address for two of hosts, nodes and live pods; a live pod's address in no subnet,
// because nothing would route to it; a full subnet.
void give_addresses(std::vector<PlannedNode>& nodes, std::vector<PlannedPod>& pods,
                    const Network& network, Findings& findings);

}  // namespace scenario
