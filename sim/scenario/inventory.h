// SPDX-License-Identifier: MIT
// From objects to a world: namespaces, nodes and pods in their places, policies, services.
#pragma once

#include "sim/scenario/cluster_reader.h"
#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/timeline_reader.h"

namespace scenario {

// Fills workers, world, timeline and what comes later of `scenario`, whose subnets and hosts are
// there already. Nodes are those of `cluster.nodes`; without them those of Node objects; without
// them the default ones. Policies are moved out of `objects`, the rest stays.
void build_inventory(Objects& objects, const std::vector<TimelineEntry>& timeline,
                     const Cluster& cluster, const Network& network, Scenario& scenario,
                     Findings& findings);

policy::Namespace namespace_of(const NamespaceObject& object);

// Adds the namespaces of `objects`, and what is lacking: `default`, `kube-system`, and each that
// only a pod, a workload, a service or a policy names, now or on the timeline. Those are noted, for
// their labels are not known.
void add_namespaces(const Objects& objects, const std::vector<TimelineEvent>& timeline,
                    policy::World& world, std::vector<std::string>& notes);

}  // namespace scenario
