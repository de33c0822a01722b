// SPDX-License-Identifier: MIT
#include "policy/table/rule_ports.h"

#include <algorithm>
#include <string>

namespace policy {
namespace {

Protocol protocol_of(const PolicyPort& item) {
    if (item.protocol == "UDP") return Protocol::UDP;
    if (item.protocol == "SCTP") return Protocol::SCTP;
    return Protocol::TCP;
}

// REQUIRES: the item does not ask for a name.
PortRange numbered(const PolicyPort& item) {
    const auto* first = std::get_if<std::int64_t>(&item.port);
    if (first == nullptr) return {};
    const std::int64_t last = item.end_port.value_or(*first);
    return {static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(last)};
}

}  // namespace

std::optional<PortName> asked_name(const PolicyPort& item) {
    const auto* name = std::get_if<std::string>(&item.port);
    if (name == nullptr) return std::nullopt;
    return PortName{*name, protocol_of(item)};
}

void normalize(std::vector<PortRange>& ranges) {
    std::sort(ranges.begin(), ranges.end(),
              [](const PortRange& a, const PortRange& b) { return a.first < b.first; });
    std::vector<PortRange> joined;
    for (const PortRange& range : ranges) {
        if (!joined.empty() && range.first <= static_cast<int>(joined.back().last) + 1) {
            joined.back().last = std::max(joined.back().last, range.last);
        } else {
            joined.push_back(range);
        }
    }
    ranges = std::move(joined);
}

RulePorts resolve_ports(const PolicyRule& rule, const PortNumbers& destination) {
    RulePorts result;
    if (rule.ports.empty()) {
        for (auto& plane : result.matching) plane.push_back({});
        return result;
    }
    result.only_unresolved_names = true;
    for (const PolicyPort& item : rule.ports) {
        auto& plane = result.matching[static_cast<std::size_t>(plane_of(protocol_of(item)))];
        const std::optional<PortName> name = asked_name(item);
        if (!name) {
            plane.push_back(numbered(item));
            result.only_unresolved_names = false;
            continue;
        }
        const auto found = destination.find(*name);
        if (found == destination.end()) continue;
        for (const std::uint16_t number : found->second) plane.push_back({number, number});
        result.only_unresolved_names = false;
    }
    for (auto& plane : result.matching) normalize(plane);
    return result;
}

}  // namespace policy
