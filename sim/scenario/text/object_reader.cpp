// SPDX-License-Identifier: MIT
#include "sim/scenario/text/object_reader.h"

#include <algorithm>
#include <cmath>

#include "sim/scenario/text/scalar.h"

namespace scenario {
namespace {

void mismatch(std::string_view expected, const Node& node, Findings& findings) {
    std::string help;
    const bool plain_scalar = node.kind == Node::Kind::Scalar && !node.quoted;
    if (expected == "a string" && plain_scalar)
        help = "put it in quotes: \"" + std::string(node.text) + "\"";
    const bool quoted_word = node.kind == Node::Kind::Scalar && node.quoted &&
                             !std::holds_alternative<std::string>(resolve_plain(node.text));
    if (expected != "a string" && quoted_word) help = "write it without quotes";
    findings.error(node.place,
                   "expected " + std::string(expected) + ", found " + std::string(type_name(node)),
                   help);
}

}  // namespace

std::string_view type_name(const Node& node) {
    switch (node.kind) {
        case Node::Kind::Null:
            return "null";
        case Node::Kind::Sequence:
            return "a list";
        case Node::Kind::Map:
            return "a map";
        case Node::Kind::Scalar:
            break;
    }
    const ScalarValue value = resolve(node);
    if (std::holds_alternative<std::monostate>(value)) return "null";
    if (std::holds_alternative<bool>(value)) return "a boolean";
    return std::holds_alternative<std::string>(value) ? "a string" : "a number";
}

bool is_null(const Node& node) {
    if (node.kind == Node::Kind::Null) return true;
    if (node.kind != Node::Kind::Scalar || (node.quoted && node.tag == Tag::None)) return false;
    return std::holds_alternative<std::monostate>(resolve(node));
}

std::optional<std::string> read_string(const Node& node, Findings& findings) {
    if (node.quoted && node.tag == Tag::None) return std::string(node.text);
    ScalarValue value = resolve(node);
    if (auto* text = std::get_if<std::string>(&value)) return std::move(*text);
    mismatch("a string", node, findings);
    return std::nullopt;
}

std::optional<bool> read_boolean(const Node& node, Findings& findings) {
    const ScalarValue value = resolve(node);
    if (const auto* flag = std::get_if<bool>(&value)) return *flag;
    mismatch("true or false", node, findings);
    return std::nullopt;
}

std::optional<std::int64_t> read_integer(const Node& node, Findings& findings) {
    const ScalarValue value = resolve(node);
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
    if (const auto* real = std::get_if<double>(&value)) {
        if (std::fabs(*real) < 0x1p53 && std::trunc(*real) == *real) {
            return static_cast<std::int64_t>(*real);
        }
        findings.error(node.place, "expected an integer, found " + std::string(node.text));
        return std::nullopt;
    }
    mismatch("a number", node, findings);
    return std::nullopt;
}

std::optional<std::int64_t> read_integer(const Node& node, std::int64_t low, std::int64_t high,
                                         Findings& findings) {
    const auto value = read_integer(node, findings);
    if (!value || (*value >= low && *value <= high)) return value;
    findings.error(node.place, std::to_string(*value) + " is not between " + std::to_string(low) +
                                   " and " + std::to_string(high));
    return std::nullopt;
}

Span<const Node*> read_items(const Node& node, Findings& findings) {
    if (node.kind == Node::Kind::Sequence) return node.items;
    if (node.kind != Node::Kind::Null) mismatch("a list", node, findings);
    return {};
}

std::vector<const Node*> read_one_or_more(const Node& node, Findings& findings) {
    if (node.kind == Node::Kind::Sequence) {
        if (node.items.empty()) findings.error(node.place, "the list is empty");
        return {node.items.begin(), node.items.end()};
    }
    return {&node};
}

policy::Labels read_labels(const Node& node, Findings& findings) {
    policy::Labels labels;
    if (node.kind != Node::Kind::Map && node.kind != Node::Kind::Null) {
        mismatch("a map", node, findings);
    }
    for (const Entry& entry : node.entries) {
        if (entry.value->kind == Node::Kind::Null) {
            labels.emplace(entry.key, "");
        } else if (auto value = read_string(*entry.value, findings)) {
            labels.emplace(entry.key, std::move(*value));
        }
    }
    return labels;
}

const Node& or_null(const Node* node) {
    static const Node null;
    return node == nullptr ? null : *node;
}

ObjectReader::ObjectReader(const Node& node, Findings& findings, UnknownKeys unknown)
    : node_(node), findings_(findings), unknown_(unknown) {
    if (!is_map() && node.kind != Node::Kind::Null) mismatch("a map", node, findings);
}

const Entry* ObjectReader::entry(std::string_view key) {
    if (unknown_ == UnknownKeys::Error) known_.push_back(key);
    return node_.find(key);
}

const Node* ObjectReader::find(std::string_view key) {
    const Entry* found = entry(key);
    const bool absent = found == nullptr || is_null(*found->value);
    return absent ? nullptr : found->value;
}

const Node* ObjectReader::require(std::string_view key) {
    const Node* value = find(key);
    if (value == nullptr && (is_map() || node_.kind == Node::Kind::Null)) {
        const bool written = node_.find(key) != nullptr;
        findings_.error(place(key), written ? "\"" + std::string(key) + "\" has no value"
                                            : "missing key \"" + std::string(key) + "\"");
    }
    return value;
}

Place ObjectReader::place(std::string_view key) const {
    const Entry* found = node_.find(key);
    return found == nullptr ? node_.place : found->place;
}

std::optional<std::string> ObjectReader::string(std::string_view key) {
    const Node* value = find(key);
    return value == nullptr ? std::nullopt : read_string(*value, findings_);
}

std::optional<bool> ObjectReader::boolean(std::string_view key) {
    const Node* value = find(key);
    return value == nullptr ? std::nullopt : read_boolean(*value, findings_);
}

std::optional<std::int64_t> ObjectReader::integer(std::string_view key, std::int64_t low,
                                                  std::int64_t high) {
    const Node* value = find(key);
    return value == nullptr ? std::nullopt : read_integer(*value, low, high, findings_);
}

Span<const Node*> ObjectReader::items(std::string_view key) {
    const Node* value = find(key);
    return value == nullptr ? Span<const Node*>() : read_items(*value, findings_);
}

void ObjectReader::ignore(std::initializer_list<std::string_view> keys) {
    if (unknown_ == UnknownKeys::Ignore) return;
    known_.insert(known_.end(), keys.begin(), keys.end());
}

void ObjectReader::not_yet(std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
        if (entry(key) == nullptr) continue;
        findings_.error(place(key),
                        "\"" + std::string(key) + "\" is not available in this version");
    }
}

void ObjectReader::finish() {
    if (unknown_ == UnknownKeys::Ignore) return;
    for (const Entry& entry : node_.entries) {
        if (std::find(known_.begin(), known_.end(), entry.key) != known_.end()) continue;
        findings_.error(entry.place, "unknown key \"" + std::string(entry.key) + "\"",
                        findings_.full()
                            ? ""
                            : did_you_mean(std::string(entry.key), {known_.begin(), known_.end()}));
    }
}

}  // namespace scenario
