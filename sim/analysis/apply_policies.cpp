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

// The policy of one name that a lost one is put in the place of is not there any more. Where the
// name or namespace is not known it may be any.
void lose_replaced(policy::World& world, policy::Lost& lost) {
    if (lost.kind != policy::Lost::Kind::Policy) return;
    if (!lost.ns || lost.name.empty()) {
        lost.kind = policy::Lost::Kind::Anything;
        return;
    }
    auto& policies = world.policies;
    policies.erase(std::remove_if(policies.begin(), policies.end(),
                                  [&](const auto& policy) {
                                      return policy.ns == *lost.ns && policy.name == lost.name;
                                  }),
                   policies.end());
}

}  // namespace

void apply_policies(policy::World& world, const policy::World& more) {
    const auto files = static_cast<std::uint32_t>(world.files.size());
    world.files.insert(world.files.end(), more.files.begin(), more.files.end());
    for (policy::NetworkPolicy policy : more.policies) {
        shift_files(policy, files);
        add_namespace(world, policy.ns);
        world.lost.erase(std::remove_if(world.lost.begin(), world.lost.end(),
                                        [&](const policy::Lost& lost) {
                                            return lost.kind == policy::Lost::Kind::Policy &&
                                                   lost.ns == policy.ns && lost.name == policy.name;
                                        }),
                         world.lost.end());
        auto* old = find(world.policies, [&](const auto& other) {
            return other.ns == policy.ns && other.name == policy.name;
        });
        if (old != nullptr) {
            *old = std::move(policy);
        } else {
            world.policies.push_back(std::move(policy));
        }
    }
    for (policy::Lost lost : more.lost) {
        lost.position.file += files;
        if (lost.ns) add_namespace(world, *lost.ns);
        lose_replaced(world, lost);
        world.lost.push_back(std::move(lost));
    }
}

}  // namespace analysis
