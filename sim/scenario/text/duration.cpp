// SPDX-License-Identifier: MIT
#include "sim/scenario/text/duration.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>

#include "sim/scenario/text/object_reader.h"
#include "sim/scenario/text/scalar.h"

namespace scenario {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 6> units = {{
    {"ns", 1.0},
    {"us", 1e3},
    {"ms", 1e6},
    {"m", 60e9},
    {"s", 1e9},
    {"h", 3600e9},
}};
constexpr double longest = 366.0 * 24 * 3600 * 1e9;

// The nanoseconds of the unit that `text` begins with, which is taken off.
std::optional<double> take_unit(std::string_view& text) {
    for (const auto& [name, nanoseconds] : units) {
        if (text.substr(0, name.size()) != name) continue;
        text.remove_prefix(name.size());
        return nanoseconds;
    }
    return std::nullopt;
}

std::optional<double> take_number(std::string_view& text) {
    const std::size_t length = std::min(text.find_first_not_of("0123456789."), text.size());
    const std::string digits(text.substr(0, length));
    char* end = nullptr;
    const double value = std::strtod(digits.c_str(), &end);
    if (digits.empty() || *end != '\0' || digits == ".") return std::nullopt;
    text.remove_prefix(length);
    return value;
}

}  // namespace

std::optional<policy::Time> parse_duration(std::string_view text) {
    if (text.empty()) return std::nullopt;
    double sum = 0;
    while (!text.empty()) {
        const auto number = take_number(text);
        if (!number) return std::nullopt;
        const auto unit = take_unit(text);
        if (!unit) return std::nullopt;
        sum += *number * *unit;
    }
    if (sum > longest) return std::nullopt;
    return policy::Time(std::llround(sum));
}

std::optional<policy::Time> read_duration(const Node& node, Findings& findings) {
    const bool scalar = node.kind == Node::Kind::Scalar;
    const ScalarValue value = resolve(node);
    if (const auto* text = std::get_if<std::string>(&value); scalar && text != nullptr) {
        if (auto time = parse_duration(*text)) return time;
        findings.error(node.place, "\"" + *text + "\" is not a duration",
                       "write it like 500ms, 30s or 1m30s");
    } else {
        const bool number = type_name(node) == "a number";
        findings.error(node.place, "expected a duration, found " + std::string(type_name(node)),
                       number ? "give it a unit: " + std::string(node.text) + "s" : "");
    }
    return std::nullopt;
}

}  // namespace scenario
