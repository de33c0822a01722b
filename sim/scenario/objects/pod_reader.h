// SPDX-License-Identifier: MIT
// Pods, nodes and namespaces. Fields with no say here are not looked at.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {

// What a pod and a template have under `spec`.
PodSpec read_pod_spec(const Node& node, Findings& findings);

// Each returns nothing, and reports, where the object cannot be used.
std::optional<PodObject> read_pod(const Node& node, const std::string& default_namespace,
                                  Findings& findings);
std::optional<NodeObject> read_node(const Node& node, Findings& findings);
std::optional<NamespaceObject> read_namespace(const Node& node, Findings& findings);

}  // namespace scenario
