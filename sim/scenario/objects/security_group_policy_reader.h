// SPDX-License-Identifier: MIT
// SecurityGroupPolicy of vpcresources.k8s.aws/v1beta1, and ServiceAccount, which it may select by.
#pragma once

#include <optional>
#include <string>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// Nothing where it is in error; that was reported. A selector, of pods or of service accounts, has
// to be there, and one to five groups (its CustomResourceDefinition; EKS User Guide, "Assign
// security groups to individual Pods").
std::optional<SecurityGroupPolicyObject> read_security_group_policy(
    const Node& node, const std::string& default_namespace, Findings& findings);

std::optional<ServiceAccountObject> read_service_account(const Node& node,
                                                         const std::string& default_namespace,
                                                         Findings& findings);

}  // namespace scenario
