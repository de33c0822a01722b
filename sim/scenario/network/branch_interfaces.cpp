// SPDX-License-Identifier: MIT
#include "sim/scenario/network/branch_interfaces.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "sim/scenario/network/instance_types.h"
#include "sim/scenario/timeline.h"

namespace scenario {
namespace {

using policy::NetworkIndex;

class BranchPlan {
  public:
    BranchPlan(const std::vector<PlannedPod>& pods, const Network& network, Scenario& scenario,
               Findings& findings)
        : pods_(pods), network_(network), scenario_(scenario), findings_(findings) {
        scenario.pod_groups.assign(pods.size(), {});
    }

    void add(const Objects& objects) {
        for (const ServiceAccountObject& account : objects.service_accounts) {
            accounts_[account.metadata.ns + "/" + account.metadata.name] = account.metadata.labels;
        }
        for (const SecurityGroupPolicyObject& object : objects.security_group_policies) {
            policies_.push_back({&object, groups_of(object)});
        }
    }

    void make(std::size_t pod) {
        std::vector<NetworkIndex>& groups = scenario_.pod_groups[pod];
        if (scenario_.pod(pod).host_network) return;
        for (const Known& known : policies_) {
            if (!selects(*known.object, pod)) continue;
            for (const NetworkIndex group : known.groups) {
                if (std::find(groups.begin(), groups.end(), group) == groups.end()) {
                    groups.push_back(group);
                }
            }
        }
    }

    // The pods of a moment against the interfaces of their nodes.
    void count(const Moment& moment) {
        std::map<std::string, int> used;
        for (const std::uint32_t number : moment.pods) {
            const policy::Pod& pod = scenario_.pod(number);
            if (scenario_.pod_groups[number].empty() || pod.finished()) continue;
            const int limit = branches_of(pod.node, pods_[number].place);
            if (++used[pod.node] == limit + 1) report(pod.node, limit, pods_[number]);
        }
    }

  private:
    struct Known {
        const SecurityGroupPolicyObject* object;
        std::vector<NetworkIndex> groups;
    };

    std::vector<NetworkIndex> groups_of(const SecurityGroupPolicyObject& object) {
        std::vector<NetworkIndex> groups;
        const std::string own = network_.vpcs.empty() ? "" : network_.vpcs.front().name + "/";
        for (const auto& [id, place] : object.groups) {
            const auto found =
                find_named(network_.names.groups, "security group", own, id, place, findings_);
            if (found) groups.push_back(*found);
        }
        return groups;
    }

    bool selects(const SecurityGroupPolicyObject& object, std::size_t number) const {
        const policy::Pod& pod = scenario_.pod(number);
        if (pod.ns != object.metadata.ns) return false;
        if (object.pods && !policy::matches(*object.pods, pod.labels)) return false;
        if (!object.accounts) return true;
        const auto account = accounts_.find(pod.ns + "/" + pods_[number].service_account);
        return account != accounts_.end() && policy::matches(*object.accounts, account->second);
    }

    int branches_of(const std::string& node, const Place& place) {
        for (std::size_t i = 0; i < scenario_.world.nodes.size(); ++i) {
            if (scenario_.world.nodes[i].name != node) continue;
            const std::string& type = scenario_.workers[i].instance_type;
            if (const auto limits = limits_of(type)) return limits->branches;
            if (reported_.emplace(node, true).second) {
                findings_.warning(place, "how many branch interfaces a " + type +
                                             " has is not known here: none of its pods is held to "
                                             "be too many");
            }
        }
        return 1'000'000;
    }

    void report(const std::string& node, int limit, const PlannedPod& pod) {
        if (!reported_.emplace(node, true).second) return;
        findings_.error(pod.place,
                        "pod \"" + pod.pod.ns + "/" + pod.pod.name +
                            "\" would stay Pending: node \"" + node + "\" has " +
                            std::to_string(limit) +
                            " branch interfaces for pods with security groups",
                        "another instanceType, more nodes, or fewer such pods");
    }

    const std::vector<PlannedPod>& pods_;
    const Network& network_;
    Scenario& scenario_;
    Findings& findings_;
    std::map<std::string, policy::Labels> accounts_;
    std::vector<Known> policies_;
    std::map<std::string, bool> reported_;  // by node
};

}  // namespace

void give_branch_interfaces(const Objects& objects, const std::vector<TimelineEntry>& timeline,
                            const std::vector<PlannedPod>& pods, const Network& network,
                            Scenario& scenario, Findings& findings) {
    BranchPlan plan(pods, network, scenario, findings);
    plan.add(objects);
    Moment moment = moment_of(scenario.world);
    std::vector<bool> made(pods.size(), false);
    for (std::size_t pod = 0; pod < scenario.world.pods.size(); ++pod) {
        plan.make(pod);
        made[pod] = true;
    }
    plan.count(moment);
    auto entry = timeline.begin();
    for (const TimelineEvent& event : scenario.timeline) {
        for (; entry != timeline.end() && entry->at <= event.at; ++entry) {
            if (const auto* applied = std::get_if<ApplyEntry>(&entry->change)) {
                plan.add(applied->objects);
            }
        }
        for (const PodState& state : event.changes.pods) {
            if (!made[state.index]) plan.make(state.index);
            made[state.index] = true;
        }
        happen(event.changes, moment);
        plan.count(moment);
    }
}

}  // namespace scenario
