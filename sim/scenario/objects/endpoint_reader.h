// SPDX-License-Identifier: MIT
// discovery.k8s.io/v1 EndpointSlice, and the older v1 Endpoints. Fields with no say here are not
// looked at.
#pragma once

#include <optional>
#include <string>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// Each reports what the API server would refuse, in its words (pkg/apis/discovery/validation,
// pkg/apis/core/validation ValidateEndpoints). A slice of addressType FQDN has no slices: no proxy
// uses it. Of a slice with several addresses all are kept.
std::optional<EndpointsObject> read_endpoint_slice(const Node& node,
                                                   const std::string& default_namespace,
                                                   Findings& findings);
std::optional<EndpointsObject> read_endpoints(const Node& node,
                                              const std::string& default_namespace,
                                              Findings& findings);

}  // namespace scenario
