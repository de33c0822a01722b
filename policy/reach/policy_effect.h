// SPDX-License-Identifier: MIT
// What one changed policy does: the pairs whose connections change, and which rule it was.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

#include "policy/model/connection_set.h"
#include "policy/model/model.h"
#include "policy/model/packet.h"
#include "policy/reach/reachability.h"

namespace policy {

// One policy put in the place of another, added, or taken away.
struct PolicyEdit {
    std::optional<std::size_t> before;     // into World::policies; none: `after` is added
    const NetworkPolicy* after = nullptr;  // valid and defaulted; null: `before` is taken away
};

// A rule that admits part of what changes; without a rule, that the policy isolates or no longer
// does. `after`: it stands in the new version, else in the old one.
struct EffectCause {
    bool after = false;
    Direction direction = Direction::FromPod;
    std::optional<std::size_t> rule;

    friend bool operator==(const EffectCause& a, const EffectCause& b) {
        return std::tie(a.after, a.direction, a.rule) == std::tie(b.after, b.direction, b.rule);
    }
};

// What is certain and what is possible, as in Allowed.
struct EffectSets {
    ConnectionSet certain;
    ConnectionSet possible;

    friend bool operator==(const EffectSets& a, const EffectSets& b) {
        return a.certain == b.certain && a.possible == b.possible;
    }
};

struct EffectPair {
    std::uint32_t from = 0;  // into PolicyEffect::ends, like `to`
    std::uint32_t to = 0;
    EffectSets before;
    EffectSets after;                 // not equal to `before`
    std::vector<EffectCause> causes;  // by side and direction, then rule
};

// `ends` are parts of classes: a new version may tell apart what no rule did. Each pod and address
// is in one at most, and in none where nothing changes.
struct PolicyEffect {
    std::vector<EndpointClass> ends;
    std::vector<EffectPair> pairs;
};

// Answers for one edit after the other, each against the same world, without computing anything
// anew that the edit does not touch: it walks along the pods that the policy selects and what its
// two versions admit; along all classes only where a version isolates and the other does not, or
// has a rule without peers.
//
// REQUIRES: the Reachability and its world outlive this unchanged; no pod of it is Disputed
// or has unknown labels.
class PolicyEffects {
  public:
    explicit PolicyEffects(const Reachability& reach);
    ~PolicyEffects();

    // REQUIRES: the namespace of `after` is one of the world's; that of `before`, if there is one.
    PolicyEffect of(const PolicyEdit& edit) const;

    struct Index;  // inside of policy/

  private:
    std::unique_ptr<Index> index_;
};

}  // namespace policy
