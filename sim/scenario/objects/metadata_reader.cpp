// SPDX-License-Identifier: MIT
#include "sim/scenario/objects/metadata_reader.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "sim/scenario/text/field_path.h"

namespace scenario {
namespace {

std::optional<policy::Workload> read_owner(ObjectReader& metadata, Findings& findings) {
    std::optional<policy::Workload> owner;
    for (const Node* item : metadata.items("ownerReferences")) {
        ObjectReader reference(*item, findings, UnknownKeys::Ignore);
        const bool controller = reference.boolean("controller").value_or(false);
        auto kind = reference.string("kind");
        auto name = reference.string("name");
        // The node "owns" its static pods, which nobody would call a workload.
        if (controller && kind && name && *kind != "Node")
            owner = {std::move(*kind), std::move(*name)};
    }
    return owner;
}

// The API server ends a generated name with five random characters; these are not random.
std::optional<std::string> read_name(ObjectReader& metadata, const Node& node, Findings& findings) {
    const Node* name = metadata.find("name");
    if (name != nullptr) {
        auto text = read_string(*name, findings);
        if (!text || !text->empty()) return text;
    }
    const std::string start = metadata.string("generateName").value_or("");
    if (!start.empty()) return start + "00000";
    findings.error(name == nullptr ? node.place : name->place,
                   "metadata.name: Required value: name or generateName is required");
    return std::nullopt;
}

void report_invalid(const std::string& path, const std::string& value,
                    const std::vector<std::string>& messages, const Place& place,
                    Findings& findings) {
    const std::string start = path + ": Invalid value: \"" + value + "\": ";
    for (const std::string& message : messages) {
        findings.error(place, start + message);
    }
}

// Those of the AWS Load Balancer Controller, and of what writes names for load balancers.
bool is_of_load_balancers(std::string_view key) {
    constexpr std::string_view prefixes[] = {"alb.ingress.kubernetes.io/",
                                             "service.beta.kubernetes.io/"};
    const bool known = std::any_of(
        std::begin(prefixes), std::end(prefixes),
        [&](std::string_view prefix) { return key.substr(0, prefix.size()) == prefix; });
    return known || key == "kubernetes.io/ingress.class" ||
           key == "external-dns.alpha.kubernetes.io/hostname";
}

std::vector<Annotation> read_annotations(ObjectReader& metadata) {
    std::vector<Annotation> result;
    const Node* node = metadata.find("annotations");
    if (node == nullptr) return result;
    for (const Entry& entry : node->entries) {
        if (!is_of_load_balancers(entry.key)) continue;
        result.push_back(
            {std::string(entry.key), std::string(entry.value->text), entry.value->place});
    }
    return result;
}

// What nothing here asks for, and the API server checks nevertheless.
void check_rest(ObjectReader& metadata, Findings& findings) {
    if (const Node* annotations = metadata.find("annotations")) {
        read_labels(*annotations, findings);
        for (const Entry& entry : annotations->entries) {
            const std::string key(entry.key);
            report_invalid("metadata.annotations", key, policy::check_label_key(key), entry.place,
                           findings);
        }
    }
    std::size_t index = 0;
    for (const Node* item : metadata.items("ownerReferences")) {
        ObjectReader owner(*item, findings, UnknownKeys::Ignore);
        const std::string path = "metadata.ownerReferences[" + std::to_string(index++) + "].";
        for (const char* key : {"apiVersion", "kind", "name", "uid"}) {
            const bool version = std::string_view(key) == "apiVersion";
            const Node* value = owner.find(key);
            if (value != nullptr && !value->text.empty()) continue;
            findings.error(owner.place(key),
                           path + key + ": Invalid value: \"\": " +
                               (version ? "version must not be empty" : "must not be empty"));
        }
    }
}

}  // namespace

std::optional<Metadata> read_metadata(ObjectReader& object, const std::string& default_namespace,
                                      UnknownKeys unknown, Findings& findings) {
    const Node* node = object.require("metadata");
    if (node == nullptr) return std::nullopt;
    ObjectReader reader(*node, findings, unknown);
    if (!reader.is_map()) return std::nullopt;
    Metadata metadata;
    const Node* name = reader.find("name");
    const auto text = read_name(reader, *node, findings);
    metadata.ns = reader.string("namespace").value_or("");
    if (metadata.ns.empty() || default_namespace.empty()) metadata.ns = default_namespace;
    if (const Node* labels = reader.find("labels"))
        metadata.labels = read_labels(*labels, findings);
    metadata.annotations = read_annotations(reader);
    metadata.owner = read_owner(reader, findings);
    metadata.live = reader.find("uid") != nullptr;
    metadata.terminating = reader.find("deletionTimestamp") != nullptr;
    if (unknown == UnknownKeys::Error) check_rest(reader, findings);
    reader.ignore({"creationTimestamp", "deletionGracePeriodSeconds", "finalizers", "generateName",
                   "generation", "managedFields", "resourceVersion", "selfLink"});
    reader.finish();
    if (!text) return std::nullopt;
    metadata.name = *text;
    metadata.place = name == nullptr ? node->place : name->place;
    return metadata;
}

void report(const std::vector<policy::Problem>& problems, const Node& object, Findings& findings) {
    for (const policy::Problem& problem : problems) {
        const std::string& value = problem.value;
        const bool quoted = value.size() > 1 && value.front() == '"';
        const Place place =
            quoted ? place_of_label(object, problem.path, value.substr(1, value.size() - 2))
                   : place_of_path(object, problem.path);
        if (problem.severity == policy::Problem::Severity::Error) {
            findings.error(place, problem.text());
        } else {
            findings.warning(place, problem.text());
        }
    }
}

const Annotation* annotation(const Metadata& metadata, std::string_view key) {
    const auto found = std::find_if(metadata.annotations.begin(), metadata.annotations.end(),
                                    [&](const Annotation& each) { return each.key == key; });
    return found == metadata.annotations.end() ? nullptr : &*found;
}

bool is_live(const Node& object) {
    const Entry* metadata = object.find("metadata");
    return metadata != nullptr && metadata->value->find("uid") != nullptr;
}

void check_metadata(const Metadata& metadata, NameCheck check_name, const Node& object,
                    Findings& findings) {
    report_invalid("metadata.name", metadata.name, check_name(metadata.name), metadata.place,
                   findings);
    if (!metadata.ns.empty()) {
        report_invalid("metadata.namespace", metadata.ns, policy::check_dns1123_label(metadata.ns),
                       place_of_path(object, "metadata.namespace"), findings);
    }
    if (!metadata.labels.empty()) {
        const Node& written = *object.find("metadata")->value->find("labels")->value;
        check_labels(metadata.labels, "metadata.labels", written, findings);
    }
}

void check_labels(const policy::Labels& labels, const char* path, const Node& written,
                  Findings& findings) {
    for (const auto& [key, value] : labels) {
        report_invalid(path, key, policy::check_label_key(key), place_of_label(written, key),
                       findings);
        report_invalid(path, value, policy::check_label_value(value),
                       place_of_label(written, value), findings);
    }
}

policy::LabelSelector read_label_selector(const Node& node, UnknownKeys unknown,
                                          Findings& findings) {
    policy::LabelSelector selector;
    ObjectReader reader(node, findings, unknown);
    if (const Node* labels = reader.find("matchLabels")) {
        selector.match_labels = read_labels(*labels, findings);
    }
    for (const Node* item : reader.items("matchExpressions")) {
        ObjectReader expression(*item, findings, unknown);
        policy::LabelRequirement requirement;
        requirement.key = expression.string("key").value_or("");
        requirement.op = expression.string("operator").value_or("");
        for (const Node* value : expression.items("values")) {
            if (auto text = read_string(*value, findings)) requirement.values.push_back(*text);
        }
        expression.finish();
        selector.match_expressions.push_back(std::move(requirement));
    }
    reader.finish();
    return selector;
}

}  // namespace scenario
