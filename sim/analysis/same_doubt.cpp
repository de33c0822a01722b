// SPDX-License-Identifier: MIT
#include "sim/analysis/same_doubt.h"

#include <algorithm>
#include <map>
#include <vector>

#include "policy/model/lost.h"
#include "sim/analysis/policy_yaml.h"

namespace analysis {
namespace {

using policy::Pod;
using policy::World;

// Of a pod whose addresses are stand-ins they are nobody's: which they are says nothing.
bool same(const Pod& a, const Pod& b) {
    const auto same_port = [](const policy::ContainerPort& p, const policy::ContainerPort& q) {
        return p.name == q.name && p.protocol == q.protocol && p.port == q.port;
    };
    const bool stand_ins = a.addresses_are == policy::Addresses::StandIn;
    return a.ns == b.ns && a.name == b.name && a.labels == b.labels &&
           a.unknown_labels == b.unknown_labels && a.addresses_are == b.addresses_are &&
           (stand_ins || a.addresses == b.addresses) && a.node == b.node &&
           a.host_network == b.host_network && a.phase == b.phase &&
           std::equal(a.ports.begin(), a.ports.end(), b.ports.begin(), b.ports.end(), same_port);
}

bool same(const policy::Namespace& a, const policy::Namespace& b) {
    return a.name == b.name && a.labels == b.labels;
}

bool same(const policy::Node& a, const policy::Node& b) {
    return a.name == b.name && a.addresses == b.addresses;
}

// In one order, too: where it is another, nothing is claimed.
template <class Thing>
bool same(const std::vector<Thing>& before, const std::vector<Thing>& after) {
    return std::equal(before.begin(), before.end(), after.begin(), after.end(),
                      [](const Thing& a, const Thing& b) { return same(a, b); });
}

std::map<std::string, std::set<std::string>> policies_by_namespace(const World& world) {
    std::map<std::string, std::set<std::string>> texts;
    for (const policy::NetworkPolicy& policy : world.policies) {
        texts[policy.ns].insert(yaml(policy));
    }
    return texts;
}

}  // namespace

SameDoubt::SameDoubt(const World& before, const policy::Settings& settings_before,
                     const World& after, const policy::Settings& settings_after)
    : same_things_(settings_before == settings_after && is_whole(before) && is_whole(after) &&
                   same(before.pods, after.pods) && same(before.namespaces, after.namespaces) &&
                   same(before.nodes, after.nodes)) {
    if (!same_things_) return;
    auto was = policies_by_namespace(before);
    auto is = policies_by_namespace(after);
    for (const auto& [ns, texts] : was) {
        if (is[ns] != texts) changed_.insert(ns);
    }
    for (const auto& [ns, texts] : is) {
        if (was[ns] != texts) changed_.insert(ns);
    }
}

}  // namespace analysis
