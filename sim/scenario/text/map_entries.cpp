// SPDX-License-Identifier: MIT
#include "sim/scenario/text/map_entries.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "sim/scenario/text/scalar.h"

namespace scenario {
namespace {

bool is_merge(const Node& key) {
    const bool plain = key.tag == Tag::None && !key.quoted;
    return key.kind == Node::Kind::Scalar && key.text == "<<" && (plain || key.tag == Tag::Merge);
}

void add_entry(std::vector<Entry>& entries, const Node& key, const Node& value, Arena& arena,
               Findings& findings) {
    if (key.kind == Node::Kind::Sequence || key.kind == Node::Kind::Map) {
        findings.error(key.place, "a list or a map cannot be a key");
        return;
    }
    if (const auto text = key_text(key)) {
        const bool as_written = *text == key.text;
        entries.push_back(
            {as_written ? key.text : arena.copy(std::string_view(*text)), key.place, &value});
    } else {
        findings.error(key.place,
                       key.kind == Node::Kind::Null ? "a key is missing" : "this cannot be a key",
                       "put the key in quotes");
    }
}

void merge_map(std::vector<Entry>& entries, const Node& from, const Place& place,
               AliasBudget& budget) {
    budget.spend(from.entries.size() + entries.size(), place);
    std::unordered_set<std::string_view> own;
    for (const Entry& entry : entries) own.insert(entry.key);
    for (const Entry& entry : from.entries) {
        if (own.count(entry.key) == 0) entries.push_back(entry);
    }
}

void merge(std::vector<Entry>& entries, const Node& value, const Place& place, AliasBudget& budget,
           Findings& findings) {
    if (value.kind == Node::Kind::Map) return merge_map(entries, value, place, budget);
    const bool maps = value.kind == Node::Kind::Sequence &&
                      std::all_of(value.items.begin(), value.items.end(),
                                  [](const Node* item) { return item->kind == Node::Kind::Map; });
    if (!maps) {
        findings.error(place, "only a map or a list of maps can be merged");
        return;
    }
    for (const Node* item : value.items) merge_map(entries, *item, place, budget);
}

}  // namespace

void drop_duplicates(std::vector<Entry>& entries, Findings& findings) {
    // What programs write is in order.
    const auto not_ascending = [](const Entry& a, const Entry& b) { return a.key >= b.key; };
    if (std::adjacent_find(entries.begin(), entries.end(), not_ascending) == entries.end()) return;
    std::unordered_map<std::string_view, Place> first;
    std::vector<Entry> unique;
    unique.reserve(entries.size());
    for (const Entry& entry : entries) {
        const auto [known, is_new] = first.emplace(entry.key, entry.place);
        if (is_new) {
            unique.push_back(entry);
        } else {
            findings.error(entry.place, "duplicate key \"" + std::string(entry.key) + "\"",
                           "it is first written at " + findings.text(known->second));
        }
    }
    entries = std::move(unique);
}

void make_entries(Node& map, const std::vector<const Node*>& parts, AliasBudget& budget,
                  Arena& arena, Findings& findings) {
    std::vector<Entry> entries;
    entries.reserve(parts.size() / 2);
    std::vector<std::pair<const Node*, Place>> merged;
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
        const Node& key = *parts[i];
        const Node& value = *parts[i + 1];
        if (is_merge(key)) {
            merged.emplace_back(&value, key.place);
        } else {
            add_entry(entries, key, value, arena, findings);
        }
    }
    drop_duplicates(entries, findings);
    for (const auto& [value, place] : merged) merge(entries, *value, place, budget, findings);
    map.entries = arena.copy(entries);
}

}  // namespace scenario
