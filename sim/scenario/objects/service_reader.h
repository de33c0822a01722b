// SPDX-License-Identifier: MIT
// v1 Service, read as strictly as `kubectl apply` does.
#pragma once

#include <optional>
#include <string>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// Reports what the API server would refuse (pkg/apis/core/validation ValidateService), in its words
// and at the place that its path names; nothing where there is no usable name or port. What the
// server would fill in (pkg/apis/core/v1/defaults.go) is filled in. Objects read from a cluster may
// have keys that are not known here.
std::optional<ServiceObject> read_service(const Node& node, const std::string& default_namespace,
                                          Findings& findings);

}  // namespace scenario
