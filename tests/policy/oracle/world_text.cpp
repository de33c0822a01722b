// SPDX-License-Identifier: MIT
#include "tests/policy/oracle/world_text.h"

#include <functional>
#include <sstream>
#include <vector>

namespace oracle {
namespace {

template <typename T, typename Print>
std::string list(const std::vector<T>& items, Print print) {
    std::string result = "[";
    for (const T& item : items) result += (result.size() > 1 ? ", " : "") + print(item);
    return result + "]";
}

std::string as_is(const std::string& text) {
    return text;
}

std::string fields(const std::vector<std::string>& present) {
    const std::string items = list(present, as_is);
    return "{" + items.substr(1, items.size() - 2) + "}";
}

std::string labels(const policy::Labels& labels) {
    std::vector<std::string> result;
    for (const auto& [key, value] : labels) {
        result.push_back(key + ": " + (value.empty() ? "\"\"" : value));
    }
    return fields(result);
}

std::string requirement(const policy::LabelRequirement& item) {
    std::vector<std::string> result = {"key: " + item.key, "operator: " + item.op};
    if (!item.values.empty()) result.push_back("values: " + list(item.values, as_is));
    return fields(result);
}

std::string selector(const policy::LabelSelector& selector) {
    std::vector<std::string> result;
    if (!selector.match_labels.empty()) {
        result.push_back("matchLabels: " + labels(selector.match_labels));
    }
    if (!selector.match_expressions.empty()) {
        result.push_back("matchExpressions: " + list(selector.match_expressions, requirement));
    }
    return fields(result);
}

std::string block(const policy::IpBlock& block) {
    std::vector<std::string> result = {"cidr: \"" + block.cidr + '"'};
    if (!block.except.empty()) {
        result.push_back("except: " +
                         list(block.except, [](const auto& cidr) { return '"' + cidr + '"'; }));
    }
    return fields(result);
}

std::string peer(const policy::Peer& peer) {
    std::vector<std::string> result;
    if (peer.ip_block) result.push_back("ipBlock: " + block(*peer.ip_block));
    if (peer.namespace_selector) {
        result.push_back("namespaceSelector: " + selector(*peer.namespace_selector));
    }
    if (peer.pod_selector) result.push_back("podSelector: " + selector(*peer.pod_selector));
    return fields(result);
}

std::string port(const policy::PolicyPort& item) {
    std::vector<std::string> result;
    if (item.protocol) result.push_back("protocol: " + *item.protocol);
    if (const auto* number = std::get_if<std::int64_t>(&item.port)) {
        result.push_back("port: " + std::to_string(*number));
    }
    if (const auto* name = std::get_if<std::string>(&item.port)) result.push_back("port: " + *name);
    if (item.end_port) result.push_back("endPort: " + std::to_string(*item.end_port));
    return fields(result);
}

void print_rules(std::ostream& out, const char* direction, const char* peers,
                 const std::vector<policy::PolicyRule>& rules) {
    if (rules.empty()) return;
    out << "  " << direction << ":\n";
    for (const policy::PolicyRule& rule : rules) {
        std::vector<std::string> present;
        if (!rule.peers.empty()) present.push_back(peers + (": " + list(rule.peers, peer)));
        if (!rule.ports.empty()) present.push_back("ports: " + list(rule.ports, port));
        out << "  - " << fields(present) << "  # line " << rule.position.line << '\n';
    }
}

std::string container_port(const policy::ContainerPort& port) {
    return fields({"name: " + (port.name.empty() ? "\"\"" : port.name),
                   "containerPort: " + std::to_string(port.port),
                   "protocol: " + policy::text(port.protocol)});
}

void print_pod(std::ostream& out, const policy::Pod& pod) {
    out << "pod: {namespace: " << pod.ns << ", name: " << pod.name
        << ", labels: " << labels(pod.labels) << ", podIPs: "
        << list(pod.addresses, [](const auto& address) { return '"' + address.text() + '"'; })
        << ", ports: " << list(pod.ports, container_port);
    if (pod.host_network) out << ", hostNetwork: true";
    if (!pod.unknown_labels.empty()) out << ", unknown: " << list(pod.unknown_labels, as_is);
    if (!pod.node.empty()) out << ", node: " << pod.node;
    if (pod.addresses_are == policy::Addresses::StandIn) out << ", stand-in: true";
    if (pod.addresses_are == policy::Addresses::Disputed) out << ", disputed: true";
    if (pod.finished()) out << ", phase: Succeeded or Failed";
    out << "}\n";
}

}  // namespace

std::string world_text(const policy::World& world) {
    std::ostringstream out;
    for (const policy::Namespace& ns : world.namespaces) {
        out << "namespace: {name: " << ns.name << ", labels: " << labels(ns.labels) << "}\n";
    }
    for (const policy::Pod& pod : world.pods) print_pod(out, pod);
    for (const policy::NetworkPolicy& policy : world.policies) {
        out << "policy: " << policy.ns << '/' << policy.name << "  # line " << policy.position.line
            << "\n  podSelector: " << selector(policy.pod_selector)
            << "\n  policyTypes: " << list(policy.policy_types, as_is) << '\n';
        print_rules(out, "ingress", "from", policy.ingress);
        print_rules(out, "egress", "to", policy.egress);
    }
    for (const policy::Lost& lost : world.lost) {
        out << "lost: " << (lost.kind == policy::Lost::Kind::Policy ? "policy" : "anything")
            << " in " << lost.ns.value_or("any") << " of "
            << (lost.pod_selector ? policy::text(*lost.pod_selector) : "any")
            << (lost.ingress ? " ingress" : "") << (lost.egress ? " egress" : "") << '\n';
    }
    for (const policy::Pod& pod : world.pods) {
        if (pod.in_error) out << "in error: " << pod.ns << '/' << pod.name << '\n';
    }
    for (const policy::Namespace& ns : world.namespaces) {
        if (ns.in_error) out << "in error: " << ns.name << '\n';
    }
    return out.str();
}

}  // namespace oracle
