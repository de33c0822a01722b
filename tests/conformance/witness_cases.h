// SPDX-License-Identifier: MIT
// What to ask about a scenario: its states, its ends, its ports.
#pragma once

#include <optional>
#include <vector>

#include "policy/reach/reachability.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/timeline.h"
#include "tests/conformance/expectation.h"

namespace conformance {

// What is there from `since` on, until the next state's.
struct State {
    policy::Time since{0};
    scenario::Moment moment;
};

// The scenario's beginning, and one state for each moment of its timeline.
std::vector<State> states(const scenario::Scenario& scenario);

// One port of each interval between numbers that any policy or container port names, of each
// protocol, and ICMP.
std::vector<ProtocolPort> port_classes(const policy::World& world);

// One end of a witness: the first pod of a class, or an address outside.
struct WitnessEnd {
    policy::ClassId of = 0;
    std::optional<std::size_t> pod;  // World::pods of the state
    policy::IpAddress address;       // IPv4
};

// One for each class that has an IPv4 address somebody could have; a class of several pods has its
// second as `second`, to be the destination of its first.
struct ClassWitness {
    WitnessEnd first;
    std::optional<WitnessEnd> second;
};
std::vector<ClassWitness> class_witnesses(const policy::World& world,
                                          const policy::Reachability& reachability);

}  // namespace conformance
