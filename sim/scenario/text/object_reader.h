// SPDX-License-Identifier: MIT
// From YAML values to C++ ones, with every mismatch reported where it stands.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/labels.h"
#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// A value as one type, or nothing and `expected a string, found a number`. JSON's types decide:
// a plain `8080` is no string. Integers may be written as floats without a fraction (8e1).
std::optional<std::string> read_string(const Node& node, Findings& findings);
std::optional<bool> read_boolean(const Node& node, Findings& findings);
std::optional<std::int64_t> read_integer(const Node& node, Findings& findings);
// Also reports what lies outside [low, high].
std::optional<std::int64_t> read_integer(const Node& node, std::int64_t low, std::int64_t high,
                                         Findings& findings);
// A list's items; none for null, and for any other type, which is reported.
Span<const Node*> read_items(const Node& node, Findings& findings);
// A list's strings, or the one string where a list may be written as one.
std::vector<const Node*> read_one_or_more(const Node& node, Findings& findings);
// A map of strings. A null value is "", as Go decodes it.
policy::Labels read_labels(const Node& node, Findings& findings);

// `a string`, `a number`, `a boolean`, `a list`, `a map`, `null`.
std::string_view type_name(const Node& node);
bool is_null(const Node& node);

// The node, or a null one where there is none.
const Node& or_null(const Node* node);

enum class UnknownKeys : std::uint8_t { Error, Ignore };

// Reads one map by its keys. Which keys it knows is what it was asked for: finish() reports all
// others, with the nearest known one. A null is an empty map; any other type is reported.
class ObjectReader {
  public:
    ObjectReader(const Node& node, Findings& findings, UnknownKeys unknown = UnknownKeys::Error);

    bool is_map() const { return node_.kind == Node::Kind::Map; }
    const Node& node() const { return node_; }

    // The value of a key, or null where it is absent or null. Keys must outlive the reader.
    const Node* find(std::string_view key);
    // As find(), but `missing key "port"` where there is none.
    const Node* require(std::string_view key);
    // The key's place; the object's where it is absent.
    Place place(std::string_view key) const;

    std::optional<std::string> string(std::string_view key);
    std::optional<bool> boolean(std::string_view key);
    std::optional<std::int64_t> integer(std::string_view key, std::int64_t low, std::int64_t high);
    Span<const Node*> items(std::string_view key);

    // Keys that are known and mean nothing here.
    void ignore(std::initializer_list<std::string_view> keys);
    // Keys of a later version: an error that says so where one is written.
    void not_yet(std::initializer_list<std::string_view> keys);

    void finish();

  private:
    const Entry* entry(std::string_view key);

    const Node& node_;
    Findings& findings_;
    UnknownKeys unknown_;
    std::vector<std::string_view> known_;  // those asked for, where others are errors
};

}  // namespace scenario
