// SPDX-License-Identifier: MIT
// Why something does or does not pass, for a person at a terminal.
#pragma once

#include <iosfwd>

#include "results/report/text_layout.h"
#include "results/report/why_rows.h"

namespace results {

// The answer on the first line; then each hook with every policy, rule and item that had a say;
// then what would let it pass. Several answers: an overview first, and each below it.
void write_why(std::ostream& out, const Why& why, const Style& style);

}  // namespace results
