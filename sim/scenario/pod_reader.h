// SPDX-License-Identifier: MIT
// Pods, and the templates of workloads that make pods. Fields with no say here are not looked at.
#pragma once

#include <optional>
#include <string>

#include "sim/scenario/kubernetes.h"
#include "sim/scenario/object_reader.h"

namespace scenario {

// Each returns nothing, and reports, where the object cannot be used.
std::optional<PodObject> read_pod(const Node& node, const std::string& default_namespace,
                                  Findings& findings);
std::optional<NodeObject> read_node(const Node& node, Findings& findings);
std::optional<NamespaceObject> read_namespace(const Node& node, Findings& findings);
// `kind` is one of apps/v1 Deployment, ReplicaSet, StatefulSet, DaemonSet. A selector that does
// not match its own template is an error, as the API server says.
std::optional<WorkloadObject> read_workload(const std::string& kind, const Node& node,
                                            const std::string& default_namespace,
                                            Findings& findings);

// Above this a workload's `replicas` is taken for a mistake.
constexpr std::int64_t max_replicas = 100'000;

}  // namespace scenario
