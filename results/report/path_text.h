// SPDX-License-Identifier: MIT
// The way of one flow, hop by hop, with what decided at each.
#pragma once

#include <iosfwd>
#include <vector>

#include "results/reader.h"
#include "results/report/text_layout.h"

namespace results {

// A line that names the flow, then a line per hop and, indented below it, one per cause.
void write_path(std::ostream& out, const FlowView& flow, const std::vector<HopView>& hops,
                const Style& style);

}  // namespace results
