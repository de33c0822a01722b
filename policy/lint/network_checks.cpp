// SPDX-License-Identifier: MIT
#include "policy/lint/network_checks.h"

#include <utility>

namespace policy {

bool within(const TrafficMatch& part, const TrafficMatch& whole) {
    if (!whole.protocol) return true;
    if (part.protocol != whole.protocol) return false;
    const bool ports = whole.first_port <= part.first_port && part.last_port <= whole.last_port;
    const bool type = !whole.icmp_type || whole.icmp_type == part.icmp_type;
    const bool code = !whole.icmp_code || whole.icmp_code == part.icmp_code;
    return ports && type && code;
}

ConnectionSet connections(const TrafficMatch& traffic) {
    if (!traffic.protocol) return ConnectionSet::all();
    if (*traffic.protocol == Protocol::ICMP) {
        return traffic.icmp_type ? ConnectionSet() : ConnectionSet::portless();
    }
    const auto first = static_cast<std::uint16_t>(traffic.first_port == 0 ? 1 : traffic.first_port);
    if (traffic.last_port < first) return {};
    return ConnectionSet::of(*traffic.protocol, {first, traffic.last_port});
}

std::string text(const TrafficMatch& traffic) {
    if (!traffic.protocol) return "everything";
    std::string result = text(*traffic.protocol);
    if (*traffic.protocol == Protocol::ICMP) {
        if (traffic.icmp_type) result += " type " + std::to_string(*traffic.icmp_type);
        return result;
    }
    if (traffic.first_port == 0 && traffic.last_port == 65535) return result;
    result += " " + std::to_string(traffic.first_port);
    if (traffic.last_port != traffic.first_port) result += "-" + std::to_string(traffic.last_port);
    return result;
}

std::string item_path(Way way, std::size_t index) {
    return std::string(list_name(way)) + "[" + std::to_string(index) + "]";
}

LintFinding network_finding(Lint lint, std::string resource, std::string path,
                            const Position& position, std::string message, std::string help) {
    LintFinding finding;
    finding.lint = lint;
    finding.resource = std::move(resource);
    finding.path = std::move(path);
    finding.position = position;
    finding.message = std::move(message);
    finding.help = std::move(help);
    return finding;
}

}  // namespace policy
