// SPDX-License-Identifier: MIT
// Which labels a selector leaves possible, to compare selectors by what they say rather than by
// what they happen to select.
#pragma once

#include <map>
#include <set>
#include <string>

#include "policy/model/labels.h"

namespace policy {

// All sets of labels that meet a selector. Keys do not depend on each other, so that comparison is
// exact; the values of a label are taken to be endless.
class SelectorSpace {
  public:
    SelectorSpace() = default;  // of the empty selector: everything
    explicit SelectorSpace(const LabelSelector& selector);

    bool empty() const;                             // no labels meet it, whatever they be
    bool within(const SelectorSpace& other) const;  // whatever meets this meets `other`

    // The only values that `key` may have; null where it may have others, or be missing.
    const std::set<std::string>* only(const std::string& key) const;

  private:
    struct Values {
        bool may_be_missing = true;
        bool all_but = true;  // every value but `listed`; else none but these
        std::set<std::string> listed;

        bool empty() const { return !may_be_missing && !all_but && listed.empty(); }
        void keep(const std::set<std::string>& values);
        void drop(const std::set<std::string>& values);
        bool within(const Values& other) const;
    };
    void require(const LabelRequirement& requirement);

    std::map<std::string, Values> keys_;
};

}  // namespace policy
