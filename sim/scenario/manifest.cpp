// SPDX-License-Identifier: MIT
#include "sim/scenario/manifest.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sim/scenario/object_reader.h"
#include "sim/scenario/pod_reader.h"
#include "sim/scenario/policy_reader.h"

namespace scenario {
namespace {

constexpr std::string_view policy_api = "networking.k8s.io/v1";

constexpr std::array<std::string_view, 4> workload_kinds = {"Deployment", "ReplicaSet",
                                                            "StatefulSet", "DaemonSet"};

bool ends_with(const std::string& text, std::string_view end) {
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool is_workload(const std::string& kind) {
    return std::find(workload_kinds.begin(), workload_kinds.end(), kind) != workload_kinds.end();
}

// Kinds whose effect on traffic is left out, so that a verdict may be wrong without them.
bool would_change_traffic(const std::string& kind) {
    return ends_with(kind, "NetworkPolicy") || kind == "SecurityGroupPolicy";
}

}  // namespace

void ManifestReader::read(const Source& source) {
    const std::size_t errors_before = findings_.errors();
    const YamlFile file = read_yaml(source, findings_);
    if (findings_.errors() != errors_before) mark_incomplete();
    for (const Node* document : file.documents) read_document(*document, {});
}

void ManifestReader::read_document(const Node& node, const Type& inherited) {
    ObjectReader reader(node, findings_, UnknownKeys::Ignore);
    if (!reader.is_map()) return mark_incomplete();
    Type type{reader.string("apiVersion").value_or(inherited.api_version),
              reader.string("kind").value_or(inherited.kind)};
    if (type.kind.empty() || type.api_version.empty()) {
        findings_.error(node.place, std::string("not a Kubernetes object: it has no \"") +
                                        (type.kind.empty() ? "kind" : "apiVersion") + "\"");
        return mark_incomplete();
    }
    if (type.kind == "Kustomization") {
        findings_.error(node.place, "a kustomization is not read",
                        "build it first: kubectl kustomize DIR > FILE");
        return mark_incomplete();
    }
    if (ends_with(type.kind, "List") && node.find("items") != nullptr) {
        read_list(node, type);
    } else {
        read_object(node, type);
    }
}

void ManifestReader::read_list(const Node& node, const Type& type) {
    // A v1 List's items name their own types; those of a DeploymentList may leave it out.
    const bool typed = type.kind != "List";
    const Type inherited =
        typed ? Type{type.api_version, type.kind.substr(0, type.kind.size() - 4)} : Type{};
    ObjectReader reader(node, findings_, UnknownKeys::Ignore);
    for (const Node* item : reader.items("items")) {
        const Entry* kind = item->find("kind");
        if (kind != nullptr && ends_with(kind->value->text, "List")) {
            findings_.error(kind->place, "a list inside a list");
            mark_incomplete();
        } else {
            read_document(*item, inherited);
        }
    }
}

void ManifestReader::read_object(const Node& node, const Type& type) {
    if (type.kind == "NetworkPolicy" && type.api_version == policy_api) {
        auto object = read_network_policy(node, default_namespace_, findings_);
        if (!object) return;
        const Metadata metadata{object->policy.ns, object->policy.name, {}, {}, object->place};
        if (is_new(type.kind, metadata)) objects_.policies.push_back(std::move(*object));
    } else if (admit_ == Admit::PoliciesOnly) {
        findings_.error(
            node.place,
            "only NetworkPolicy can be applied while the scenario runs, not " + type.kind,
            "put it into a file of its own and name that under cluster.manifests");
    } else if (type.api_version == "v1" && type.kind == "Pod") {
        keep(objects_.pods, read_pod(node, default_namespace_, findings_), type.kind);
    } else if (type.api_version == "v1" && type.kind == "Namespace") {
        keep(objects_.namespaces, read_namespace(node, findings_), type.kind);
    } else if (type.api_version == "v1" && type.kind == "Node") {
        keep(objects_.nodes, read_node(node, findings_), type.kind);
    } else if (type.api_version == "apps/v1" && is_workload(type.kind)) {
        keep(objects_.workloads, read_workload(type.kind, node, default_namespace_, findings_),
             type.kind);
    } else {
        skip(node, type);
    }
}

void ManifestReader::skip(const Node& node, const Type& type) {
    ++objects_.skipped[type.kind + " (" + type.api_version + ")"];
    if (would_change_traffic(type.kind)) {
        findings_.warning(node.place, type.kind + " of " + type.api_version + " has no effect here",
                          "read is NetworkPolicy of networking.k8s.io/v1");
    }
}

bool ManifestReader::is_new(const std::string& kind, const Metadata& metadata) {
    const auto [known, added] =
        first_.emplace(std::make_tuple(kind, metadata.ns, metadata.name), metadata.place);
    if (added) return true;
    const std::string name =
        metadata.ns.empty() ? metadata.name : metadata.ns + "/" + metadata.name;
    findings_.error(metadata.place, kind + " \"" + name + "\" is defined twice",
                    "it is first defined at " + findings_.text(known->second));
    return false;
}

template <typename Object>
void ManifestReader::keep(std::vector<Object>& list, std::optional<Object> object,
                          const std::string& kind) {
    if (!object) {
        mark_incomplete();
    } else if (is_new(kind, object->metadata)) {
        list.push_back(std::move(*object));
    }
}

}  // namespace scenario
