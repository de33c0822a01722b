// SPDX-License-Identifier: MIT
// Values of yaml_tree.h that nobody wrote as they are, with the places of what they are made of.
#pragma once

#include <string_view>
#include <vector>

#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

class NodeMaker {
  public:
    const Node* string(std::string_view text, const Place& place) {
        Node& node = scalar(text, place);
        node.quoted = true;
        return &node;
    }
    // A number or a boolean.
    const Node* plain(std::string_view text, const Place& place) { return &scalar(text, place); }

    const Node* list(const std::vector<const Node*>& items, const Place& place) {
        Node& node = made(Node::Kind::Sequence, place);
        node.items = arena_.copy(items);
        return &node;
    }

    // Entries without a value are left out. Keys must outlive what is made.
    struct Field {
        std::string_view key;
        const Node* value = nullptr;
    };
    const Node* map(const std::vector<Field>& fields, const Place& place) {
        std::vector<Entry> entries;
        entries.reserve(fields.size());
        for (const Field& field : fields) {
            if (field.value != nullptr) entries.push_back({field.key, place, field.value});
        }
        Node& node = made(Node::Kind::Map, place);
        node.entries = arena_.copy(entries);
        return &node;
    }

  private:
    Node& made(Node::Kind kind, const Place& place) {
        Node& node = arena_.make<Node>();
        node.kind = kind;
        node.place = place;
        return node;
    }
    Node& scalar(std::string_view text, const Place& place) {
        Node& node = made(Node::Kind::Scalar, place);
        node.text = arena_.copy(text);
        return node;
    }

    Arena arena_;
};

}  // namespace scenario
