// SPDX-License-Identifier: MIT
// networking.k8s.io/v1 NetworkPolicy, read as strictly as `kubectl apply` does.
#pragma once

#include <optional>
#include <string>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// Nothing where an error was reported: an unknown key, a wrong type, or what the API server would
// refuse (policy/validate/validate.h), in its words and at the place that its path names.
std::optional<PolicyObject> read_network_policy(const Node& node,
                                                const std::string& default_namespace,
                                                Findings& findings);

}  // namespace scenario
