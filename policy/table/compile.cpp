// SPDX-License-Identifier: MIT
#include "policy/table/compile.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

#include "policy/table/cause_cache.h"
#include "policy/table/direction_builder.h"
#include "policy/table/direction_table.h"
#include "policy/table/inventory.h"
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

struct Compiler::State {
    State(const World& w, CauseBook& book, const Settings& s)
        : world(w), settings(s), inventory(w, s), causes(w, book) {
        isolating.resize(w.pods.size());
        for (const PolicyIndex policy : policies_by_name(w)) {
            asked.emplace(policy, ingress_names(w.policies[policy]));
            const std::vector<std::size_t> subjects = inventory.subjects(w.policies[policy]);
            for (const Direction direction : {Direction::FromPod, Direction::ToPod}) {
                if (!isolates(w.policies[policy], direction)) continue;
                for (const std::size_t pod : subjects) {
                    isolating[pod][static_cast<std::size_t>(direction)].push_back(policy);
                }
            }
        }
    }

    DirectionView view(std::size_t pod, Direction direction) const {
        DirectionView result;
        result.direction = direction;
        result.isolating = isolating[pod][static_cast<std::size_t>(direction)];
        if (direction == Direction::FromPod) return result;
        for (const ContainerPort& port : world.pods[pod].ports) {
            const PortName name{port.name, port.protocol};
            const auto asks = [&](PolicyIndex policy) { return asked.at(policy).count(name) > 0; };
            if (std::any_of(result.isolating.begin(), result.isolating.end(), asks)) {
                result.own_ports.emplace_back(name, port.port);
            }
        }
        std::sort(result.own_ports.begin(), result.own_ports.end());
        return result;
    }

    std::shared_ptr<const DirectionTable> direction_table(DirectionView wanted) {
        const auto [entry, fresh] = directions.try_emplace(std::move(wanted));
        if (fresh) {
            const DirectionView& key = entry->first;
            entry->second = key.isolating.empty()
                                ? std::make_shared<DirectionTable>()
                                : build_direction({world, settings, inventory, causes}, key);
        }
        return entry->second;
    }

    using Halves =
        std::pair<std::shared_ptr<const DirectionTable>, std::shared_ptr<const DirectionTable>>;

    const World& world;
    Settings settings;
    Inventory inventory;
    CauseCache causes;
    std::vector<std::array<std::vector<PolicyIndex>, 2>> isolating;  // by pod and direction
    std::map<PolicyIndex, std::set<PortName>> asked;
    std::map<DirectionView, std::shared_ptr<const DirectionTable>> directions;
    std::map<Halves, std::shared_ptr<const FilterTable>> tables;  // looked up, never walked
};

Compiler::Compiler(const World& world, CauseBook& book, const Settings& settings)
    : state_(std::make_unique<State>(world, book, settings)) {}

Compiler::~Compiler() = default;

std::shared_ptr<const FilterTable> Compiler::table(std::size_t pod) {
    State::Halves halves{state_->direction_table(state_->view(pod, Direction::FromPod)),
                         state_->direction_table(state_->view(pod, Direction::ToPod))};
    std::shared_ptr<const FilterTable>& table = state_->tables[halves];
    if (table == nullptr) {
        table.reset(new FilterTable(std::move(halves.first), std::move(halves.second)));
    }
    return table;
}

}  // namespace policy
