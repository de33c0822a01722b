// SPDX-License-Identifier: MIT
// The `timeline` section as written: what is done to the cluster while the scenario runs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/scenario/network/network_reader.h"
#include "sim/scenario/objects/inputs.h"
#include "sim/scenario/reference.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// Objects come, or replace those of their kinds and names.
struct ApplyEntry {
    Objects objects;
};
struct DeleteEntry {
    Reference what;  // an object; a NetworkPolicy where it names no kind
};
struct ScaleEntry {
    Reference what;
    std::int64_t replicas = 0;
};
// What is said of pods that run: nothing where it stays as it is.
struct SetEntry {
    Reference what;  // a pod, or a workload for all its pods
    std::optional<bool> ready;
    std::map<std::string, std::optional<std::string>> labels;  // without a value: taken off
};

struct TimelineEntry {
    Time at{0};
    Time grace{0};  // how long pods that are to go are terminating
    std::variant<ApplyEntry, DeleteEntry, ScaleEntry, SetEntry, NetworkChange> change;
    Place place;           // of what it names; of the entry where that has several
    std::string text;      // as TimelineEvent's
    bool complete = true;  // false where something of it could not be read
};

// Reads the section and the files it applies, and orders it by time. Objects that name no namespace
// are in `default_namespace`. Whether what is named is there
// is for timeline_player.h to say.
std::vector<TimelineEntry> read_timeline(const Span<const Node*>& entries,
                                         const std::string& default_namespace,
                                         const Network& network, Inputs& inputs,
                                         std::vector<std::string>& notes, Findings& findings);

}  // namespace scenario
