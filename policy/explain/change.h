// SPDX-License-Identifier: MIT
// What would let a dropped connection pass at one hook, as data that can be applied.
#pragma once

#include <cstddef>
#include <variant>
#include <vector>

#include "policy/explain/explanation.h"
#include "policy/model/model.h"
#include "policy/model/settings.h"

namespace policy {

// An item more in the `ports` of a rule that matches the peer.
struct AddPort {
    std::size_t policy = 0;  // World::policies, here and below
    Direction direction = Direction::ToPod;
    std::size_t rule = 0;
    PolicyPort port;
};

// An item more in the `from` or `to` of a rule that matches the port.
struct AddPeer {
    std::size_t policy = 0;
    Direction direction = Direction::ToPod;
    std::size_t rule = 0;
    Peer peer;
};

// A rule more in a policy.
struct AddRule {
    std::size_t policy = 0;
    Direction direction = Direction::ToPod;
    PolicyRule rule;
};

// A policy more, beside one that denies by default. It selects only pods that are isolated anyway.
struct AddPolicy {
    NetworkPolicy policy;
};

// Labels more on the pod at the other end, so that an item of a rule selects it. Not without side
// effects: whatever else selects by these labels selects the pod too.
struct AddLabels {
    std::size_t pod = 0;  // World::pods
    Labels labels;
    std::size_t policy = 0;  // whose rule then matches, by its item `item`
    std::size_t rule = 0;
    std::size_t item = 0;
};

// A name for a container's port, which a rule asks for and the destination pod does not declare.
struct DeclarePort {
    std::size_t pod = 0;  // World::pods
    ContainerPort port;
};

using Change = std::variant<AddPort, AddPeer, AddRule, AddPolicy, AddLabels, DeclarePort>;

// What would let the connection pass for certain, the smallest first; each of them alone suffices.
// The first is a change of policies that only adds: whatever passed before passes still. Empty
// where it passes, where only the settings drop it, where something could not be read, and where
// several pods claim the peer's address.
// REQUIRES: `told` is explain() of the same world, opening and settings.
std::vector<Change> changes_that_admit(const World& world, const Opening& opening,
                                       const Explanation& told, const Settings& settings = {});

void apply(const Change& change, World& world);

}  // namespace policy
