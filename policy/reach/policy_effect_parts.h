// SPDX-License-Identifier: MIT
// The classes of a Reachability, cut further by two versions of a policy. Inside of policy/.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "policy/model/lost.h"
#include "policy/model/settings.h"
#include "policy/reach/classes.h"
#include "policy/reach/policy_effect.h"
#include "policy/table/rule_ports.h"

namespace policy::reach {

// The two versions: 0 is the old one, 1 the new one; null: there is none.
using Versions = std::array<const NetworkPolicy*, 2>;

// A peer item of one of the versions.
struct Item {
    std::size_t version = 0;
    Direction direction = Direction::FromPod;
    std::size_t rule = 0;
    const Peer* peer = nullptr;
    AddressRanges ranges;  // of an ipBlock
    AtomId known = none;   // if a rule in force has the same peer: it cuts no class
};

struct Part {
    ClassId id = 0;
    bool whole = false;  // all of the class; `end` is empty then
    EndpointClass end;
    std::array<bool, 2> subject = {false, false};  // of which version
    // By direction: another policy with the rules of the old version selects its pods.
    std::array<bool, 2> held = {false, false};
    std::vector<Match> matches;  // by item
    PortNumbers numbers;         // that its pods give to the names which the versions ask for
};

struct Parts {
    std::vector<Item> items;
    std::vector<Part> parts;
    std::size_t touched = 0;  // parts that a version matches or selects: the first ones
};

// What is prepared once for all edits.
struct PodIndex {
    explicit PodIndex(const World& world, const Settings& settings, const Classes& classes);
    std::vector<std::vector<std::uint32_t>> by_namespace;         // policed pods
    std::vector<std::pair<IpAddress, std::uint32_t>> by_address;  // Known; ascending
    std::vector<std::uint32_t> doubtful;                          // not Known
};

// Behind the touched parts there is every class, or what is left of it, if the versions differ in
// what they say of everyone: who is isolated, or a rule without peers.
// Whether the rules without peers are the same, one by one.
bool same_for_everyone(const std::vector<PolicyRule>& a, const std::vector<PolicyRule>& b);

// `held`: by direction, the selectors of other policies with the old version's rules, in its
// namespace.
using Holders = std::array<std::vector<const LabelSelector*>, 2>;
struct CutInputs {
    const World& world;
    const Settings& settings;
    const Rulebook& rules;
    const Classes& classes;
    const PodIndex& index;
};
Parts cut_parts(const CutInputs& inputs, const Versions& versions, const Holders& held);

}  // namespace policy::reach
