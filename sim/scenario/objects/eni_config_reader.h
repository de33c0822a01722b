// SPDX-License-Identifier: MIT
// ENIConfig of crd.k8s.amazonaws.com/v1alpha1: where pods' interfaces stand, for custom networking.
#pragma once

#include <optional>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// Nothing where it is in error; that was reported. A subnet has to be there, and at most five
// groups (EKS User Guide, "Deploy Pods in alternate subnets with custom networking").
std::optional<EniConfigObject> read_eni_config(const Node& node, Findings& findings);

}  // namespace scenario
