// SPDX-License-Identifier: MIT
#include "sim/scenario/timeline.h"

#include <algorithm>
#include <string>
#include <variant>

namespace scenario {
namespace {

using Policies = std::vector<policy::NetworkPolicy>;

Policies::iterator find(Policies& policies, const std::string& ns, const std::string& name) {
    return std::find_if(policies.begin(), policies.end(), [&](const policy::NetworkPolicy& known) {
        return known.ns == ns && known.name == name;
    });
}

struct Change {
    Policies& policies;

    void operator()(const ApplyPolicies& applied) const {
        for (const policy::NetworkPolicy& policy : applied.policies) {
            const auto known = find(policies, policy.ns, policy.name);
            if (known == policies.end()) {
                policies.push_back(policy);
            } else {
                *known = policy;
            }
        }
    }
    void operator()(const DeletePolicy& deleted) const {
        const auto known = find(policies, deleted.ns, deleted.name);
        if (known != policies.end()) policies.erase(known);
    }
};

}  // namespace

void happen(const TimelineEvent& event, policy::World& world) {
    std::visit(Change{world.policies}, event.change);
}

void advance(policy::World& world, const std::vector<TimelineEvent>& timeline, Time at) {
    for (const TimelineEvent& event : timeline) {
        if (event.at <= at) happen(event, world);
    }
}

}  // namespace scenario
