// SPDX-License-Identifier: MIT
// Custom networking of the VPC CNI: pods get addresses on interfaces of their nodes that stand in
// another subnet, with groups of their own.
#pragma once

#include <vector>

#include "sim/scenario/cluster_reader.h"
#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/text/findings.h"

namespace scenario {

// Gives each worker the subnet and groups of the ENIConfig that its node's label names, "default"
// where it has no such label; does nothing without cni.customNetworking. An ENIConfig without
// groups leaves pods those of their node (README of the VPC CNI,
// AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG). Errors: a node without ENIConfig, whose pods would get no
// addresses; a subnet that is not there, or not in the node's zone and VPC; a group that is not
// there.
void choose_pod_subnets(const Objects& objects, const Cluster& cluster, const Network& network,
                        std::vector<PlannedNode>& nodes, Findings& findings);

}  // namespace scenario
