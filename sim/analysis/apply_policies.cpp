// SPDX-License-Identifier: MIT
#include "sim/analysis/apply_policies.h"

#include <algorithm>

namespace analysis {
namespace {

// Moves every position of the policy to files that were appended to others.
void shift_files(policy::NetworkPolicy& policy, std::uint32_t by) {
    policy.position.file += by;
    policy.pod_selector_position.file += by;
    for (auto* rules : {&policy.ingress, &policy.egress}) {
        for (policy::PolicyRule& rule : *rules) {
            rule.position.file += by;
            for (policy::Peer& peer : rule.peers) peer.position.file += by;
            for (policy::PolicyPort& port : rule.ports) port.position.file += by;
        }
    }
}

template <class Objects, class Same>
auto* find(Objects& objects, Same same) {
    const auto found = std::find_if(objects.begin(), objects.end(), same);
    return found == objects.end() ? nullptr : &*found;
}

void add_namespace(policy::World& world, const std::string& name) {
    if (find(world.namespaces, [&](const auto& ns) { return ns.name == name; }) != nullptr) return;
    policy::Namespace ns;
    ns.name = name;
    ns.assumed = true;
    policy::ensure_name_label(ns);
    world.namespaces.push_back(std::move(ns));
}

}  // namespace

void apply_policies(policy::World& world, const policy::World& more) {
    const auto files = static_cast<std::uint32_t>(world.files.size());
    world.files.insert(world.files.end(), more.files.begin(), more.files.end());
    for (policy::NetworkPolicy policy : more.policies) {
        shift_files(policy, files);
        add_namespace(world, policy.ns);
        auto* old = find(world.policies, [&](const auto& other) {
            return other.ns == policy.ns && other.name == policy.name;
        });
        if (old != nullptr) {
            *old = std::move(policy);
        } else {
            world.policies.push_back(std::move(policy));
        }
    }
    for (const std::string& ns : more.incomplete_namespaces) {
        const auto at = std::lower_bound(world.incomplete_namespaces.begin(),
                                         world.incomplete_namespaces.end(), ns);
        if (at == world.incomplete_namespaces.end() || *at != ns) {
            world.incomplete_namespaces.insert(at, ns);
        }
    }
}

}  // namespace analysis
