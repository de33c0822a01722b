// SPDX-License-Identifier: MIT
#include "sim/scenario/reader.h"

#include <limits>
#include <utility>

#include "sim/scenario/api_server.h"
#include "sim/scenario/core_dns.h"
#include "sim/scenario/flow_reader.h"
#include "sim/scenario/inventory.h"
#include "sim/scenario/manifests.h"
#include "sim/scenario/objects/inputs.h"
#include "sim/scenario/objects/manifest.h"
#include "sim/scenario/selections.h"
#include "sim/scenario/settings.h"
#include "sim/scenario/text/duration.h"
#include "sim/scenario/text/object_reader.h"
#include "sim/scenario/timeline_reader.h"

namespace scenario {
namespace {

// One reading, from the file's text to the scenario.
class ScenarioReader {
  public:
    ScenarioReader(const std::string& path, const Files& files)
        : path_(path),
          findings_(sources_),
          inputs_(files, directory_of(path), sources_, findings_) {}

    ReadResult read();

  private:
    void read_document(const Node& node);
    bool is_manifest(ObjectReader& reader);
    void read_header(ObjectReader& reader);
    void read_type(ObjectReader& reader, std::string_view key, std::string_view wanted);
    void read_globals(ObjectReader& reader);
    void read_settings(ObjectReader& reader);
    void read_setting(const Entry& entry);
    void read_manifests(const Cluster& cluster);
    void read_listen(const Cluster& cluster, Selections& selections);
    void store_inputs();

    std::string path_;
    Sources sources_;
    Findings findings_;
    Inputs inputs_;
    Scenario scenario_;
    Objects objects_;
};

ReadResult ScenarioReader::read() {
    scenario_.path = path_;
    const Inputs::Found found =
        inputs_.open_file(file_name(path_), std::nullopt, Inputs::Again::Return);
    if (!found.parts.empty()) {
        const Source& source = *found.parts.front().source;
        const std::size_t errors_before = findings_.errors();
        const YamlFile file = read_yaml(source, findings_);
        if (file.documents.empty() && findings_.errors() == errors_before) {
            findings_.error(source.whole(), "there is no scenario in the file");
        }
        if (file.documents.size() > 1) {
            findings_.error(file.documents[1]->place, "a second document in a scenario file",
                            "one file holds one scenario; manifests are named under "
                            "cluster.manifests");
        }
        if (!file.documents.empty()) read_document(*file.documents.front());
    }
    ReadResult result;
    result.diagnostics = findings_.sorted();
    if (findings_.errors() == 0) {
        store_inputs();
        result.scenario = std::move(scenario_);
    }
    return result;
}

void ScenarioReader::read_document(const Node& node) {
    ObjectReader reader(node, findings_);
    if (!reader.is_map() || is_manifest(reader)) return;
    read_header(reader);
    read_globals(reader);
    read_settings(reader);
    Network network = read_network(reader.find("network"), inputs_, findings_);
    const Cluster cluster = read_cluster(reader.find("cluster"), network, findings_);
    read_manifests(cluster);
    const Span<const Node*> flows = reader.items("flows");
    if (asks_for_names(flows)) add_core_dns(objects_, scenario_.notes);
    add_dns_upstream(objects_, scenario_.notes);
    if (const auto place = place_of_api_server(cluster, flows)) {
        add_api_server(*place, cluster, network, objects_, scenario_.notes, findings_);
    }
    scenario_.vpcs = network.vpcs;
    scenario_.subnets = network.subnets;
    scenario_.hosts = network.hosts;
    scenario_.written = network.written;
    const std::vector<TimelineEntry> timeline =
        read_timeline(reader.items("timeline"), cluster.default_namespace, network, inputs_,
                      scenario_.notes, findings_);
    build_inventory(objects_, timeline, cluster, network, scenario_, findings_);
    scenario_.service_delay = cluster.service_delay;
    add_namespaces(objects_, scenario_.timeline, scenario_.world, scenario_.notes);
    Selections selections(scenario_, objects_, findings_);
    read_listen(cluster, selections);
    scenario_.flows = read_flows(flows, scenario_, selections, findings_);
    scenario_.names = selections.names();
    reader.not_yet({"expect", "matrix", "sweep", "include"});
    reader.finish();
}

// Of a Kubernetes object, no more than that it is one: its keys are not a scenario's.
bool ScenarioReader::is_manifest(ObjectReader& reader) {
    const Node* version = reader.find("apiVersion");
    const Node* kind = reader.find("kind");
    if (version == nullptr || kind == nullptr) return false;
    const auto scalar = [](const Node& node) { return node.kind == Node::Kind::Scalar; };
    if (!scalar(*version) || !scalar(*kind)) return false;
    if (version->text.rfind("vethlab/", 0) == 0 || kind->text == "Scenario") return false;
    findings_.error(kind->place,
                    "a document of kind \"" + std::string(kind->text) + "\" is no scenario",
                    "a scenario (apiVersion: vethlab/v1, kind: Scenario) names its manifests under "
                    "cluster.manifests; reach, why and lint read them as they are");
    return true;
}

void ScenarioReader::read_header(ObjectReader& reader) {
    read_type(reader, "apiVersion", "vethlab/v1");
    read_type(reader, "kind", "Scenario");
    const std::string file = file_name(path_);
    scenario_.name = reader.string("name").value_or(file.substr(0, file.rfind('.')));
}

void ScenarioReader::read_type(ObjectReader& reader, std::string_view key,
                               std::string_view wanted) {
    const Node* node = reader.require(key);
    const auto text = node == nullptr ? std::nullopt : read_string(*node, findings_);
    if (!text || *text == wanted) return;
    findings_.error(node->place, "unknown " + std::string(key) + " \"" + *text + "\"",
                    "a scenario has " + std::string(key) + ": " + std::string(wanted));
}

void ScenarioReader::read_globals(ObjectReader& reader) {
    if (const auto seed = reader.integer("seed", 0, std::numeric_limits<std::int64_t>::max())) {
        scenario_.seed = static_cast<std::uint64_t>(*seed);
    }
    if (const Node* duration = reader.find("duration")) {
        scenario_.duration = read_duration(*duration, findings_);
    }
    const Node* dataplane = reader.find("dataplane");
    const auto word = dataplane == nullptr ? std::nullopt : read_string(*dataplane, findings_);
    if (!word || *word == "kubernetes") return;
    if (*word == "aws") {
        findings_.error(dataplane->place, "dataplane \"aws\" is not available in this version",
                        "dataplane: kubernetes judges by the API's own semantics");
    } else {
        findings_.error(dataplane->place, "unknown dataplane \"" + *word + "\"",
                        "one of kubernetes, aws");
    }
}

void ScenarioReader::read_settings(ObjectReader& reader) {
    const Node* node = reader.find("settings");
    if (node == nullptr) return;
    if (!ObjectReader(*node, findings_, UnknownKeys::Ignore).is_map()) return;
    for (const Entry& entry : node->entries) read_setting(entry);
}

void ScenarioReader::read_setting(const Entry& entry) {
    const Node& value = *entry.value;
    if (value.kind != Node::Kind::Scalar) {
        findings_.error(value.place, "a setting has one word for a value");
        return;
    }
    const auto fault = set(scenario_.settings, std::string(entry.key), std::string(value.text));
    if (fault) {
        const bool known = is_setting(std::string(entry.key));
        findings_.error(known ? value.place : entry.place, fault->message, fault->help);
    } else if (scenario_.settings.host_network_pods == policy::HostNetworkPods::Police) {
        findings_.error(value.place, "hostNetworkPods: police cannot be simulated",
                        "a packet of a hostNetwork pod is its node's; reach, why and compare "
                        "take --setting hostNetworkPods=police");
    }
}

void ScenarioReader::read_manifests(const Cluster& cluster) {
    ManifestReader manifests(findings_, cluster.default_namespace);
    for (const ManifestPath& entry : cluster.manifests) {
        const auto found = inputs_.open(entry.path, entry.place, Inputs::Again::Skip);
        manifests.lose(found.lost);
        for (const auto& part : found.parts) manifests.read(*part.source, part.overlays);
    }
    objects_ = manifests.take();
    scenario_.notes = skipped_notes(objects_);
}

void ScenarioReader::read_listen(const Cluster& cluster, Selections& selections) {
    scenario_.extra_listen.resize(scenario_.pod_count());
    for (const ListenEntry& entry : cluster.listen) {
        for (const End& end : selections.ever().find(entry.reference, entry.place, Use::Pods)) {
            if (end.kind == End::Kind::Host) {
                findings_.error(entry.place, "a host's ports stand under network.hosts");
                break;
            }
            auto& ports = scenario_.extra_listen[end.index];
            ports.insert(ports.end(), entry.ports.begin(), entry.ports.end());
        }
    }
}

void ScenarioReader::store_inputs() {
    for (std::uint32_t i = 0; i < sources_.size(); ++i) {
        scenario_.inputs.push_back({sources_.at(i).relative(), sources_.at(i).take_text()});
        scenario_.world.files.push_back(sources_.at(i).relative());
    }
    scenario_.network.files = scenario_.world.files;
}

}  // namespace

ReadResult read_scenario(const std::string& path) {
    return read_scenario(path, DiskFiles());
}

ReadResult read_scenario(const std::string& path, const Files& files) {
    return ScenarioReader(path, files).read();
}

}  // namespace scenario
