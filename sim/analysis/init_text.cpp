// SPDX-License-Identifier: MIT
#include "sim/analysis/init_text.h"

#include <algorithm>
#include <map>

#include "sim/scenario/network/network_values.h"

namespace analysis {
namespace {

std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + '"';
}

// The last word counts where a key is given twice.
std::string settings_text(const Draft& draft) {
    std::map<std::string, std::string> values;
    for (const std::string& setting : draft.settings) {
        const std::size_t equals = setting.find('=');
        values[setting.substr(0, equals)] = setting.substr(equals + 1);
    }
    std::string text;
    for (const auto& [key, value] : values)
        text.append("  ").append(key).append(": ").append(value).append("\n");
    return text.empty() ? "" : "settings:\n" + text;
}

std::string network_text(const Draft& draft) {
    const auto& subnets = draft.network.subnets;
    if (subnets.empty() && draft.flows.hosts.empty()) return "";
    std::string text = "network:\n";
    if (!subnets.empty()) {
        text += "  vpcs:\n  - name: derived           # from the addresses of nodes and pods\n";
        text += "    cidrs: [";
        for (const DraftSubnet& each : subnets) {
            text += (&each == &subnets.front() ? "" : ", ") + each.cidr.text();
        }
        text += "]\n    subnets:\n";
        for (const DraftSubnet& each : subnets) {
            text += "    - {name: " + each.name + ", cidr: " + each.cidr.text() + "}\n";
        }
    }
    if (!draft.flows.hosts.empty()) text += "  hosts:\n";
    for (const DraftHost& host : draft.flows.hosts) {
        // On premises policies alone decide; what lies in a subnet, or has a private address, is
        // reached without a word.
        const bool inside = std::any_of(
            subnets.begin(), subnets.end(),
            [&](const DraftSubnet& subnet) { return subnet.cidr.contains(host.address); });
        const bool says = !inside && !scenario::is_private(host.address);
        text += "  - {name: " + host.name + ", ip: " + host.address.text() +
                (says ? ", onPremises: true}\n" : "}\n");
    }
    return text;
}

std::string cluster_text(const Draft& draft) {
    std::string text = "cluster:\n";
    if (!draft.network.nodes.empty()) text += "  nodes:\n";
    for (const DraftNode& node : draft.network.nodes) {
        text += "  - {name: " + quoted(node.name) + ", subnet: " + node.subnet + "}\n";
    }
    if (draft.default_namespace != "default") {
        text += "  namespace: " + quoted(draft.default_namespace) + "\n";
    }
    text += "  manifests:\n";
    for (const std::string& path : draft.manifests) text += "  - " + quoted(path) + "\n";
    return text;
}

std::string flow_text(const DraftFlow& flow) {
    std::string text =
        "- {from: " + flow.from + ", to: " + flow.to + ", protocol: " + policy::text(flow.protocol);
    if (flow.port > 0) text += ", port: " + std::to_string(flow.port);
    text += ", probe: true, timeout: 1s";
    if (!flow.allowed)
        return text + "}  # uncertain: it depends on what only a running cluster knows\n";
    return text + ", expect: " + (*flow.allowed ? "allow" : "drop") + "}\n";
}

}  // namespace

std::string scenario_text(const Draft& draft) {
    std::string text =
        "# Made by vethlab init: for each pair of classes, of pods and addresses that no policy\n"
        "# tells apart, a flow that passes and one that is dropped, with the verdict of the day.\n"
        "apiVersion: vethlab/v1\nkind: Scenario\nname: " +
        quoted(draft.name) + "\n" + settings_text(draft) + network_text(draft) +
        cluster_text(draft);
    if (!draft.flows.flows.empty()) text += "flows:\n";
    for (const DraftFlow& flow : draft.flows.flows) text += flow_text(flow);
    if (draft.flows.cut) {
        text += "# There are more pairs than the " + std::to_string(max_draft_flows) +
                " flows that init writes.\n";
    }
    return text;
}

}  // namespace analysis
