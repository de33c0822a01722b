// SPDX-License-Identifier: MIT
// Labels, and the selectors that ask about them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace policy {

// Keys and values compare byte by byte. Ordered, so that whatever prints them is deterministic.
using Labels = std::map<std::string, std::string, std::less<>>;

// One entry of matchExpressions, as written. `op` is "In", "NotIn", "Exists" or "DoesNotExist" in
// a valid object; validate.h reports any other.
struct LabelRequirement {
    std::string key;
    std::string op;
    std::vector<std::string> values;

    friend bool operator==(const LabelRequirement& a, const LabelRequirement& b) {
        return a.key == b.key && a.op == b.op && a.values == b.values;
    }
    friend bool operator<(const LabelRequirement& a, const LabelRequirement& b) {
        return std::tie(a.key, a.op, a.values) < std::tie(b.key, b.op, b.values);
    }
};

// apimachinery's meta/v1 LabelSelector: all of matchLabels and matchExpressions must hold. An
// empty selector selects everything; an absent one (std::optional without value, in model.h)
// means whatever the field that holds it says.
struct LabelSelector {
    Labels match_labels;
    std::vector<LabelRequirement> match_expressions;

    bool empty() const { return match_labels.empty() && match_expressions.empty(); }

    friend bool operator==(const LabelSelector& a, const LabelSelector& b) {
        return a.match_labels == b.match_labels && a.match_expressions == b.match_expressions;
    }
    friend bool operator<(const LabelSelector& a, const LabelSelector& b) {
        return std::tie(a.match_labels, a.match_expressions) <
               std::tie(b.match_labels, b.match_expressions);
    }
};

// Whether `labels` meets the requirement. An object that lacks the key meets NotIn and
// DoesNotExist and no other; an unknown operator is met by nothing.
bool matches(const LabelRequirement& requirement, const Labels& labels);
bool matches(const LabelSelector& selector, const Labels& labels);

// kubectl's notation, for people: "app=web,tier notin (db)"; "<all>" for an empty selector.
std::string text(const LabelSelector& selector);

}  // namespace policy
