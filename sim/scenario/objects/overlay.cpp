// SPDX-License-Identifier: MIT
// Field specs: kustomize, api/internal/konfig/builtinpluginconsts (commonlabels.go,
// metadatalabels.go, namespace.go).
#include "sim/scenario/objects/overlay.h"

namespace scenario {
namespace {

void add(const policy::Labels& pairs, policy::Labels& labels) {
    for (const auto& [key, value] : pairs) labels[key] = value;
}

void add_to_metadata(const Overlay& overlay, policy::Labels& labels) {
    for (const LabelAddition& addition : overlay.labels) add(addition.pairs, labels);
}

void move(const Overlay& overlay, std::string& ns) {
    if (!overlay.ns.empty()) ns = overlay.ns;
}

const Node* child(const Node* node, std::string_view key) {
    const Entry* entry = node == nullptr ? nullptr : node->find(key);
    return entry == nullptr ? nullptr : entry->value;
}

const Node* item(const Node* node, std::size_t index) {
    return node == nullptr || index >= node->items.size() ? nullptr : node->items[index];
}

void add_to_selector(const policy::Labels& pairs, const Node* selector,
                     policy::LabelSelector& into) {
    const Node* labels = child(selector, "matchLabels");
    if (labels != nullptr && labels->kind == Node::Kind::Map) add(pairs, into.match_labels);
}

void add_to_rules(const policy::Labels& pairs, const Node* rules, std::string_view peers,
                  std::vector<policy::PolicyRule>& into) {
    for (std::size_t i = 0; i < into.size(); ++i) {
        const Node* list = child(item(rules, i), peers);
        for (std::size_t j = 0; j < into[i].peers.size(); ++j) {
            auto& selector = into[i].peers[j].pod_selector;
            if (selector) add_to_selector(pairs, child(item(list, j), "podSelector"), *selector);
        }
    }
}

}  // namespace

void apply(const Overlay& overlay, PodObject& object) {
    move(overlay, object.metadata.ns);
    add_to_metadata(overlay, object.metadata.labels);
}

void apply(const Overlay& overlay, WorkloadObject& object) {
    move(overlay, object.metadata.ns);
    add_to_metadata(overlay, object.metadata.labels);
    for (const LabelAddition& addition : overlay.labels) {
        if (addition.templates || addition.selectors) add(addition.pairs, object.pod_labels);
    }
}

void apply(const Overlay& overlay, NamespaceObject& object) {
    move(overlay, object.metadata.name);
    add_to_metadata(overlay, object.metadata.labels);
}

void apply(const Overlay& overlay, NodeObject& object) {
    add_to_metadata(overlay, object.metadata.labels);
}

void apply(const Overlay& overlay, ServiceObject& object) {
    move(overlay, object.metadata.ns);
    add_to_metadata(overlay, object.metadata.labels);
    for (const LabelAddition& addition : overlay.labels) {
        if (!addition.selectors || addition.pairs.empty()) continue;
        if (!object.service.selector) object.service.selector.emplace();
        add(addition.pairs, *object.service.selector);
    }
}

void apply(const Overlay& overlay, EndpointsObject& object) {
    move(overlay, object.metadata.ns);
    add_to_metadata(overlay, object.metadata.labels);
}

void apply(const Overlay& overlay, IngressObject& object) {
    move(overlay, object.metadata.ns);
    add_to_metadata(overlay, object.metadata.labels);
}

void apply(const Overlay& overlay, ServiceAccountObject& object) {
    move(overlay, object.metadata.ns);
    add_to_metadata(overlay, object.metadata.labels);
}

// Its selectors are of no kind that kustomize knows.
void apply(const Overlay& overlay, SecurityGroupPolicyObject& object) {
    move(overlay, object.metadata.ns);
    add_to_metadata(overlay, object.metadata.labels);
}

// It is in no namespace.
void apply(const Overlay& overlay, EniConfigObject& object) {
    add_to_metadata(overlay, object.metadata.labels);
}

void apply(const Overlay& overlay, policy::NetworkPolicy& policy, const Node& node) {
    move(overlay, policy.ns);
    add_to_metadata(overlay, policy.labels);
    const Node* spec = child(&node, "spec");
    for (const LabelAddition& addition : overlay.labels) {
        if (!addition.selectors) continue;
        add_to_selector(addition.pairs, child(spec, "podSelector"), policy.pod_selector);
        add_to_rules(addition.pairs, child(spec, "ingress"), "from", policy.ingress);
        add_to_rules(addition.pairs, child(spec, "egress"), "to", policy.egress);
    }
}

}  // namespace scenario
