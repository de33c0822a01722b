// SPDX-License-Identifier: MIT
// What an unquoted YAML scalar means to kubectl.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace scenario {

struct Node;

// Integers above 2^63 - 1 are doubles here: no field admits them.
using ScalarValue = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

// kubectl reads YAML 1.1 as sigs.k8s.io/yaml (goyaml.v2/resolve.go) does: y, yes, on, true and
// their negations are booleans; 010 is 8, 0x10 16, 0b10 2, 1_000 1000; 08 is the float 8; dates
// stay strings. A quoted scalar is a string; a tag !!str, !!int, !!bool, !!float or !!null decides
// over both, any other tag makes a string.
ScalarValue resolve(const Node& scalar);
ScalarValue resolve_plain(std::string_view text);

// The text of a key: numbers and booleans as Go prints them, "16" for `0x10:`. Nothing for null
// and for integers above 2^63 - 1, which kubectl refuses as keys.
std::optional<std::string> key_text(const Node& key);

}  // namespace scenario
