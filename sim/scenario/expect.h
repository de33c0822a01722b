// SPDX-License-Identifier: MIT
// What a flow expects, as a word.
#pragma once

#include <optional>

#include "sim/scenario/scenario.h"
#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// The word of text(Expect); what is none is reported.
std::optional<Expect> read_expect(const Node& node, Findings& findings);

}  // namespace scenario
