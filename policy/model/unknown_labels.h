// SPDX-License-Identifier: MIT
// What a pod's labels may turn out to be where some of their values are not known.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "policy/model/labels.h"
#include "policy/model/model.h"

namespace policy {

// Stands for a value that no selector asks for; no label has it.
constexpr const char* unasked_value = "?";

// Which values the selectors of a world, lost policies' too, ask for, of each key.
class AskedValues {
  public:
    explicit AskedValues(const World& world);

    // The first of Pod::unknown_labels that some selector asks for; empty where none is.
    std::string asked_of(const Pod& pod) const;

    // The pod's labels with each choice of values for the unknown ones that some selector can tell
    // from the others; first with values that none asks for. Without unknown ones: its labels.
    std::vector<Labels> choices(const Pod& pod) const;

  private:
    void add(const LabelSelector& selector);
    std::map<std::string, std::set<std::string>> values_;  // by key; of Exists none
};

// Whether the selector matches the pod with some values of its unknown labels, each requirement
// for itself.
bool may_match(const LabelSelector& selector, const Pod& pod);

}  // namespace policy
