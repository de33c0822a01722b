// SPDX-License-Identifier: MIT
#include "sim/scenario/objects/manifest.h"

#include <algorithm>
#include <utility>

#include "policy/validate/validate.h"
#include "sim/scenario/objects/endpoint_reader.h"
#include "sim/scenario/objects/eni_config_reader.h"
#include "sim/scenario/objects/ingress_reader.h"
#include "sim/scenario/objects/kinds.h"
#include "sim/scenario/objects/pod_reader.h"
#include "sim/scenario/objects/security_group_policy_reader.h"
#include "sim/scenario/objects/service_reader.h"
#include "sim/scenario/objects/workload_reader.h"
#include "sim/scenario/text/json_tree.h"
#include "sim/scenario/text/object_reader.h"
#include "sim/scenario/text/text_check.h"

namespace scenario {
namespace {

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
    return ends_with(kind, "NetworkPolicy");
}

bool names_owners(const Node& object) {
    const Entry* metadata = object.find("metadata");
    return metadata != nullptr && metadata->value->find("ownerReferences") != nullptr;
}

}  // namespace

void ManifestReader::read(const Source& source, const Overlays& overlays) {
    overlays_ = overlays;
    const std::size_t errors_before = findings_.errors();
    std::size_t read_documents = 0;  // as JSON
    if (begins_like_json(source.text())) {
        if (!is_text(source, findings_)) return lose_document(source);
        const JsonSink sink = {[&](const Node& item) { read_item(item, {}); },
                               [&](const Node& document) { read_document(document, {}); }};
        const JsonResult result = read_json(source, findings_, sink);
        if (result.end == JsonResult::End::Broken) lose_document(source);
        if (result.end != JsonResult::End::Other) return;
        read_documents = result.documents;
    }
    const YamlFile file = read_yaml(source, findings_);
    if (findings_.errors() != errors_before) lose_document(source);
    for (std::size_t i = read_documents; i < file.documents.size(); ++i) {
        read_document(*file.documents[i], {});
    }
}

Objects ManifestReader::take() {
    // A workload that has a pod makes none.
    for (WorkloadObject& workload : objects_.workloads) {
        Metadata& metadata = workload.metadata;
        if (owners_lost_in_.count(std::nullopt) > 0 || owners_lost_in_.count(metadata.ns) > 0) {
            metadata.in_error = true;
        }
    }
    drop_doubtful_services();
    return std::move(objects_);
}

// No policy asks for them, and nothing is said of them rather than something wrong. Without a
// selector it is the slices that say who answers.
void ManifestReader::drop_doubtful_services() {
    std::set<std::string> slices_lost_in;
    const auto drop = [&](auto& list) {
        for (const auto& object : list) {
            if (object.metadata.in_error) slices_lost_in.insert(object.metadata.ns);
        }
        list.erase(std::remove_if(list.begin(), list.end(),
                                  [](const auto& object) { return object.metadata.in_error; }),
                   list.end());
    };
    drop(objects_.endpoint_slices);
    drop(objects_.endpoints);
    auto& services = objects_.services;
    services.erase(
        std::remove_if(services.begin(), services.end(),
                       [&](const ServiceObject& object) {
                           const bool lacks_slices =
                               (!object.service.selector || object.service.selector->empty()) &&
                               (slices_lost_anywhere_ ||
                                slices_lost_in.count(object.metadata.ns) > 0);
                           return object.metadata.in_error || lacks_slices;
                       }),
        services.end());
}

void ManifestReader::read_document(const Node& node, const Type& inherited) {
    ObjectReader reader(node, findings_, UnknownKeys::Ignore);
    if (!reader.is_map()) {
        if (node.kind == Node::Kind::Null) {
            findings_.error(node.place, "not a Kubernetes object: it is null");
        }
        return lose_document(node);
    }
    Type type{reader.string("apiVersion").value_or(inherited.api_version),
              reader.string("kind").value_or(inherited.kind)};
    if (type.kind.empty() || type.api_version.empty()) {
        findings_.error(node.place, std::string("not a Kubernetes object: it has no \"") +
                                        (type.kind.empty() ? "kind" : "apiVersion") + "\"");
        return lose_document(node);
    }
    if (type.kind == "Kustomization") {
        findings_.error(node.place, "a kustomization is honoured in a file of its own only",
                        "name it kustomization.yaml, or build it first: kubectl kustomize DIR");
        return lose_document(node);
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
        lose_document(item);
    } else {
        read_document(item, inherited);
    }
}

void ManifestReader::read_object(const Node& node, const Type& type) {
    const std::string meant = misspelt(type.api_version, type.kind);
    const std::string& kind = meant.empty() ? type.kind : meant;
    const Standing is = standing(type.api_version, kind);
    if (is == Standing::NotRead) return skip(node, type);
    const std::size_t errors_before = findings_.errors();
    check_type(node, type, meant);
    const Type read{type.api_version, kind};
    if (kind == "NetworkPolicy") return read_policy(node, errors_before);
    read_object_of(node, read, errors_before);
}

void ManifestReader::check_type(const Node& node, const Type& type, const std::string& meant) {
    if (!meant.empty()) {
        findings_.error(node.place, type.api_version + " has no kind \"" + type.kind + "\"",
                        "did you mean \"" + meant + "\"?");
        return;
    }
    const std::string current = current_version(type.kind);
    const Standing is = standing(type.api_version, type.kind);
    if (is == Standing::NoSuch) {
        findings_.error(node.place, type.api_version + " has no kind \"" + type.kind + "\"",
                        type.kind + " is of " + current);
    } else if (is == Standing::Older && warned_.insert(type.api_version + type.kind).second) {
        findings_.warning(node.place,
                          type.kind + " of " + type.api_version + " is read as one of " + current,
                          "Kubernetes no longer takes it");
    }
}

void ManifestReader::read_object_of(const Node& node, const Type& type, std::size_t errors_before) {
    const std::string& kind = type.kind;
    const std::string& ns = default_namespace_;
    if (kind == "Pod") {
        keep(objects_.pods, read_pod(node, ns, findings_), node, kind, errors_before);
    } else if (kind == "Namespace") {
        keep(objects_.namespaces, read_namespace(node, findings_), node, kind, errors_before);
    } else if (kind == "Node") {
        keep(objects_.nodes, read_node(node, findings_), node, kind, errors_before);
    } else if (kind == "Service") {
        keep(objects_.services, read_service(node, ns, findings_), node, kind, errors_before);
    } else if (kind == "ServiceAccount") {
        keep(objects_.service_accounts, read_service_account(node, ns, findings_), node, kind,
             errors_before);
    } else if (kind == "SecurityGroupPolicy") {
        keep(objects_.security_group_policies, read_security_group_policy(node, ns, findings_),
             node, kind, errors_before);
    } else if (kind == "ENIConfig") {
        keep(objects_.eni_configs, read_eni_config(node, findings_), node, kind, errors_before);
    } else if (kind == "Ingress") {
        keep(objects_.ingresses, read_ingress(node, ns, findings_), node, kind, errors_before);
    } else if (kind == "EndpointSlice") {
        keep(objects_.endpoint_slices, read_endpoint_slice(node, ns, findings_), node, kind,
             errors_before);
    } else if (kind == "Endpoints") {
        keep(objects_.endpoints, read_endpoints(node, ns, findings_), node, kind, errors_before);
    } else {
        keep(objects_.workloads, read_workload(type.api_version, kind, node, ns, findings_), node,
             kind, errors_before);
    }
}

void ManifestReader::read_policy(const Node& node, std::size_t errors_before) {
    PartOfPolicy part;
    auto object = read_network_policy(node, default_namespace_, findings_, part);
    if (!object) return lose_policy(std::move(part), node);
    for (const auto& overlay : overlays_) apply(*overlay, object->policy, node);
    Metadata metadata;
    metadata.ns = object->policy.ns;
    metadata.name = object->policy.name;
    metadata.place = object->place;
    const Seen seen_as = seen("NetworkPolicy", metadata);
    const bool in_error = findings_.errors() != errors_before;
    if (seen_as == Seen::New && !in_error) objects_.policies.push_back(std::move(*object));
    if (seen_as == Seen::Same || !in_error) return;
    lose_policy(metadata);
    objects_.lost.push_back(lost(std::move(*object)));
}

void ManifestReader::skip(const Node& node, const Type& type) {
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

void ManifestReader::lose(const std::vector<policy::Lost>& lost) {
    for (const policy::Lost& each : lost) lose(each);
}

void ManifestReader::lose(policy::Lost lost) {
    if (lost.kind != policy::Lost::Kind::Policy) objects_.complete = false;
    objects_.lost.push_back(std::move(lost));
}

// Nothing is known of it but where its fault is.
void ManifestReader::lose_document(const Source& source) {
    policy::Lost lost;
    lost.position = findings_.last_error().at;
    lost.what = lost.position.line > 0 ? "a document" : "a document of " + source.shown();
    lose(std::move(lost));
}

void ManifestReader::lose_document(const Node& node) {
    policy::Lost lost;
    lost.what = "a document";
    lost.position = node.place.at;
    lose(std::move(lost));
}

void ManifestReader::lose_policy(PartOfPolicy part, const Node& node) {
    for (const auto& overlay : overlays_) {
        apply(*overlay, part.policy, node);
        if (!overlay->ns.empty()) part.knows_namespace = true;
    }
    Metadata metadata;
    metadata.ns = part.policy.ns;
    metadata.name = part.policy.name;
    metadata.place = part.place;
    const bool known = part.knows_namespace && part.knows_name;
    if (known && seen("NetworkPolicy", metadata) == Seen::Twice) lose_policy(metadata);
    lose(lost(part));
}

// Of two with one name either may be in force.
void ManifestReader::lose_policy(const Metadata& metadata) {
    auto& policies = objects_.policies;
    const auto first = std::find_if(policies.begin(), policies.end(), [&](const auto& object) {
        return object.policy.ns == metadata.ns && object.policy.name == metadata.name;
    });
    if (first == policies.end()) return;
    lose(lost(std::move(*first)));
    policies.erase(first);
}

// Of which not even the name is known.
void ManifestReader::lose_object(const Node& node, const std::string& kind) {
    policy::Lost lost;
    lost.kind = policy::Lost::Kind::Other;
    lost.what = "a " + kind;
    lost.position = node.place.at;
    if (kind == "Node") lost.kind = policy::Lost::Kind::Anything;  // whose pods' traffic it may be
    if (kind == "Namespace") objects_.lost_namespace = true;
    if (kind == "Pod") owners_lost_in_.insert(std::nullopt);
    if (kind == "EndpointSlice" || kind == "Endpoints") slices_lost_anywhere_ = true;
    lose(std::move(lost));
}

// An object with a fault of its own is kept as far as it could be read, so that others that need it
// are not found wanting too, and of two with one name the first is.
template <typename Object>
void ManifestReader::keep(std::vector<Object>& list, std::optional<Object> object, const Node& node,
                          const std::string& kind, std::size_t errors_before) {
    if (!object) return lose_object(node, kind);
    for (const auto& overlay : overlays_) apply(*overlay, *object);
    Metadata& metadata = object->metadata;
    metadata.in_error = findings_.errors() != errors_before;
    const Seen seen_as = seen(kind, metadata);
    const bool in_error = metadata.in_error || seen_as == Seen::Twice;
    if (in_error && kind == "Pod" && !metadata.owner && names_owners(node)) {
        owners_lost_in_.insert(metadata.ns);
    }
    if (in_error && kind == "Node") lose_object(node, kind);
    // A name that the API server refuses is not the namespace's.
    if (kind == "Namespace" && !policy::check_dns1123_label(metadata.name).empty()) {
        objects_.lost_namespace = true;
    }
    if (seen_as == Seen::Twice) {
        for (Object& other : list) {
            if (other.metadata.ns == metadata.ns && other.metadata.name == metadata.name) {
                other.metadata.in_error = true;
            }
        }
    }
    if (seen_as == Seen::New) list.push_back(std::move(*object));
}

}  // namespace scenario
