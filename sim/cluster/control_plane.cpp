// SPDX-License-Identifier: MIT
#include "sim/cluster/control_plane.h"

#include <algorithm>

#include <ns3/nstime.h>
#include <ns3/simulator.h>

namespace sim {
namespace {

auto find_policy(std::vector<policy::NetworkPolicy>& policies, const std::string& ns,
                 const std::string& name) {
    return std::find_if(policies.begin(), policies.end(), [&](const policy::NetworkPolicy& p) {
        return p.ns == ns && p.name == name;
    });
}

}  // namespace

ControlPlane::ControlPlane(const scenario::Scenario& scenario, Cluster& cluster)
    : scenario_(scenario), cluster_(cluster), world_(scenario.world) {}

void ControlPlane::begin() {
    for (const scenario::TimelineEvent& event : scenario_.timeline) {
        ns3::Simulator::Schedule(ns3::NanoSeconds(event.at.count()),
                                 [this, &event] { happen(event); });
    }
}

void ControlPlane::happen(const scenario::TimelineEvent& event) {
    if (const auto* applied = std::get_if<scenario::ApplyPolicies>(&event.change)) {
        for (const policy::NetworkPolicy& policy : applied->policies) {
            apply(policy);
        }
    } else {
        const auto& deleted = std::get<scenario::DeletePolicy>(event.change);
        remove(deleted.ns, deleted.name);
    }
    cluster_.enforce(world_);
}

void ControlPlane::apply(const policy::NetworkPolicy& policy) {
    const auto found = find_policy(world_.policies, policy.ns, policy.name);
    if (found == world_.policies.end()) {
        world_.policies.push_back(policy);
    } else {
        *found = policy;
    }
}

void ControlPlane::remove(const std::string& ns, const std::string& name) {
    const auto found = find_policy(world_.policies, ns, name);
    if (found != world_.policies.end()) {
        world_.policies.erase(found);
    }
}

}  // namespace sim
