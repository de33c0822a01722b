// SPDX-License-Identifier: MIT
#include "sim/scenario/objects/policy_reader.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "policy/validate/validate.h"
#include "sim/scenario/objects/metadata_reader.h"
#include "sim/scenario/text/object_reader.h"
#include "sim/scenario/text/scalar.h"

namespace scenario {
namespace {

constexpr UnknownKeys strict = UnknownKeys::Error;

std::optional<policy::LabelSelector> optional_selector(ObjectReader& reader, std::string_view key,
                                                       Findings& findings) {
    const Node* node = reader.find(key);
    if (node == nullptr) return std::nullopt;
    return read_label_selector(*node, strict, findings);
}

std::vector<std::string> read_strings(ObjectReader& reader, std::string_view key,
                                      Findings& findings) {
    std::vector<std::string> result;
    for (const Node* item : reader.items(key)) {
        if (auto text = read_string(*item, findings)) result.push_back(std::move(*text));
    }
    return result;
}

policy::Peer read_peer(const Node& node, Findings& findings) {
    policy::Peer peer;
    peer.position = node.place.at;
    ObjectReader reader(node, findings, strict);
    peer.pod_selector = optional_selector(reader, "podSelector", findings);
    peer.namespace_selector = optional_selector(reader, "namespaceSelector", findings);
    if (const Node* block = reader.find("ipBlock")) {
        ObjectReader fields(*block, findings, strict);
        peer.ip_block = policy::IpBlock{fields.string("cidr").value_or(""),
                                        read_strings(fields, "except", findings)};
        fields.finish();
    }
    reader.finish();
    return peer;
}

policy::PolicyPort read_port(const Node& node, Findings& findings) {
    policy::PolicyPort port;
    port.position = node.place.at;
    ObjectReader reader(node, findings, strict);
    port.protocol = reader.string("protocol");
    if (const Node* value = reader.find("port")) {
        const ScalarValue scalar = resolve(*value);
        if (const auto* name = std::get_if<std::string>(&scalar)) {
            port.port = *name;
        } else if (const auto number = read_integer(*value, findings)) {
            port.port = *number;
        }
    }
    if (const Node* end = reader.find("endPort")) port.end_port = read_integer(*end, findings);
    reader.finish();
    return port;
}

policy::PolicyRule read_rule(const Node& node, std::string_view peers, Findings& findings) {
    policy::PolicyRule rule;
    rule.position = node.place.at;
    ObjectReader reader(node, findings, strict);
    for (const Node* item : reader.items(peers)) rule.peers.push_back(read_peer(*item, findings));
    for (const Node* item : reader.items("ports")) rule.ports.push_back(read_port(*item, findings));
    reader.finish();
    return rule;
}

void read_spec(const Node& node, PartOfPolicy& part, Findings& findings) {
    policy::NetworkPolicy& policy = part.policy;
    ObjectReader reader(node, findings, strict);
    std::size_t errors_before = findings.errors();
    const auto fresh_errors = [&] {
        const bool fresh = findings.errors() != errors_before;
        errors_before = findings.errors();
        return fresh;
    };
    if (const Node* selector = reader.find("podSelector")) {
        policy.pod_selector = read_label_selector(*selector, strict, findings);
    }
    part.knows_selector = node.find("podSelector") != nullptr && !fresh_errors();
    if (node.find("podSelector") != nullptr) {
        policy.pod_selector_position = reader.place("podSelector").at;
    }
    policy.policy_types = read_strings(reader, "policyTypes", findings);
    const bool knows_types = !fresh_errors();
    if (node.find("egress") != nullptr) policy.egress_position = reader.place("egress").at;
    for (const Node* item : reader.items("ingress")) {
        policy.ingress.push_back(read_rule(*item, "from", findings));
    }
    for (const Node* item : reader.items("egress")) {
        policy.egress.push_back(read_rule(*item, "to", findings));
    }
    fresh_errors();
    reader.finish();
    const bool has_unknown_keys = fresh_errors();
    const auto& types = policy.policy_types;
    if (!knows_types || !reader.is_map()) return;
    if (types.empty()) {  // they follow from whether there is egress, by whatever name
        part.may_be_egress = node.find("egress") != nullptr || has_unknown_keys;
    } else {
        part.may_be_ingress = std::find(types.begin(), types.end(), "Ingress") != types.end();
        part.may_be_egress = std::find(types.begin(), types.end(), "Egress") != types.end();
    }
}

const Entry* namespace_of(const Node& object) {
    const Entry* metadata = object.find("metadata");
    const Entry* ns = metadata == nullptr ? nullptr : metadata->value->find("namespace");
    return ns == nullptr || is_null(*ns->value) ? nullptr : ns;
}

bool is_below(std::string_view path, std::string_view field) {
    return path.substr(0, field.size()) == field &&
           (path.size() == field.size() || path[field.size()] == '.' || path[field.size()] == '[');
}

// What the API server would refuse is not known, either.
void forget_invalid(PartOfPolicy& part) {
    for (const policy::Problem& problem : policy::validate(part.policy)) {
        if (problem.severity != policy::Problem::Severity::Error) continue;
        if (is_below(problem.path, "metadata.namespace")) part.knows_namespace = false;
        if (is_below(problem.path, "metadata.name")) part.knows_name = false;
        if (is_below(problem.path, "spec.podSelector")) part.knows_selector = false;
        if (is_below(problem.path, "spec.policyTypes")) {
            part.may_be_ingress = part.may_be_egress = true;
        }
    }
}

}  // namespace

std::optional<PolicyObject> read_network_policy(const Node& node,
                                                const std::string& default_namespace,
                                                Findings& findings, PartOfPolicy& part) {
    const std::size_t errors_before = findings.errors();
    ObjectReader reader(node, findings, strict);
    reader.ignore({"apiVersion", "kind", "status"});
    auto metadata = read_metadata(reader, default_namespace, strict, findings);
    policy::NetworkPolicy& policy = part.policy;
    part.place = metadata ? metadata->place : node.place;
    policy.position = node.place.at;
    policy.pod_selector_position = node.place.at;
    const Entry* written = namespace_of(node);
    policy.ns = written == nullptr ? default_namespace : std::string(written->value->text);
    // What is misspelt may be the namespace.
    part.knows_namespace = written == nullptr
                               ? metadata && findings.errors() == errors_before
                               : std::holds_alternative<std::string>(resolve(*written->value));
    if (metadata) {
        part.knows_name = true;
        policy.ns = metadata->ns;
        policy.name = metadata->name;
        policy.labels = metadata->labels;
    }
    if (const Node* spec = reader.find("spec")) read_spec(*spec, part, findings);
    reader.finish();
    // What could not be decoded never reaches the API server's validation.
    if (findings.errors() == errors_before) report(policy::validate(policy), node, findings);
    if (!metadata || findings.errors() != errors_before) {
        forget_invalid(part);
        return std::nullopt;
    }
    policy::apply_defaults(policy);
    return PolicyObject{std::move(policy), part.place};
}

policy::Lost lost(const PartOfPolicy& part) {
    const policy::NetworkPolicy& policy = part.policy;
    policy::Lost lost;
    lost.kind = policy::Lost::Kind::Policy;
    lost.what = "a NetworkPolicy";
    if (part.knows_name) {
        lost.what = "NetworkPolicy " + (part.knows_namespace ? policy.ns + "/" : "") + policy.name;
        lost.name = policy.name;
    }
    if (part.knows_namespace) lost.ns = policy.ns;
    if (part.knows_selector) lost.pod_selector = policy.pod_selector;
    lost.ingress = part.may_be_ingress;
    lost.egress = part.may_be_egress;
    lost.position = part.place.at;
    return lost;
}

policy::Lost lost(PolicyObject object) {
    const auto& types = object.policy.policy_types;
    const bool ingress = std::find(types.begin(), types.end(), "Ingress") != types.end();
    const bool egress = std::find(types.begin(), types.end(), "Egress") != types.end();
    return lost(
        PartOfPolicy{std::move(object.policy), object.place, true, true, true, ingress, egress});
}

}  // namespace scenario
