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
    std::string at;                     // a moment of a scenario's timeline; empty: its start
    // What was found while reading is the verb's own output, and goes to stderr only where the
    // input is refused.
    bool reports_findings = false;
};

// --namespace, which is a DNS label. `options` must outlive the parsing.
void add_namespace_option(Verb verb, scenario::WorldOptions& options);

// --namespace, --keep-going and --setting.
void add_reading_options(Verb verb, WorldInput& input);

// These and --at, the same for every verb that reads a world.
// `input` must outlive the parsing.
void add_world_options(Verb verb, WorldInput& input);

// The first of these options that was given, "--at"; empty where none was.
std::string given_option(const WorldInput& input);

// What load_world() reads.
struct WorldRead : scenario::WorldResult {
    // What the workers' rules for services still know, where changes have not reached them yet
    // (cluster.serviceDelay).
    std::optional<policy::World> rules;
};

// Reads the world as it is at that moment. Findings and notes go to stderr; nothing where the input
// is refused. Throws UsageError where an option has no part in what was read.
std::optional<WorldRead> load_world(const WorldInput& input, ColorMode color);

// Says on stderr that the answer is of policies alone, where a scenario writes security groups,
// network ACLs or route tables, which only `why` and `run` ask.
void note_unasked_network(const scenario::WorldResult& read);

}  // namespace cli
