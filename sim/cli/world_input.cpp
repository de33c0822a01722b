// SPDX-License-Identifier: MIT
#include "sim/cli/world_input.h"

#include <fmt/format.h>

namespace cli {

void add_world_options(CLI::App& verb, WorldInput& input) {
    verb.add_option("-n,--namespace", input.options.default_namespace,
                    "Namespace of objects that name none")
        ->capture_default_str()
        ->type_name("NAME");
    verb.add_flag("--keep-going", input.options.keep_going,
                  "Judge the rest where an object is in error; what it could change is uncertain");
}

std::optional<scenario::WorldResult> load_world(const WorldInput& input, ColorMode color) {
    scenario::WorldResult read = scenario::read_world(input.paths, input.options);
    print_diagnostics(read.diagnostics, color);
    if (!read.usable) {
        return std::nullopt;
    }
    for (const std::string& note : read.notes) {
        fmt::print(stderr, "note: {}\n", note);
    }
    return read;
}

}  // namespace cli
