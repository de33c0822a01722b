// SPDX-License-Identifier: MIT
// From objects to the pods of the cluster: the Pod objects, and what templates make.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/text/findings.h"

namespace scenario {

// A pod before it is placed. `pod.node` is set where the object names its node.
struct PlannedPod {
    policy::Pod pod;
    Place place;
    Place node_place;
    Place address_place;
    bool pending = false;  // stays without node and address
    std::vector<ReadinessProbe> probes;
    std::string service_account = "default";
    bool from_template = false;  // its workload makes it anew where it is taken away
};

// Deployment web with two replicas makes web-0 and web-1, and so do the others; a DaemonSet makes
// `name-<node>` for each node, and pins it, or one pod where no nodes are known. What Pod objects
// exist already of a workload (by ownerReferences) are its pods, and its template makes none; nor
// does a ReplicaSet that a Deployment among the objects owns, nor a workload read from a cluster
// beside its namespace's pods. Ordered by where they were written.
// Errors: a made name that is taken; more pods than max_pods.
std::vector<PlannedPod> plan_pods(const Objects& objects, const std::vector<std::string>& nodes,
                                  Findings& findings);

constexpr std::size_t max_pods = 1'000'000;

}  // namespace scenario
