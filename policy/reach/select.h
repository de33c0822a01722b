// SPDX-License-Identifier: MIT
// Which groups of pods a rule's selectors match. Inside of policy/.
#pragma once

#include <cstdint>
#include <vector>

#include "policy/model/model.h"
#include "policy/reach/groups.h"
#include "policy/reach/intern.h"
#include "policy/reach/rules.h"

namespace policy::reach {

// Every selector is matched once, against the groups that a label or its namespaces narrow it to.
class Selection {
  public:
    Selection(const World& world, const Rulebook& rules, const Groups& groups);

    // The groups that an atom of selectors matches, ascending. REQUIRES: it is no ipBlock.
    void match(const Atom& atom, std::vector<GroupId>& found) const;
    // Those of which nobody can say, as their namespace's labels are not known.
    void match_perhaps(const Atom& atom, std::vector<GroupId>& found) const;

  private:
    struct Term {
        enum class Op : std::uint8_t { In, NotIn, Exists, DoesNotExist } op = Op::In;
        std::uint32_t key = none;
        std::vector<std::uint32_t> values;  // that some pod has
    };
    struct Selector {
        std::vector<Term> terms;
        std::uint32_t narrowest = none;  // a value that it asks for
        bool never = false;              // it asks for a value that no pod has
    };
    Selector compile(const LabelSelector& written) const;
    bool meets(const Term& term, Lists::View labels) const;
    bool meets(const Selector& selector, Lists::View labels) const;
    void match_namespaces();
    void match_in(Lists::View namespaces, const Atom& atom, std::vector<GroupId>& found) const;

    const World& world_;
    const Rulebook& rules_;
    const Groups& groups_;
    Lists by_namespace_;                         // groups, ascending
    Lists by_value_;                             // likewise
    std::vector<Selector> selectors_;            // as selectors of pods; by SelectorId
    std::vector<std::uint32_t> namespace_list_;  // of each SelectorId: which of these; or none
    Lists namespaces_, perhaps_namespaces_;      // that a selector of namespaces matches, ascending
};

}  // namespace policy::reach
