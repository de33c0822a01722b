// SPDX-License-Identifier: MIT
// The verbs of `vethlab`. Each adds its subcommand to the program and, when chosen, does its work
// and sets the exit status.
#pragma once

#include "sim/cli/console.h"

namespace CLI {
class App;
}

namespace cli {

// Exit statuses, the same for every verb.
enum Status : int {
    status_done = 0,
    status_unexpected = 1,   // an expectation failed, or what --fail-on names was found
    status_wrong_input = 2,  // wrong usage or input
    status_internal = 3,     // a fault of the program
};

struct Context {
    ColorMode color = ColorMode::Auto;
    int status = status_done;
};

void add_run(CLI::App& program, Context& context);
void add_validate(CLI::App& program, Context& context);
void add_runs(CLI::App& program, Context& context);
void add_show(CLI::App& program, Context& context);
void add_flows(CLI::App& program, Context& context);
void add_export(CLI::App& program, Context& context);
void add_explain(CLI::App& program, Context& context);

constexpr const char* default_store = "vethlab.db";
constexpr const char* tool_version = VETHLAB_VERSION;

}  // namespace cli
