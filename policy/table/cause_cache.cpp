// SPDX-License-Identifier: MIT
#include "policy/table/cause_cache.h"

#include <string>
#include <utility>

namespace policy {
namespace {

std::string indexed(std::string_view field, std::size_t index) {
    return std::string(field) + '[' + std::to_string(index) + ']';
}

}  // namespace

Cause CauseCache::cause(Direction direction, PolicyIndex policy, const Position& position) const {
    Cause result;
    result.kind = "NetworkPolicy";
    result.ns = world_.policies[policy].ns;
    result.name = world_.policies[policy].name;
    result.direction = direction;
    if (position.file < world_.files.size()) result.file = world_.files[position.file];
    result.line = position.line;
    return result;
}

CauseListId CauseCache::allowed(Direction direction, PolicyIndex policy, std::size_t rule,
                                std::optional<std::size_t> peer) {
    const auto [entry, fresh] = allowed_.try_emplace({direction, policy, rule, peer}, no_causes);
    if (!fresh) return entry->second;
    const bool egress = direction == Direction::FromPod;
    const NetworkPolicy& object = world_.policies[policy];
    const PolicyRule& written = egress ? object.egress[rule] : object.ingress[rule];
    Cause found = cause(direction, policy, peer ? written.peers[*peer].position : written.position);
    found.rule = static_cast<int>(rule);
    found.path = indexed(egress ? "spec.egress" : "spec.ingress", rule);
    if (peer) found.path += indexed(egress ? ".to" : ".from", *peer);
    entry->second = book_.intern({found});
    return entry->second;
}

CauseListId CauseCache::dropped(Direction direction, const std::vector<PolicyIndex>& policies) {
    const auto [entry, fresh] = dropped_.try_emplace({direction, policies}, no_causes);
    if (!fresh) return entry->second;
    std::vector<Cause> causes;
    for (const PolicyIndex policy : policies) {
        causes.push_back(cause(direction, policy, world_.policies[policy].pod_selector_position));
        causes.back().path = "spec.podSelector";
    }
    entry->second = book_.intern(std::move(causes));
    return entry->second;
}

}  // namespace policy
