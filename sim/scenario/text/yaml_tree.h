// SPDX-License-Identifier: MIT
// YAML as a tree that remembers where everything was written. JSON is YAML too; large JSON has a
// reader of its own, json_tree.h, which makes the same tree.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sim/scenario/text/arena.h"
#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/source.h"

namespace scenario {

struct Node;

// The core schema's tags, as far as they decide anything here.
enum class Tag : std::uint8_t { None, String, Integer, Float, Boolean, Null, Merge, Other };

struct Entry {
    std::string_view key;  // as kubectl has it: `on:` is the key "true", `0x10:` the key "16"
    Place place;           // of the key
    const Node* value = nullptr;
};

// A value. What an alias stands for is shared, not copied: it has the place where it was written.
struct Node {
    enum class Kind : std::uint8_t { Null, Scalar, Sequence, Map };
    Kind kind = Kind::Null;
    Tag tag = Tag::None;      // a scalar's, as written
    bool quoted = false;      // a scalar in quotes or a block: a string whatever it says
    Place place;              // a map or list: of its beginning, one character long
    std::string_view text;    // Scalar
    Span<Entry> entries;      // Map, as written, then what `<<` merges; keys are unique
    Span<const Node*> items;  // Sequence

    const Entry* find(std::string_view key) const;  // of a map; null where absent
};

// A text's documents, in order. Empty ones (nothing between two `---`) are left out.
struct YamlFile {
    Arena arena;  // owns what the pointers point to
    std::vector<const Node*> documents;
    std::size_t values = 0;  // in all
};

// Reads a text. Errors: not text (empty, NUL or other control bytes, not UTF-8), what yaml-cpp
// refuses, a key twice in one map, a key that is no scalar or null, an alias to what contains it,
// nesting deeper than yaml-cpp's limit (500 levels), aliases that stand for more than max_aliased
// values, more than max_values in all. The documents that are not broken are returned: one ends
// where a line begins with `---`, whatever is wrong in it, as kubectl has it.
YamlFile read_yaml(const Source& source, Findings& findings);

constexpr std::size_t max_aliased = 1'000'000;
constexpr std::size_t max_values = 30'000'000;

}  // namespace scenario
