// SPDX-License-Identifier: MIT
// networking.k8s.io/v1 NetworkPolicy, read as strictly as `kubectl apply` does.
#pragma once

#include <optional>
#include <string>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// A policy that is in error, and what of it is sure whatever is put right.
struct PartOfPolicy {
    policy::NetworkPolicy policy;
    Place place;
    bool knows_namespace = false;
    bool knows_name = false;
    bool knows_selector = false;
    bool may_be_ingress = true, may_be_egress = true;
};

// Nothing where an error was reported: an unknown key, a wrong type, or what the API server would
// refuse (policy/validate/validate.h), in its words and at the place that its path names. What is
// known all the same is in `part` then.
std::optional<PolicyObject> read_network_policy(const Node& node,
                                                const std::string& default_namespace,
                                                Findings& findings, PartOfPolicy& part);

policy::Lost lost(const PartOfPolicy& part);
policy::Lost lost(PolicyObject object);

}  // namespace scenario
