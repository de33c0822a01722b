// SPDX-License-Identifier: MIT
// What objects that could not be read may change, and what holds whatever they are.
//
// Policies only add: a lost one may isolate the pods it selects, and may admit anything there. So
// of a pod that another policy isolates, what the others admit is certain and the rest is not; of
// a pod that none isolates, nothing is. A pod in error is in doubt itself: every connection of its
// own, and nobody else's. A namespace in error is known by its name: what is asked of its other
// labels has no answer.
#pragma once

#include "policy/model/model.h"
#include "policy/model/packet.h"

namespace policy {

// Whether all that was given could be read, without a fault.
bool is_whole(const World& world);

enum class Match : std::uint8_t { No, Maybe, Yes };

// Whether a policy that was lost may isolate the pod in this direction; null: none.
const Lost* lost_policy(const World& world, const Pod& pod, Direction direction);

// Whether all that is said of the pod may be otherwise: it is in error, or ...
bool in_doubt(const World& world, const Pod& pod);
// ... anything at all may be lost of its namespace; null: nothing.
const Lost* lost_anything(const World& world, const Pod& pod);

Match match(const LabelSelector& selector, const Namespace& ns);
// One requirement of such a selector.
Match match(const LabelRequirement& requirement, const Namespace& ns);

}  // namespace policy
