// SPDX-License-Identifier: MIT
#include "policy/lint/selector_space.h"

#include <algorithm>

namespace policy {

SelectorSpace::SelectorSpace(const LabelSelector& selector) {
    for (const auto& [key, value] : selector.match_labels) require({key, "In", {value}});
    for (const LabelRequirement& each : selector.match_expressions) require(each);
}

void SelectorSpace::require(const LabelRequirement& requirement) {
    Values& values = keys_[requirement.key];
    const std::set<std::string> named(requirement.values.begin(), requirement.values.end());
    if (requirement.op == "NotIn") {
        values.drop(named);
    } else if (requirement.op == "DoesNotExist") {
        values.keep({});
    } else {
        if (requirement.op == "In") values.keep(named);
        values.may_be_missing = false;
    }
}

// Says nothing of a missing key.
void SelectorSpace::Values::keep(const std::set<std::string>& values) {
    std::set<std::string> kept;
    for (const std::string& value : values) {
        if ((listed.count(value) > 0) != all_but) kept.insert(value);
    }
    listed = std::move(kept);
    all_but = false;
}

void SelectorSpace::Values::drop(const std::set<std::string>& values) {
    for (const std::string& value : values) {
        if (all_but) {
            listed.insert(value);
        } else {
            listed.erase(value);
        }
    }
}

bool SelectorSpace::Values::within(const Values& other) const {
    if (may_be_missing && !other.may_be_missing) return false;
    const auto& a = listed;
    const auto& b = other.listed;
    if (all_but) {
        return other.all_but && std::includes(a.begin(), a.end(), b.begin(), b.end());
    }
    if (!other.all_but) return std::includes(b.begin(), b.end(), a.begin(), a.end());
    return std::none_of(a.begin(), a.end(), [&](const auto& value) { return b.count(value) > 0; });
}

bool SelectorSpace::empty() const {
    return std::any_of(keys_.begin(), keys_.end(),
                       [](const auto& entry) { return entry.second.empty(); });
}

bool SelectorSpace::within(const SelectorSpace& other) const {
    if (empty()) return true;
    static const Values anything;
    return std::all_of(other.keys_.begin(), other.keys_.end(), [&](const auto& entry) {
        const auto own = keys_.find(entry.first);
        return (own == keys_.end() ? anything : own->second).within(entry.second);
    });
}

const std::set<std::string>* SelectorSpace::only(const std::string& key) const {
    const auto found = keys_.find(key);
    if (found == keys_.end() || found->second.may_be_missing || found->second.all_but) {
        return nullptr;
    }
    return &found->second.listed;
}

}  // namespace policy
