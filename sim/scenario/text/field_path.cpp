// SPDX-License-Identifier: MIT
#include "sim/scenario/text/field_path.h"

#include <algorithm>
#include <charconv>

namespace scenario {
namespace {

// Takes the next step off a field path: "ports", "[1]" or "[some key]", without dots and brackets.
std::string_view take_step(std::string_view& path) {
    if (!path.empty() && path[0] == '.') path.remove_prefix(1);
    const bool bracket = !path.empty() && path[0] == '[';
    const std::size_t end = bracket ? std::min(path.find(']'), path.size())
                                    : std::min(path.find_first_of(".["), path.size());
    const std::string_view step = bracket ? path.substr(1, end - 1) : path.substr(0, end);
    path.remove_prefix(std::min(path.size(), bracket ? end + 1 : end));
    return step;
}

struct Led {
    const Node* node = nullptr;  // null: the path goes on past what is written
    Place place;
};

Led follow(const Node& object, std::string_view path) {
    const Node* node = &object;
    Place place = object.place;
    while (!path.empty()) {
        const std::string_view step = take_step(path);
        std::size_t index = 0;
        const auto parsed = std::from_chars(step.data(), step.data() + step.size(), index);
        const bool is_index = parsed.ec == std::errc() && parsed.ptr == step.data() + step.size();
        if (node->kind == Node::Kind::Sequence && is_index && index < node->items.size()) {
            node = node->items[index];
            place = node->place;
        } else if (const Entry* entry = node->find(step)) {
            node = entry->value;
            place = node->kind == Node::Kind::Scalar ? node->place : entry->place;
        } else {
            return {nullptr, place};
        }
    }
    return {node, place};
}

const Place* find_label(const Node& map, std::string_view key_or_value) {
    for (const Entry& entry : map.entries) {
        if (entry.key == key_or_value) return &entry.place;
    }
    for (const Entry& entry : map.entries) {
        if (entry.value->text == key_or_value) return &entry.value->place;
    }
    return nullptr;
}

}  // namespace

Place place_of_path(const Node& object, std::string_view path) {
    return follow(object, path).place;
}

Place place_of_label(const Node& map, std::string_view key_or_value) {
    const Place* place = find_label(map, key_or_value);
    return place == nullptr ? map.place : *place;
}

Place place_of_label(const Node& object, std::string_view path, std::string_view key_or_value) {
    const Led led = follow(object, path);
    const Place* place = led.node == nullptr ? nullptr : find_label(*led.node, key_or_value);
    return place == nullptr ? led.place : *place;
}

}  // namespace scenario
