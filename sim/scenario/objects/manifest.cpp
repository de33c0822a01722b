// SPDX-License-Identifier: MIT
#include "sim/scenario/objects/manifest.h"

#include <utility>

#include "sim/scenario/objects/endpoint_reader.h"
#include "sim/scenario/objects/pod_reader.h"
#include "sim/scenario/objects/policy_reader.h"
#include "sim/scenario/objects/service_reader.h"
#include "sim/scenario/objects/workload_reader.h"
#include "sim/scenario/text/json_tree.h"
#include "sim/scenario/text/object_reader.h"
#include "sim/scenario/text/text_check.h"

namespace scenario {
namespace {

constexpr std::string_view policy_api = "networking.k8s.io/v1";

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool begins_like_json(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && text[first] == '{';
}

bool same_place(const policy::Position& a, const policy::Position& b) {
    return a.file == b.file && a.line == b.line && a.column == b.column;
}

// Kinds whose effect on traffic is left out, so that a verdict may be wrong without them.
bool would_change_traffic(const std::string& kind) {
    return ends_with(kind, "NetworkPolicy") || kind == "SecurityGroupPolicy";
}

// What the API server would not take, and what must not pass for "no policy": Networkpolicy,
// NetworkPolicies and the like. The group's other kinds are far from that word.
bool is_misspelt_policy(const std::string& api_version, const std::string& kind) {
    return api_version == "networking.k8s.io/v1" &&
           !nearest(kind, {"NetworkPolicy", "NetworkPolicyList", "NetworkPolicies"}).empty();
}

}  // namespace

void ManifestReader::read(const Source& source, const Overlays& overlays) {
    overlays_ = overlays;
    const std::size_t errors_before = findings_.errors();
    std::size_t read_documents = 0;  // as JSON
    if (begins_like_json(source.text())) {
        if (!is_text(source, findings_)) return mark_incomplete();
        const JsonSink sink = {[&](const Node& item) { read_item(item, {}); },
                               [&](const Node& document) { read_document(document, {}); }};
        const JsonResult result = read_json(source, findings_, sink);
        if (result.end == JsonResult::End::Broken) mark_incomplete();
        if (result.end != JsonResult::End::Other) return;
        read_documents = result.documents;
    }
    const YamlFile file = read_yaml(source, findings_);
    if (findings_.errors() != errors_before) mark_incomplete();
    for (std::size_t i = read_documents; i < file.documents.size(); ++i) {
        read_document(*file.documents[i], {});
    }
}

void ManifestReader::mark_incomplete() {
    Lost lost;
    lost.anywhere = true;
    mark_incomplete(lost);
}

void ManifestReader::mark_incomplete(const Lost& lost) {
    objects_.complete = false;
    objects_.lost.namespaces.insert(lost.namespaces.begin(), lost.namespaces.end());
    objects_.lost.anywhere = objects_.lost.anywhere || lost.anywhere;
    objects_.lost.namespace_object = objects_.lost.namespace_object || lost.namespace_object;
}

void ManifestReader::read_document(const Node& node, const Type& inherited) {
    ObjectReader reader(node, findings_, UnknownKeys::Ignore);
    if (!reader.is_map()) {
        if (node.kind == Node::Kind::Null) {
            findings_.error(node.place, "not a Kubernetes object: it is null");
        }
        return mark_incomplete();
    }
    Type type{reader.string("apiVersion").value_or(inherited.api_version),
              reader.string("kind").value_or(inherited.kind)};
    if (type.kind.empty() || type.api_version.empty()) {
        findings_.error(node.place, std::string("not a Kubernetes object: it has no \"") +
                                        (type.kind.empty() ? "kind" : "apiVersion") + "\"");
        return mark_incomplete();
    }
    if (type.kind == "Kustomization") {
        findings_.error(node.place, "a kustomization is honoured in a file of its own only",
                        "name it kustomization.yaml, or build it first: kubectl kustomize DIR");
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
    for (const Node* item : reader.items("items")) read_item(*item, inherited);
}

void ManifestReader::read_item(const Node& item, const Type& inherited) {
    const Entry* kind = item.find("kind");
    if (kind != nullptr && ends_with(kind->value->text, "List")) {
        findings_.error(kind->place, "a list inside a list");
        mark_incomplete();
    } else {
        read_document(item, inherited);
    }
}

void ManifestReader::read_object(const Node& node, const Type& type) {
    if (type.kind == "NetworkPolicy" && type.api_version == policy_api) {
        read_policy(node);
    } else if (admit_ == Admit::PoliciesOnly) {
        findings_.error(
            node.place,
            "only NetworkPolicy can be applied while the scenario runs, not " + type.kind,
            "put it into a file of its own and name that under cluster.manifests");
    } else if (type.api_version == "v1" && type.kind == "Pod") {
        keep(objects_.pods, node, type.kind,
             [&] { return read_pod(node, default_namespace_, findings_); });
    } else if (type.api_version == "v1" && type.kind == "Namespace") {
        keep(objects_.namespaces, node, type.kind, [&] { return read_namespace(node, findings_); });
    } else if (type.api_version == "v1" && type.kind == "Node") {
        keep(objects_.nodes, node, type.kind, [&] { return read_node(node, findings_); });
    } else if (type.api_version == "v1" && type.kind == "Service") {
        keep(objects_.services, node, type.kind,
             [&] { return read_service(node, default_namespace_, findings_); });
    } else if (type.api_version == "discovery.k8s.io/v1" && type.kind == "EndpointSlice") {
        keep(objects_.endpoint_slices, node, type.kind,
             [&] { return read_endpoint_slice(node, default_namespace_, findings_); });
    } else if (type.api_version == "v1" && type.kind == "Endpoints") {
        keep(objects_.endpoints, node, type.kind,
             [&] { return read_endpoints(node, default_namespace_, findings_); });
    } else if (is_workload(type.api_version, type.kind)) {
        keep(objects_.workloads, node, type.kind,
             [&] { return read_workload(type.kind, node, default_namespace_, findings_); });
    } else {
        skip(node, type);
    }
}

void ManifestReader::read_policy(const Node& node) {
    auto object = read_network_policy(node, default_namespace_, findings_);
    if (!object) return lose(node, "NetworkPolicy");
    for (const auto& overlay : overlays_) apply(*overlay, object->policy, node);
    Metadata metadata;
    metadata.ns = object->policy.ns;
    metadata.name = object->policy.name;
    metadata.place = object->place;
    const Seen seen_as = seen("NetworkPolicy", metadata);
    if (seen_as == Seen::New) objects_.policies.push_back(std::move(*object));
    if (seen_as == Seen::Twice) objects_.lost.namespaces.insert(metadata.ns);
}

void ManifestReader::skip(const Node& node, const Type& type) {
    if (is_misspelt_policy(type.api_version, type.kind)) {
        findings_.error(node.place, type.api_version + " has no kind \"" + type.kind + "\"",
                        "did you mean \"NetworkPolicy\"?");
        return lose(node, "NetworkPolicy");
    }
    Objects::Skipped& skipped = objects_.skipped[type.kind + " (" + type.api_version + ")"];
    ++skipped.count;
    if (skipped.warned_of || !would_change_traffic(type.kind)) return;
    skipped.warned_of = true;
    findings_.warning(node.place, type.kind + " of " + type.api_version + " has no effect here",
                      "read is NetworkPolicy of networking.k8s.io/v1",
                      Diagnostic::Topic::UnreadPolicy);
}

ManifestReader::Seen ManifestReader::seen(const std::string& kind, const Metadata& metadata) {
    std::string key = kind;
    key.append("/").append(metadata.ns).append("/").append(metadata.name);
    const auto [known, added] = first_.try_emplace(std::move(key), metadata.place);
    if (added) return Seen::New;
    if (same_place(known->second.at, metadata.place.at)) return Seen::Same;
    const std::string name =
        metadata.ns.empty() ? metadata.name : metadata.ns + "/" + metadata.name;
    findings_.error(metadata.place, kind + " \"" + name + "\" is defined twice",
                    "it is first defined at " + findings_.text(known->second));
    return Seen::Twice;
}

void ManifestReader::lose(const Node& node, const std::string& kind) {
    Lost& lost = objects_.lost;
    const Entry* metadata = node.find("metadata");
    const Entry* ns = metadata == nullptr ? nullptr : metadata->value->find("namespace");
    if (kind == "Service" || kind == "EndpointSlice" || kind == "Endpoints") {
        return;  // no policy asks for them
    }
    if (kind == "Namespace") {
        lost.namespace_object = true;
    } else if (kind == "Node") {
        lost.anywhere = true;  // whose pods' own traffic it may be
    } else if (metadata == nullptr || (ns != nullptr && ns->value->kind != Node::Kind::Scalar)) {
        lost.anywhere = true;
    } else {
        std::string name = ns == nullptr ? default_namespace_ : std::string(ns->value->text);
        for (const auto& overlay : overlays_) name = overlay->ns.empty() ? name : overlay->ns;
        lost.namespaces.insert(name);
    }
}

// An object with a fault of its own is kept as far as it could be read, so that others that need it
// are not found wanting too; it is lost nevertheless.
template <typename Object, typename Read>
void ManifestReader::keep(std::vector<Object>& list, const Node& node, const std::string& kind,
                          Read read) {
    const std::size_t errors_before = findings_.errors();
    std::optional<Object> object = read();
    if (!object) {
        objects_.complete = false;
    } else {
        for (const auto& overlay : overlays_) apply(*overlay, *object);
        if (seen(kind, object->metadata) == Seen::New) list.push_back(std::move(*object));
    }
    if (findings_.errors() != errors_before) lose(node, kind);
}

}  // namespace scenario
