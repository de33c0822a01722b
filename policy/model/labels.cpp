// SPDX-License-Identifier: MIT
#include "policy/model/labels.h"

#include <algorithm>

namespace policy {
namespace {

bool has(const std::vector<std::string>& values, const std::string& value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

std::string set_text(const std::vector<std::string>& values) {
    std::string result = "(";
    for (const std::string& value : values) {
        if (result.size() > 1) result += ',';
        result += value;
    }
    return result + ')';
}

std::string text(const LabelRequirement& requirement) {
    if (requirement.op == "Exists") return requirement.key;
    if (requirement.op == "DoesNotExist") return '!' + requirement.key;
    const std::string op = requirement.op == "NotIn" ? " notin " : " in ";
    return requirement.key + op + set_text(requirement.values);
}

}  // namespace

bool matches(const LabelRequirement& requirement, const Labels& labels) {
    const auto label = labels.find(requirement.key);
    const bool present = label != labels.end();
    if (requirement.op == "In") return present && has(requirement.values, label->second);
    if (requirement.op == "NotIn") return !present || !has(requirement.values, label->second);
    if (requirement.op == "Exists") return present;
    if (requirement.op == "DoesNotExist") return !present;
    return false;
}

bool matches(const LabelSelector& selector, const Labels& labels) {
    const auto has_label = [&](const auto& wanted) {
        const auto label = labels.find(wanted.first);
        return label != labels.end() && label->second == wanted.second;
    };
    const auto meets = [&](const LabelRequirement& r) { return matches(r, labels); };
    return std::all_of(selector.match_labels.begin(), selector.match_labels.end(), has_label) &&
           std::all_of(selector.match_expressions.begin(), selector.match_expressions.end(), meets);
}

std::string text(const LabelSelector& selector) {
    if (selector.empty()) return "<all>";
    std::string result;
    for (const auto& [key, value] : selector.match_labels) {
        if (!result.empty()) result += ',';
        result += key;
        result += '=';
        result += value;
    }
    for (const LabelRequirement& requirement : selector.match_expressions) {
        if (!result.empty()) result += ',';
        result += text(requirement);
    }
    return result;
}

}  // namespace policy
