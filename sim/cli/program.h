// SPDX-License-Identifier: MIT
// The command line: verbs, options and their help.
#pragma once

namespace cli {

// Reads the command line and does the verb it names. Returns the exit status; throws what the verb
// throws.
int run_program(int argc, char** argv);

}  // namespace cli
