// SPDX-License-Identifier: MIT
// Parts of what describe-* prints, whatever is missing. Inside of sim/scenario/network/.
#pragma once

#include <string_view>

#include "sim/scenario/text/yaml_tree.h"

namespace scenario::described {

inline const Node* child(const Node& node, std::string_view key) {
    if (node.kind != Node::Kind::Map) return nullptr;
    const Entry* entry = node.find(key);
    return entry == nullptr || entry->value->kind == Node::Kind::Null ? nullptr : entry->value;
}

// "" where there is no such value.
inline std::string_view text(const Node& node, std::string_view key) {
    const Node* value = child(node, key);
    return value == nullptr || value->kind != Node::Kind::Scalar ? std::string_view() : value->text;
}

inline bool is_true(const Node& node, std::string_view key) {
    return text(node, key) == "true";
}

inline Span<const Node*> items(const Node& node, std::string_view key) {
    const Node* value = child(node, key);
    return value == nullptr || value->kind != Node::Kind::Sequence ? Span<const Node*>()
                                                                   : value->items;
}

inline bool begins(std::string_view text, std::string_view with) {
    return text.substr(0, with.size()) == with;
}

// Made by the VPC CNI, or for it: secondary, trunk and branch interfaces of workers.
inline bool is_of_cni(const Node& interface) {
    const std::string_view about = text(interface, "Description");
    return begins(about, "aws-K8S-") || begins(about, "aws-k8s-");
}

// Of an instance or an interface: whether it is a cluster's worker's.
inline bool has_tag_of_worker(const Node& node) {
    for (const char* const key : {"Tags", "TagSet"}) {
        for (const Node* tag : items(node, key)) {
            const std::string_view name = text(*tag, "Key");
            if (begins(name, "node.k8s.amazonaws.com/") || begins(name, "kubernetes.io/cluster/") ||
                begins(name, "eks:cluster-name")) {
                return true;
            }
        }
    }
    return false;
}

}  // namespace scenario::described
