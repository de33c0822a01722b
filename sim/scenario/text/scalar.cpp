// SPDX-License-Identifier: MIT
#include "sim/scenario/text/scalar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <regex>

#include "sim/scenario/text/yaml_tree.h"

namespace scenario {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr std::array<std::string_view, 11> true_words = {
    "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"};
constexpr std::array<std::string_view, 11> false_words = {
    "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"};
constexpr std::array<std::string_view, 5> null_words = {"", "~", "null", "Null", "NULL"};
constexpr std::array<std::string_view, 3> nan_words = {".nan", ".NaN", ".NAN"};
constexpr std::array<std::string_view, 6> infinity_words = {".inf",  ".Inf",  ".INF",
                                                            "+.inf", "+.Inf", "+.INF"};
constexpr std::array<std::string_view, 3> negative_infinity_words = {"-.inf", "-.Inf", "-.INF"};

std::string without_underscores(std::string_view text) {
    std::string result(text);
    result.erase(std::remove(result.begin(), result.end(), '_'), result.end());
    return result;
}

// Takes Go's base prefix off: 0x, 0o, 0b, or a leading 0.
int take_base(std::string_view& digits) {
    if (digits.size() < 2 || digits[0] != '0') return 10;
    switch (digits[1]) {
        case 'x':
        case 'X':
            digits.remove_prefix(2);
            return 16;
        case 'o':
        case 'O':
            digits.remove_prefix(2);
            return 8;
        case 'b':
        case 'B':
            digits.remove_prefix(2);
            return 2;
        default:
            digits.remove_prefix(1);
            return 8;
    }
}

// An integer as Go's strconv.ParseInt with base 0 reads it, or a double where it is too large.
std::optional<ScalarValue> integer(std::string_view text) {
    const bool negative = !text.empty() && text[0] == '-';
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
    const int base = take_base(text);
    std::uint64_t magnitude = 0;
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, magnitude, base);
    if (text.empty() || parsed.ptr != end) return std::nullopt;
    constexpr std::uint64_t limit = std::uint64_t{1} << 63U;
    if (parsed.ec != std::errc()) return ScalarValue(negative ? -infinity : infinity);
    if (negative && magnitude <= limit)
        return ScalarValue(static_cast<std::int64_t>(0 - magnitude));
    if (!negative && magnitude < limit) return ScalarValue(static_cast<std::int64_t>(magnitude));
    return ScalarValue(negative ? -static_cast<double>(magnitude) : static_cast<double>(magnitude));
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool looks_like_float(std::string_view text) {
    std::size_t at = 0;
    const auto digits = [&] {
        const std::size_t from = at;
        while (at < text.size() && is_digit(text[at])) ++at;
        return at - from;
    };
    const auto sign = [&] {
        if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    };
    sign();
    const std::size_t whole = digits();
    const bool point = at < text.size() && text[at] == '.';
    if (point) ++at;
    const std::size_t fraction = point ? digits() : 0;
    if (whole == 0 && fraction == 0) return false;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        sign();
        if (digits() == 0) return false;
    }
    return at == text.size();
}

std::optional<ScalarValue> number(std::string_view text) {
    // A point first means a float as it stands; underscores are for what begins with a digit.
    const std::string plain = text[0] == '.' ? std::string(text) : without_underscores(text);
    if (text[0] != '.') {
        if (auto whole = integer(plain)) return whole;
    }
    if (!looks_like_float(plain)) return std::nullopt;
    return ScalarValue(std::strtod(plain.c_str(), nullptr));
}

bool begins_number(std::string_view text) {
    return !text.empty() &&
           (is_digit(text[0]) || text[0] == '-' || text[0] == '+' || text[0] == '.');
}

Tag tag_of(const ScalarValue& value) {
    constexpr std::array<Tag, 5> tags = {Tag::Null, Tag::Boolean, Tag::Integer, Tag::Float,
                                         Tag::String};
    return tags[value.index()];
}

// Go's strconv.FormatFloat(value, 'g', -1, 32): the shortest digits that read back as the same
// 32-bit float, with an exponent below 1e-4 and from 1e6 on.
std::string go_float(double value) {
    if (std::isnan(value)) return ".nan";
    if (std::isinf(value)) return value > 0 ? ".inf" : "-.inf";
    const auto single = static_cast<float>(value);
    std::array<char, 64> buffer{};
    int precision = 0;
    for (; precision < 9; ++precision) {
        std::snprintf(buffer.data(), buffer.size(), "%.*e", precision, static_cast<double>(single));
        if (std::strtof(buffer.data(), nullptr) == single) break;
    }
    std::string scientific = buffer.data();
    const int exponent = std::atoi(scientific.substr(scientific.find('e') + 1).c_str());
    if (exponent < -4 || exponent >= 6) return scientific;
    std::snprintf(buffer.data(), buffer.size(), "%.*f", std::max(precision - exponent, 0),
                  static_cast<double>(single));
    return buffer.data();
}

}  // namespace

ScalarValue resolve_plain(std::string_view text) {
    if (is_one_of(text, null_words)) return {};
    if (is_one_of(text, true_words)) return true;
    if (is_one_of(text, false_words)) return false;
    if (is_one_of(text, nan_words)) return std::numeric_limits<double>::quiet_NaN();
    if (is_one_of(text, infinity_words)) return infinity;
    if (is_one_of(text, negative_infinity_words)) return -infinity;
    if (begins_number(text)) {
        if (auto value = number(text)) return *value;
    }
    return std::string(text);
}

ScalarValue resolve(const Node& scalar) {
    if (scalar.kind != Node::Kind::Scalar) return {};
    if (scalar.tag == Tag::None) {
        return scalar.quoted ? ScalarValue(std::string(scalar.text)) : resolve_plain(scalar.text);
    }
    ScalarValue plain = resolve_plain(scalar.text);
    const auto* whole = std::get_if<std::int64_t>(&plain);
    if (scalar.tag == Tag::Float && whole != nullptr) return static_cast<double>(*whole);
    return tag_of(plain) == scalar.tag ? plain : ScalarValue(std::string(scalar.text));
}

std::optional<std::string> key_text(const Node& key) {
    const ScalarValue value = resolve(key);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    if (const auto* real = std::get_if<double>(&value)) {
        return std::fabs(*real) >= 0x1p63 && !std::isinf(*real) ? std::nullopt
                                                                : std::optional(go_float(*real));
    }
    return std::nullopt;
}

}  // namespace scenario
