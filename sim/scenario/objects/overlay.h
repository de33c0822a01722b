// SPDX-License-Identifier: MIT
// What a kustomization does to the objects it names: its namespace and its labels.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// One entry of `labels`, or `commonLabels`, which goes everywhere.
struct LabelAddition {
    policy::Labels pairs;
    bool templates = false;  // into pod templates too
    bool selectors = false;  // into selectors, and into templates
};

struct Overlay {
    std::string ns;  // empty: namespaces stay
    std::vector<LabelAddition> labels;
};

// Of nested kustomizations, the innermost first.
using Overlays = std::vector<std::shared_ptr<const Overlay>>;

// Each does to an object what kustomize does (its default field specs): labels replace those of one
// key; `namespace` moves every namespaced object and renames Namespaces; a NetworkPolicy's own and
// peers' podSelector take common labels where they have `matchLabels`, and never otherwise; a
// Service's selector takes them always, and is made where there is none.
// `node` is what the policy was read from.
void apply(const Overlay& overlay, PodObject& object);
void apply(const Overlay& overlay, WorkloadObject& object);
void apply(const Overlay& overlay, NamespaceObject& object);
void apply(const Overlay& overlay, NodeObject& object);
void apply(const Overlay& overlay, ServiceObject& object);
void apply(const Overlay& overlay, EndpointsObject& object);
void apply(const Overlay& overlay, IngressObject& object);
void apply(const Overlay& overlay, ServiceAccountObject& object);
void apply(const Overlay& overlay, SecurityGroupPolicyObject& object);
void apply(const Overlay& overlay, EniConfigObject& object);
void apply(const Overlay& overlay, policy::NetworkPolicy& policy, const Node& node);

}  // namespace scenario
