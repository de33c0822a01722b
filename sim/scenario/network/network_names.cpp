// SPDX-License-Identifier: MIT
#include "sim/scenario/network/network_names.h"

namespace scenario {

bool FirstPlaces::is_new(const std::string& what, const std::string& name, const Place& place,
                         Findings& findings) {
    const auto [known, added] = places_.emplace(what + " \"" + name + "\"", place);
    if (!added) {
        findings.error(place, known->first + " is defined twice",
                       "it is first defined at " + findings.text(known->second));
    }
    return added;
}

std::optional<policy::NetworkIndex> find_named(const NetworkNames::Index& names,
                                               const std::string& kind, const std::string& own,
                                               const std::string& name, const Place& place,
                                               Findings& findings) {
    for (const std::string& whole : {own + name, name}) {
        const auto found = names.find(whole);
        if (found != names.end()) return found->second;
    }
    std::vector<std::string> known;
    for (const auto& [each, index] : names) {
        const bool is_own = each.compare(0, own.size(), own) == 0;
        known.push_back(is_own ? each.substr(own.size()) : each);
    }
    findings.error(place, "unknown " + kind + " \"" + name + "\"", did_you_mean(name, known));
    return std::nullopt;
}

std::optional<policy::NetworkIndex> find_named(const NetworkNames::Index& names,
                                               const std::string& kind, const std::string& own,
                                               const Node& node, Findings& findings) {
    const auto name = read_string(node, findings);
    if (!name) return std::nullopt;
    return find_named(names, kind, own, *name, node.place, findings);
}

}  // namespace scenario
