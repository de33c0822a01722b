// SPDX-License-Identifier: MIT
// The `timeline` section: policies that come and go while the scenario runs.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/objects/inputs.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// Reads the section and the files it applies, and orders it by time. Deleting a policy that is not
// there at that moment is an error.
std::vector<TimelineEvent> read_timeline(const Span<const Node*>& entries,
                                         const std::string& default_namespace,
                                         const std::vector<policy::NetworkPolicy>& at_start,
                                         Inputs& inputs, Findings& findings);

}  // namespace scenario
