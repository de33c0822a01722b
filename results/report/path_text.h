// SPDX-License-Identifier: MIT
// The way of one flow, hop by hop, with what decided at each.
#pragma once

#include <iosfwd>
#include <vector>

#include "results/reader.h"
#include "results/report/text_layout.h"

namespace results {

// A line that names the flow, then a line per hop and, indented below it, one per cause. Below the
// hop of a service: which backend it chose, and by which address the hooks behind it judge.
// The hops of a flow whose name was not resolved are those of the look-up.
void write_path(std::ostream& out, const FlowView& flow, const std::vector<HopView>& hops,
                const Style& style);

}  // namespace results
