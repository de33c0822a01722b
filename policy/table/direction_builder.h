// SPDX-License-Identifier: MIT
// Builds one direction of a filter table out of the policies that isolate a pod. Inside of policy/.
#pragma once

#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include "policy/model/model.h"
#include "policy/model/settings.h"
#include "policy/table/cause_cache.h"
#include "policy/table/direction_table.h"
#include "policy/table/inventory.h"

namespace policy {

// A port name and a number that the pod which ingress rules protect gives to it.
using OwnPort = std::pair<PortName, std::uint16_t>;

// All that decides a direction's table: pods with equal views share it.
struct DirectionView {
    Direction direction = Direction::FromPod;
    std::vector<PolicyIndex> isolating;  // by name
    std::vector<OwnPort> own_ports;      // ToPod: those the rules ask for, ascending

    friend bool operator<(const DirectionView& a, const DirectionView& b) {
        return std::tie(a.direction, a.isolating, a.own_ports) <
               std::tie(b.direction, b.isolating, b.own_ports);
    }
};

inline const std::vector<PolicyRule>& rules_of(const NetworkPolicy& policy, Direction direction) {
    return direction == Direction::FromPod ? policy.egress : policy.ingress;
}

// What all directions of all tables of one world have in common.
struct BuildInputs {
    const World& world;
    const Settings& settings;
    Inventory& inventory;
    CauseCache& causes;
};

// REQUIRES: some policy isolates.
std::shared_ptr<const DirectionTable> build_direction(const BuildInputs& inputs,
                                                      const DirectionView& view);

}  // namespace policy
