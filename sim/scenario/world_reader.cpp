// SPDX-License-Identifier: MIT
#include "sim/scenario/world_reader.h"

#include <utility>

#include "sim/scenario/inventory.h"
#include "sim/scenario/load_balancers.h"
#include "sim/scenario/manifests.h"
#include "sim/scenario/objects/inputs.h"
#include "sim/scenario/objects/manifest.h"
#include "sim/scenario/objects/pods.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario_files.h"
#include "sim/scenario/services.h"
#include "sim/scenario/world_addresses.h"

namespace scenario {
namespace {

WorldResult world_of_scenario(const std::string& path, const Files& files) {
    ReadResult read = read_scenario(path, files);
    WorldResult result;
    result.is_scenario = true;
    result.diagnostics = std::move(read.diagnostics);
    if (!read.scenario) return result;
    result.usable = true;
    result.settings = read.scenario->settings;
    result.hosts = std::move(read.scenario->hosts);
    result.network = std::move(read.scenario->network);
    result.cni = read.scenario->cni;
    result.timeline = std::move(read.scenario->timeline);
    result.service_delay = read.scenario->service_delay;
    result.probes = std::move(read.scenario->probes);
    result.extra_listen = std::move(read.scenario->extra_listen);
    result.world = std::move(read.scenario->world);
    result.inputs = std::move(read.scenario->inputs);
    result.notes = std::move(read.scenario->notes);
    // A scenario's paths begin at its folder; who asks about it is elsewhere.
    for (std::size_t i = 0; i < result.inputs.size(); ++i) {
        result.inputs[i].path = join(directory_of(path), result.inputs[i].path);
        result.world.files[i] = result.inputs[i].path;
    }
    result.network->files = result.world.files;
    return result;
}

// One reading of manifests, from paths to a world.
class WorldReader {
  public:
    WorldReader(const WorldOptions& options, const Files& files)
        : options_(options),
          files_(files),
          findings_(sources_),
          inputs_(files, "", sources_, findings_),
          manifests_(findings_, options.default_namespace) {}

    WorldResult read(const std::vector<std::string>& paths) {
        for (const std::string& path : paths) {
            const auto found = inputs_.open(path, std::nullopt, Inputs::Again::Skip);
            manifests_.lose(found.lost);
            const Source* named = found.parts.size() == 1 ? found.parts.front().source : nullptr;
            const bool as_named = named != nullptr && (path == "-" || named->relative() == path);
            if (as_named && is_scenario(*named)) {
                if (paths.size() == 1 && path != "-") return world_of_scenario(path, files_);
                refuse_scenario(*named);
                continue;
            }
            for (const auto& part : found.parts) manifests_.read(*part.source, part.overlays);
        }
        build(manifests_.take());
        result_.diagnostics = findings_.sorted();
        result_.usable = findings_.errors() == 0 || options_.keep_going;
        for (std::uint32_t i = 0; i < sources_.size(); ++i) {
            result_.world.files.push_back(sources_.at(i).relative());
            result_.inputs.push_back({sources_.at(i).relative(), sources_.at(i).take_text()});
        }
        return std::move(result_);
    }

  private:
    void refuse_scenario(const Source& source) {
        findings_.error(source.whole(), "a scenario is read alone, from a file",
                        "name nothing but the scenario, or the manifests without it");
        policy::Lost lost;
        lost.what = "scenario " + source.shown();
        manifests_.lose(std::move(lost));
    }

    // Which groups let what pass, manifests do not say.
    void warn_of_pod_groups(const Objects& objects) {
        if (objects.security_group_policies.empty()) return;
        findings_.warning(objects.security_group_policies.front().metadata.place,
                          "SecurityGroupPolicy of vpcresources.k8s.aws/v1beta1 has no effect here",
                          "a scenario with the groups in its network takes it into account",
                          Diagnostic::Topic::UnreadPolicy);
    }

    void build(Objects objects) {
        policy::World& world = result_.world;
        result_.notes = skipped_notes(objects);
        warn_of_pod_groups(objects);
        std::vector<std::string> nodes;
        for (const NodeObject& object : objects.nodes) {
            nodes.push_back(object.metadata.name);
            world.nodes.push_back({object.metadata.name, object.metadata.labels, object.addresses,
                                   object.metadata.place.at});
        }
        const std::size_t errors_before = findings_.errors();
        for (PlannedPod& planned : plan_pods(objects, nodes, findings_)) {
            world.pods.push_back(std::move(planned.pod));
        }
        if (findings_.errors() != errors_before) {
            policy::Lost lost;
            lost.what = "pods of a workload";
            lost.position = findings_.last_error().at;
            objects.lost.push_back(std::move(lost));
        }
        for (PolicyObject& object : objects.policies) {
            world.policies.push_back(std::move(object.policy));
        }
        add_services(objects, {default_service_cidr({}), false}, world, findings_);
        add_load_balancers(objects, world, findings_);
        add_namespaces(objects, {}, world, result_.notes);
        settle_addresses(world, result_.notes);
        world.lost = std::move(objects.lost);
    }

    const WorldOptions& options_;
    const Files& files_;
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
    return WorldReader(options, files).read(paths);
}

}  // namespace scenario
