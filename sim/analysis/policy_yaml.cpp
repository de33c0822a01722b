// SPDX-License-Identifier: MIT
#include "sim/analysis/policy_yaml.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include <fmt/format.h>

namespace analysis {
namespace {

bool is_plain(const std::string& text) {
    constexpr std::array<std::string_view, 10> words = {"true", "false", "yes", "no",   "on",
                                                        "off",  "y",     "n",   "null", "nan"};
    std::string lower = text;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool letters = std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == '/';
    });
    return !text.empty() && std::isalpha(static_cast<unsigned char>(text.front())) != 0 &&
           letters && std::find(words.begin(), words.end(), lower) == words.end();
}

// Each line `by` columns further in.
std::string indented(const std::string& text, std::size_t by) {
    std::string result;
    bool at_start = true;
    for (const char c : text) {
        if (at_start) result.append(by, ' ');
        at_start = c == '\n';
        result += c;
    }
    return result;
}

// The lines of a mapping as an item of a list.
std::string item(const std::string& mapping) {
    std::string text = indented(mapping, 2);
    text[0] = '-';
    return text;
}

std::string yaml(const policy::Labels& labels) {
    std::string text;
    for (const auto& [key, value] : labels) {
        text += fmt::format("{}: {}\n", yaml_scalar(key), yaml_scalar(value));
    }
    return text;
}

std::string yaml(const policy::LabelRequirement& asked) {
    std::string text =
        fmt::format("key: {}\noperator: {}\n", yaml_scalar(asked.key), yaml_scalar(asked.op));
    if (!asked.values.empty()) text += "values:\n";
    for (const std::string& value : asked.values) text += "  - " + yaml_scalar(value) + "\n";
    return text;
}

std::string yaml(const std::string& name, const policy::LabelSelector& selector) {
    if (selector.empty()) return name + ": {}\n";
    std::string text = name + ":\n";
    if (!selector.match_labels.empty()) {
        text += "  matchLabels:\n" + indented(yaml(selector.match_labels), 4);
    }
    if (!selector.match_expressions.empty()) text += "  matchExpressions:\n";
    for (const policy::LabelRequirement& asked : selector.match_expressions) {
        text += indented(item(yaml(asked)), 4);
    }
    return text;
}

std::string yaml(const policy::IpBlock& block) {
    std::string text = fmt::format("ipBlock:\n  cidr: \"{}\"\n", block.cidr);
    if (!block.except.empty()) text += "  except:\n";
    for (const std::string& except : block.except) text += fmt::format("    - \"{}\"\n", except);
    return text;
}

std::string yaml(const policy::PolicyPort& port) {
    std::string text = "protocol: " + port.protocol.value_or("TCP") + "\n";
    if (const auto* number = std::get_if<std::int64_t>(&port.port)) {
        text += fmt::format("port: {}\n", *number);
    } else if (const auto* name = std::get_if<std::string>(&port.port)) {
        text += fmt::format("port: {}\n", yaml_scalar(*name));
    }
    if (port.end_port) text += fmt::format("endPort: {}\n", *port.end_port);
    return text;
}

std::string yaml(const policy::Peer& peer) {
    if (peer.ip_block) return yaml(*peer.ip_block);
    std::string text;
    if (peer.namespace_selector) text += yaml("namespaceSelector", *peer.namespace_selector);
    if (peer.pod_selector) text += yaml("podSelector", *peer.pod_selector);
    return text;
}

std::string rules(const std::string& name, const std::vector<policy::PolicyRule>& list,
                  policy::Direction direction) {
    if (list.empty()) return "";
    std::string text = name + ":\n";
    for (const policy::PolicyRule& rule : list) text += indented(yaml_item(rule, direction), 2);
    return text;
}

}  // namespace

std::string yaml_scalar(const std::string& text) {
    return is_plain(text) ? text : "\"" + text + "\"";
}

std::string yaml_item(const policy::PolicyPort& port) {
    return item(yaml(port));
}

std::string yaml_item(const policy::Peer& peer) {
    return item(yaml(peer));
}

std::string yaml_item(const policy::PolicyRule& rule, policy::Direction direction) {
    std::string text;
    if (!rule.peers.empty()) text += direction == policy::Direction::ToPod ? "from:\n" : "to:\n";
    for (const policy::Peer& peer : rule.peers) text += indented(yaml_item(peer), 2);
    if (!rule.ports.empty()) text += "ports:\n";
    for (const policy::PolicyPort& port : rule.ports) text += indented(yaml_item(port), 2);
    return text.empty() ? "- {}\n" : item(text);
}

std::string yaml(const policy::NetworkPolicy& policy) {
    std::string spec = yaml("podSelector", policy.pod_selector) + "policyTypes:\n";
    for (const std::string& type : policy.policy_types) spec += "  - " + type + "\n";
    spec += rules("ingress", policy.ingress, policy::Direction::ToPod);
    spec += rules("egress", policy.egress, policy::Direction::FromPod);
    return fmt::format(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: {}\n"
        "  namespace: {}\nspec:\n{}",
        yaml_scalar(policy.name), yaml_scalar(policy.ns), indented(spec, 2));
}

}  // namespace analysis
