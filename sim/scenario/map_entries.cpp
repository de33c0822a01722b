// SPDX-License-Identifier: MIT
#include "sim/scenario/map_entries.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "sim/scenario/scalar.h"

namespace scenario {
namespace {

bool is_merge(const Node& key) {
    const bool plain = key.tag == Tag::None && !key.quoted;
    return key.kind == Node::Kind::Scalar && key.text == "<<" && (plain || key.tag == Tag::Merge);
}

void add_entry(Node& map, const Node& key, const Node& value, Findings& findings) {
    if (key.kind == Node::Kind::Sequence || key.kind == Node::Kind::Map) {
        findings.error(key.place, "a list or a map cannot be a key");
        return;
    }
    if (auto text = key_text(key)) {
        map.entries.push_back({std::move(*text), key.place, &value});
    } else {
        findings.error(key.place,
                       key.kind == Node::Kind::Null ? "a key is missing" : "this cannot be a key",
                       "put the key in quotes");
    }
}

void drop_duplicates(Node& map, Findings& findings) {
    std::unordered_map<std::string_view, Place> first;
    std::vector<Entry> unique;
    unique.reserve(map.entries.size());
    for (const Entry& entry : map.entries) {
        const auto [known, is_new] = first.emplace(entry.key, entry.place);
        if (is_new) {
            unique.push_back(entry);
        } else {
            findings.error(entry.place, "duplicate key \"" + entry.key + "\"",
                           "it is first written at " + findings.text(known->second));
        }
    }
    map.entries = std::move(unique);
}

void merge_map(Node& map, const Node& from, const Place& place, AliasBudget& budget) {
    budget.spend(from.entries.size() + map.entries.size(), place);
    std::unordered_set<std::string_view> own;
    for (const Entry& entry : map.entries) own.insert(entry.key);
    std::vector<Entry> added;
    for (const Entry& entry : from.entries) {
        if (own.count(entry.key) == 0) added.push_back(entry);
    }
    map.entries.insert(map.entries.end(), added.begin(), added.end());
}

void merge(Node& map, const Node& value, const Place& place, AliasBudget& budget,
           Findings& findings) {
    if (value.kind == Node::Kind::Map) return merge_map(map, value, place, budget);
    const bool maps = value.kind == Node::Kind::Sequence &&
                      std::all_of(value.items.begin(), value.items.end(),
                                  [](const Node* item) { return item->kind == Node::Kind::Map; });
    if (!maps) {
        findings.error(place, "only a map or a list of maps can be merged");
        return;
    }
    for (const Node* item : value.items) merge_map(map, *item, place, budget);
}

}  // namespace

void make_entries(Node& map, const std::vector<const Node*>& parts, AliasBudget& budget,
                  Findings& findings) {
    std::vector<std::pair<const Node*, Place>> merged;
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
        const Node& key = *parts[i];
        const Node& value = *parts[i + 1];
        if (is_merge(key)) {
            merged.emplace_back(&value, key.place);
        } else {
            add_entry(map, key, value, findings);
        }
    }
    drop_duplicates(map, findings);
    for (const auto& [value, place] : merged) merge(map, *value, place, budget, findings);
}

}  // namespace scenario
