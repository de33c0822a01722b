// SPDX-License-Identifier: MIT
// The ports of a rule as numbers, once the destination's port names are known. Inside of policy/.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "policy/model/model.h"
#include "policy/table/direction_table.h"
#include "policy/table/inventory.h"

namespace policy {

struct PortRange {
    std::uint16_t first = 0;
    std::uint16_t last = 0xFFFF;
};

// Per plane: ascending, disjoint. A plane that is not met has none; Plane::Other is met whole.
using PlanePorts = std::array<std::vector<PortRange>, all_planes.size()>;

// The numbers that one destination gives to port names.
using PortNumbers = std::map<PortName, std::vector<std::uint16_t>>;

struct RulePorts {
    PlanePorts matching;
    // Every item is a name that the destination does not declare with the item's protocol.
    bool only_unresolved_names = false;
};

// The named port that an item asks for; nothing where it has a number or none.
std::optional<PortName> asked_name(const PolicyPort& item);

RulePorts resolve_ports(const PolicyRule& rule, const PortNumbers& destination);

// Sorts, and joins what overlaps or touches.
void normalize(std::vector<PortRange>& ranges);

}  // namespace policy
