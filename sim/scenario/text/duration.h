// SPDX-License-Identifier: MIT
// Lengths of time as Go and Kubernetes write them.
#pragma once

#include <optional>
#include <string_view>

#include "policy/model/packet.h"
#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// "1m30s", "500ms", "1.5h": numbers with a unit each, of ns, us, ms, s, m, h. Nothing for anything
// else, signs and numbers without unit included, and for more than a year.
std::optional<policy::Time> parse_duration(std::string_view text);

// A duration in a scenario; what is not one is reported.
std::optional<policy::Time> read_duration(const Node& node, Findings& findings);

}  // namespace scenario
