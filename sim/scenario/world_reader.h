// SPDX-License-Identifier: MIT
// A cluster to reason about, from manifests, a dump, or a scenario: what `reach`, `why`, `compare`,
// `lint` and `tables` read. Nothing is scheduled and no address plan is made.
#pragma once

#include <string>
#include <vector>

#include "policy/model/model.h"
#include "policy/model/settings.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/text/diagnostics.h"
#include "sim/scenario/text/files.h"

namespace scenario {

struct WorldOptions {
    std::string default_namespace = "default";  // of objects that name none
    // Go on where an object is in error: World::lost has those that are not in the world, the
    // others say so themselves.
    bool keep_going = false;
};

struct WorldResult {
    policy::World world;                     // to be used iff `usable`
    bool usable = false;                     // no error; or keep_going, and no scenario
    bool is_scenario = false;                // one was read, or would have been but for its errors
    policy::Settings settings;               // a scenario's; the defaults where manifests were read
    std::vector<Host> hosts;                 // a scenario's
    std::optional<policy::Network> network;  // likewise
    Cni cni;                                 // likewise
    std::vector<TimelineEvent> timeline;     // likewise; nothing of it has happened in `world`
    Time service_delay{0};                   // likewise
    std::vector<Probe> probes;               // likewise
    std::vector<std::vector<Listen>> extra_listen;  // likewise
    // world.files[i] is inputs[i].path: as `paths` lead to it, also where a scenario named it.
    std::vector<Input> inputs;
    std::vector<std::string> notes;
    std::vector<Diagnostic> diagnostics;  // by file in order of reading, then by position
};

// Reads `paths`: files, folders with all that is below them, "-" for standard input; or one
// scenario, whose world is that at its start. A workload without Pod objects gets the pods its
// template makes, without a node; every pod that has no address though it is live gets a stand-in
// (policy::Addresses). Two live pods with one address are noted and Disputed. Namespaces without an
// object are assumed, with a note. Never throws on input, never stops at the first error.
WorldResult read_world(const std::vector<std::string>& paths, const WorldOptions& options);
WorldResult read_world(const std::vector<std::string>& paths, const WorldOptions& options,
                       const Files& files);

}  // namespace scenario
