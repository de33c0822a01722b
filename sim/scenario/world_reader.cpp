// SPDX-License-Identifier: MIT
#include "sim/scenario/world_reader.h"

#include <algorithm>
#include <utility>

#include "sim/scenario/inputs.h"
#include "sim/scenario/inventory.h"
#include "sim/scenario/manifest.h"
#include "sim/scenario/manifests.h"
#include "sim/scenario/pods.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario_files.h"
#include "sim/scenario/world_addresses.h"

namespace scenario {
namespace {

WorldResult world_of_scenario(const std::string& path, const Files& files) {
    ReadResult read = read_scenario(path, files);
    WorldResult result;
    result.diagnostics = std::move(read.diagnostics);
    if (!read.scenario) return result;
    result.usable = true;
    result.settings = read.scenario->settings;
    result.world = std::move(read.scenario->world);
    result.inputs = std::move(read.scenario->inputs);
    result.notes = std::move(read.scenario->notes);
    return result;
}

// One reading of manifests, from paths to a world.
class WorldReader {
  public:
    WorldReader(const WorldOptions& options, const Files& files)
        : options_(options),
          findings_(sources_),
          inputs_(files, "", sources_, findings_),
          manifests_(findings_, Admit::AllKinds, options.default_namespace) {}

    WorldResult read(const std::vector<std::string>& paths) {
        for (const std::string& path : paths) {
            const auto found = inputs_.open(path, std::nullopt, Inputs::Again::Skip);
            if (!found.complete) manifests_.mark_incomplete();
            for (const Source* source : found.sources) manifests_.read(*source);
        }
        build(manifests_.take());
        result_.diagnostics = findings_.sorted();
        result_.usable = findings_.errors() == 0 || options_.keep_going;
        for (std::uint32_t i = 0; i < sources_.size(); ++i) {
            result_.world.files.push_back(sources_.at(i).relative());
            result_.inputs.push_back({sources_.at(i).relative(), sources_.at(i).text()});
        }
        return std::move(result_);
    }

  private:
    void build(Objects objects) {
        policy::World& world = result_.world;
        result_.notes = skipped_notes(objects);
        std::vector<std::string> nodes;
        for (const NodeObject& object : objects.nodes) {
            nodes.push_back(object.metadata.name);
            world.nodes.push_back({object.metadata.name, object.metadata.labels, object.addresses,
                                   object.metadata.place.at});
        }
        for (PlannedPod& planned : plan_pods(objects, nodes, findings_)) {
            world.pods.push_back(std::move(planned.pod));
        }
        for (PolicyObject& object : objects.policies) {
            world.policies.push_back(std::move(object.policy));
        }
        add_namespaces(objects, {}, world, result_.notes);
        settle_addresses(world, result_.notes);
        mark_incomplete_namespaces();
    }

    void mark_incomplete_namespaces() {
        if (findings_.errors() == 0) return;
        auto& incomplete = result_.world.incomplete_namespaces;
        for (const policy::Namespace& ns : result_.world.namespaces) incomplete.push_back(ns.name);
        std::sort(incomplete.begin(), incomplete.end());
    }

    const WorldOptions& options_;
    Sources sources_;
    Findings findings_;
    Inputs inputs_;
    ManifestReader manifests_;
    WorldResult result_;
};

}  // namespace

WorldResult read_world(const std::vector<std::string>& paths, const WorldOptions& options) {
    return read_world(paths, options, DiskFiles());
}

WorldResult read_world(const std::vector<std::string>& paths, const WorldOptions& options,
                       const Files& files) {
    if (paths.size() == 1 && !files.is_directory(paths.front()) &&
        !scenario_files(paths.front(), files).empty()) {
        return world_of_scenario(paths.front(), files);
    }
    return WorldReader(options, files).read(paths);
}

}  // namespace scenario
