// SPDX-License-Identifier: MIT
// The input that the verbs of analysis share: manifests, dumps, or a scenario.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/cli/verb.h"
#include "sim/scenario/world_reader.h"

namespace cli {

struct WorldInput {
    std::vector<std::string> paths;
    scenario::WorldOptions options;
    std::vector<std::string> settings;  // KEY=VALUE, in place of a scenario's own
};

// --namespace, --keep-going and --setting, the same for every verb that reads a world. `input` must
// outlive the parsing.
void add_world_options(CLI::App& verb, WorldInput& input);

// Reads the world. Findings and notes go to stderr; nothing where the input is refused.
std::optional<scenario::WorldResult> load_world(const WorldInput& input, ColorMode color);

}  // namespace cli
