// SPDX-License-Identifier: MIT
#include "policy/table/world_tables.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "policy/table/rule_ports.h"

namespace policy {
namespace {

bool isolates(const NetworkPolicy& policy, Direction direction) {
    const char* type = direction == Direction::FromPod ? "Egress" : "Ingress";
    return std::find(policy.policy_types.begin(), policy.policy_types.end(), type) !=
           policy.policy_types.end();
}

std::vector<PolicyIndex> policies_by_name(const World& world) {
    std::vector<PolicyIndex> order(world.policies.size());
    std::iota(order.begin(), order.end(), PolicyIndex{0});
    std::stable_sort(order.begin(), order.end(), [&](PolicyIndex a, PolicyIndex b) {
        return world.policies[a].name < world.policies[b].name;
    });
    return order;
}

// Of the names that the policy's ingress rules ask for.
std::set<PortName> ingress_names(const NetworkPolicy& policy) {
    std::set<PortName> names;
    for (const PolicyRule& rule : policy.ingress) {
        for (const PolicyPort& item : rule.ports) {
            if (auto name = asked_name(item)) names.insert(std::move(*name));
        }
    }
    return names;
}

}  // namespace

WorldTables::WorldTables(const World& world, CauseBook& book, const Settings& settings)
    : world_(world),
      settings_(settings),
      inventory_(world, settings),
      causes_(world, book),
      by_name_(policies_by_name(world)) {
    isolating_.resize(world.pods.size());
    for (const PolicyIndex policy : by_name_) {
        asked_.emplace(policy, ingress_names(world.policies[policy]));
        const std::vector<std::size_t> subjects = inventory_.subjects(world.policies[policy]);
        for (const Direction direction : {Direction::FromPod, Direction::ToPod}) {
            if (!isolates(world.policies[policy], direction)) continue;
            for (const std::size_t pod : subjects) {
                isolating_[pod][static_cast<std::size_t>(direction)].push_back(policy);
            }
        }
    }
}

std::shared_ptr<const DirectionTable> WorldTables::table(std::size_t pod, Direction direction) {
    return table(pod, direction, isolating_[pod][static_cast<std::size_t>(direction)]);
}

std::shared_ptr<const DirectionTable> WorldTables::table(std::size_t pod, Direction direction,
                                                         const Labels& labels) {
    std::vector<PolicyIndex> isolating;
    for (const PolicyIndex index : by_name_) {
        const NetworkPolicy& policy = world_.policies[index];
        if (policy.ns == world_.pods[pod].ns && isolates(policy, direction) &&
            policed(world_.pods[pod], settings_) && matches(policy.pod_selector, labels)) {
            isolating.push_back(index);
        }
    }
    return table(pod, direction, std::move(isolating));
}

std::shared_ptr<const DirectionTable> WorldTables::table(std::size_t pod, Direction direction,
                                                         std::vector<PolicyIndex> isolating) {
    DirectionView view;
    view.direction = direction;
    view.isolating = std::move(isolating);
    if (direction == Direction::ToPod) {
        for (const ContainerPort& port : world_.pods[pod].ports) {
            const PortName name{port.name, port.protocol};
            const auto asks = [&](PolicyIndex policy) { return asked_.at(policy).count(name) > 0; };
            if (std::any_of(view.isolating.begin(), view.isolating.end(), asks)) {
                view.own_ports.emplace_back(name, port.port);
            }
        }
        std::sort(view.own_ports.begin(), view.own_ports.end());
    }
    const auto [entry, fresh] = tables_.try_emplace(std::move(view));
    if (fresh) {
        const DirectionView& key = entry->first;
        entry->second = key.isolating.empty()
                            ? std::make_shared<DirectionTable>()
                            : build_direction({world_, settings_, inventory_, causes_}, key);
    }
    return entry->second;
}

}  // namespace policy
