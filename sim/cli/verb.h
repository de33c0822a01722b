// SPDX-License-Identifier: MIT
// How a verb joins the program: its options and what it does stand together in its own file.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "sim/cli/console.h"

namespace cli {

// The program's command line as a verb sees it. `color` is read when the verb runs.
struct Verbs {
    CLI::App& app;
    const ColorMode& color;
    std::function<int()>& chosen;

    // A verb of this name; `action` does it and returns the exit status. Options that it binds must
    // outlive the parsing: hold them in a shared_ptr that the action captures.
    CLI::App& add(const char* name, const char* summary, std::function<int()> action) {
        CLI::App* verb = app.add_subcommand(name, summary);
        verb->callback([chosen = &chosen, action = std::move(action)] { *chosen = action; });
        return *verb;
    }
};

}  // namespace cli
