// SPDX-License-Identifier: MIT
// The terminal, or what stands in its place.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/scenario/text/diagnostics.h"

namespace cli {

enum class ColorMode { Auto, Always, Never };

// Whether to colour what is written to this file descriptor: on a terminal, unless NO_COLOR is set
// to anything or TERM is "dumb" (no-color.org); the mode overrides both.
bool use_color(ColorMode mode, int descriptor);

// Columns of the terminal behind this file descriptor; 0, meaning no limit, where there is none.
int terminal_width(int descriptor);

// Prints findings on stderr, errors first where there are any; then how many there were.
void print_diagnostics(const std::vector<scenario::Diagnostic>& diagnostics, ColorMode mode);

}  // namespace cli
