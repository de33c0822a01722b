// SPDX-License-Identifier: MIT
#include "sim/scenario/objects/policy_reader.h"

#include <utility>

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

void read_spec(const Node& node, policy::NetworkPolicy& policy, Findings& findings) {
    ObjectReader reader(node, findings, strict);
    if (const Node* selector = reader.find("podSelector")) {
        policy.pod_selector = read_label_selector(*selector, strict, findings);
    }
    if (node.find("podSelector") != nullptr) {
        policy.pod_selector_position = reader.place("podSelector").at;
    }
    policy.policy_types = read_strings(reader, "policyTypes", findings);
    if (node.find("egress") != nullptr) policy.egress_position = reader.place("egress").at;
    for (const Node* item : reader.items("ingress")) {
        policy.ingress.push_back(read_rule(*item, "from", findings));
    }
    for (const Node* item : reader.items("egress")) {
        policy.egress.push_back(read_rule(*item, "to", findings));
    }
    reader.finish();
}

}  // namespace

std::optional<PolicyObject> read_network_policy(const Node& node,
                                                const std::string& default_namespace,
                                                Findings& findings) {
    const std::size_t errors_before = findings.errors();
    ObjectReader reader(node, findings, strict);
    reader.ignore({"apiVersion", "kind", "status"});
    auto metadata = read_metadata(reader, default_namespace, strict, findings);
    PolicyObject object;
    object.place = node.place;
    policy::NetworkPolicy& policy = object.policy;
    policy.position = node.place.at;
    policy.pod_selector_position = node.place.at;
    if (const Node* spec = reader.find("spec")) read_spec(*spec, policy, findings);
    reader.finish();
    // What could not be decoded never reaches the API server's validation.
    if (!metadata || findings.errors() != errors_before) return std::nullopt;
    object.place = metadata->place;
    policy.ns = metadata->ns;
    policy.name = metadata->name;
    policy.labels = metadata->labels;
    report(policy::validate(policy), node, findings);
    if (findings.errors() != errors_before) return std::nullopt;
    policy::apply_defaults(policy);
    return object;
}

}  // namespace scenario
