// SPDX-License-Identifier: MIT
// networking.k8s.io/v1 Ingress.
#pragma once

#include <optional>
#include <string>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// Reads one, strictly, and validates it in the API server's words (ValidateIngressCreate). Of class
// alb (spec.ingressClassName, or the annotation kubernetes.io/ingress.class) it becomes an
// Application Load Balancer: rules in the order of spec.rules, of each host exact paths first, then
// prefixes from the longest, then the others; the default backend last. Nothing where it is in
// error; that was reported.
std::optional<IngressObject> read_ingress(const Node& node, const std::string& default_namespace,
                                          Findings& findings);

}  // namespace scenario
