// SPDX-License-Identifier: MIT
#include "tests/policy/oracle/build.h"

namespace oracle {

policy::IpAddress address(const char* text) {
    return policy::IpAddress::parse(text).value();
}

policy::LabelSelector select(const std::string& key, const std::string& value) {
    policy::LabelSelector selector;
    selector.match_labels[key] = value;
    return selector;
}

policy::LabelSelector select(const std::string& key, const std::string& op,
                             const std::vector<std::string>& values) {
    policy::LabelSelector selector;
    selector.match_expressions.push_back({key, op, values});
    return selector;
}

policy::Peer pods(const policy::LabelSelector& selector) {
    policy::Peer peer;
    peer.pod_selector = selector;
    return peer;
}

policy::Peer namespaces(const policy::LabelSelector& selector) {
    policy::Peer peer;
    peer.namespace_selector = selector;
    return peer;
}

policy::Peer both(const policy::LabelSelector& ns, const policy::LabelSelector& pod) {
    policy::Peer peer = pods(pod);
    peer.namespace_selector = ns;
    return peer;
}

policy::Peer block(const std::string& cidr, const std::vector<std::string>& except) {
    policy::Peer peer;
    peer.ip_block = policy::IpBlock{cidr, except};
    return peer;
}

policy::PolicyPort every_port(const char* protocol) {
    policy::PolicyPort item;
    item.protocol = protocol;
    return item;
}

policy::PolicyPort number(std::int64_t port, const char* protocol) {
    policy::PolicyPort item = every_port(protocol);
    item.port = port;
    return item;
}

policy::PolicyPort range(std::int64_t first, std::int64_t last, const char* protocol) {
    policy::PolicyPort item = number(first, protocol);
    item.end_port = last;
    return item;
}

policy::PolicyPort named(const std::string& name, const char* protocol) {
    policy::PolicyPort item = every_port(protocol);
    item.port = name;
    return item;
}

policy::PolicyRule rule(const std::vector<policy::Peer>& peers,
                        const std::vector<policy::PolicyPort>& ports) {
    policy::PolicyRule result;
    result.peers = peers;
    result.ports = ports;
    return result;
}

policy::Namespace make_namespace(const std::string& name, const std::string& team) {
    policy::Namespace ns;
    ns.name = name;
    ns.labels["team"] = team;
    policy::ensure_name_label(ns);
    return ns;
}

namespace {

void number_rules(std::vector<policy::PolicyRule>& rules, std::uint32_t& line) {
    for (policy::PolicyRule& rule : rules) {
        rule.position.line = ++line;
        for (policy::Peer& peer : rule.peers) peer.position.line = ++line;
        for (policy::PolicyPort& port : rule.ports) port.position.line = ++line;
    }
}

}  // namespace

void number_lines(policy::World& world) {
    if (world.files.empty()) world.files = {"world.yaml"};
    std::uint32_t line = 0;
    for (policy::NetworkPolicy& policy : world.policies) {
        policy.position.line = ++line;
        policy.pod_selector_position.line = ++line;
        number_rules(policy.ingress, line);
        number_rules(policy.egress, line);
    }
}

}  // namespace oracle
