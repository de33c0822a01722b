// SPDX-License-Identifier: MIT
// From groups of pods to the classes that the rules tell apart. Inside of policy/.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "policy/reach/groups.h"
#include "policy/reach/reachability.h"
#include "policy/reach/select.h"

namespace policy::reach {

// Cuts classes of groups in two, wherever a set of groups holds only a part of one.
class Refinement {
  public:
    explicit Refinement(const Groups& groups);
    void cut(const std::vector<GroupId>& set);  // REQUIRES: each group once
    const std::vector<ClassId>& of_group() const { return of_group_; }
    std::size_t classes() const { return sizes_.size(); }

  private:
    std::vector<ClassId> of_group_;
    std::vector<std::uint32_t> sizes_;   // of each class, in groups
    std::vector<std::uint32_t> inside_;  // of each class: groups of the set at hand
    std::vector<ClassId> moved_to_;
    std::vector<ClassId> touched_;
};

// What is known of a class, pods' or outside. `ns` is not.
using ClassKey = GroupKey;

// As Face, of classes. none: the class whose face it is.
struct ClassFace {
    ClassId subject = none;
    ClassId peer = none;
};

struct Classes {
    std::vector<EndpointClass> endpoints;
    std::vector<ClassKey>
        keys;  // of the endpoints, then of classes that are faces and nothing else
    std::vector<std::optional<ClassId>> of_pod;
    std::size_t pod_classes = 0;                // these first, then outside
    std::vector<std::vector<ClassFace>> faces;  // by FacesId
    Lists of_atom;                   // classes, ascending; of an ipBlock none: see blocks
    Lists perhaps_of_atom;           // likewise: those of which nobody can say
    std::array<Lists, 2> of_effect;  // by direction: the classes that it isolates, ascending
    // Of each block: the classes that it matches, and those of which nobody can say.
    Lists of_block, perhaps_of_block;
    std::vector<Family> family_of_block;
};

Classes make_classes(const World& world, const Rulebook& rules, const Groups& groups,
                     const std::vector<AddressRanges>& blocks,
                     const std::array<AddressLine, 2>& lines);

}  // namespace policy::reach
