// SPDX-License-Identifier: MIT
// The verdicts of one class of addresses: every (protocol, port) cell, finished with its causes.
// Inside of policy/.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "policy/model/settings.h"
#include "policy/table/cause_cache.h"
#include "policy/table/direction_builder.h"
#include "policy/table/direction_table.h"
#include "policy/table/rule_ports.h"

namespace policy {

// A rule of one of the isolating policies.
struct BuiltRule {
    std::size_t policy = 0;  // position in DirectionView::isolating
    std::size_t index = 0;   // in the policy
    const PolicyRule* written = nullptr;
};

// A rule with the first of its peer items that matches; none where it has no items.
struct Clause {
    std::size_t rule = 0;  // position in the list of BuiltRule
    std::optional<std::size_t> peer;
};

// The rules' ports as numbers, for one destination's naming of ports.
struct ResolvedRules {
    std::vector<RulePorts> rules;
    std::vector<PlanePorts> policies;  // union over each policy's rules
};

ResolvedRules resolve_rules(std::size_t policies, const std::vector<BuiltRule>& rules,
                            const PortNumbers& destination);

struct CellInputs {
    const DirectionView& view;
    const std::vector<BuiltRule>& rules;  // by policy name, then index
    const ResolvedRules& resolved;
    CauseCache& causes;
    PortlessTraffic portless = PortlessTraffic::ByRule;
};

// `matching`: the rules that match the class's peers, ascending.
PlaneCells build_cells(const CellInputs& inputs, const std::vector<Clause>& matching);

}  // namespace policy
