// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>
#include <string_view>

#include "policy/reach/policy_effect_parts.h"

namespace policy::reach {
namespace {

bool same(const PolicyPort& a, const PolicyPort& b) {
    return a.protocol == b.protocol && a.port == b.port && a.end_port == b.end_port;
}

}  // namespace

bool same_for_everyone(const std::vector<PolicyRule>& a, const std::vector<PolicyRule>& b) {
    const auto is_for_everyone = [](const PolicyRule& rule) { return rule.peers.empty(); };
    auto x = std::find_if(a.begin(), a.end(), is_for_everyone);
    auto y = std::find_if(b.begin(), b.end(), is_for_everyone);
    while (x != a.end() && y != b.end()) {
        if (!std::equal(x->ports.begin(), x->ports.end(), y->ports.begin(), y->ports.end(), same)) {
            return false;
        }
        x = std::find_if(x + 1, a.end(), is_for_everyone);
        y = std::find_if(y + 1, b.end(), is_for_everyone);
    }
    return x == a.end() && y == b.end();
}

PodIndex::PodIndex(const World& world, const Settings& settings, const Classes& classes) {
    std::map<std::string_view, std::size_t> namespaces;
    for (std::size_t i = 0; i < world.namespaces.size(); ++i) {
        namespaces[world.namespaces[i].name] = i;
    }
    by_namespace.resize(world.namespaces.size());
    for (std::uint32_t i = 0; i < world.pods.size(); ++i) {
        const Pod& pod = world.pods[i];
        if (!classes.of_pod[i]) continue;
        if (policed(pod, settings)) by_namespace[namespaces[pod.ns]].push_back(i);
        if (pod.addresses_are != Addresses::Known) {
            doubtful.push_back(i);
            continue;
        }
        for (const IpAddress& address : pod.addresses) by_address.emplace_back(address, i);
    }
    std::sort(by_address.begin(), by_address.end());
}

}  // namespace policy::reach
