// SPDX-License-Identifier: MIT
#include "sim/scenario/timeline.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>
#include <utility>

#include "sim/scenario/network/network_change.h"

namespace scenario {
namespace {

std::vector<std::uint32_t> numbers(std::size_t count) {
    std::vector<std::uint32_t> result(count);
    std::iota(result.begin(), result.end(), 0U);
    return result;
}

// Replaces the thing of its number, or adds one. Numbers stay ascending.
template <typename Thing>
void put(const Thing& thing, std::uint32_t number, std::vector<Thing>& things,
         std::vector<std::uint32_t>& numbers) {
    const auto at = std::lower_bound(numbers.begin(), numbers.end(), number);
    const auto place = things.begin() + (at - numbers.begin());
    if (at != numbers.end() && *at == number) {
        *place = thing;
    } else {
        things.insert(place, thing);
        numbers.insert(at, number);
    }
}

// Replaces the thing of its name, or adds one.
template <typename Thing, typename IsNamed>
void put_named(const Thing& thing, std::vector<Thing>& things, IsNamed is_named) {
    const auto known = std::find_if(things.begin(), things.end(), is_named);
    if (known == things.end()) {
        things.push_back(thing);
    } else {
        *known = thing;
    }
}

template <typename Thing>
void remove(const std::vector<std::uint32_t>& gone, std::vector<Thing>& things,
            std::vector<std::uint32_t>& numbers) {
    if (gone.empty()) return;
    const std::unordered_set<std::uint32_t> set(gone.begin(), gone.end());
    std::size_t kept = 0;
    for (std::size_t i = 0; i < things.size(); ++i) {
        if (set.count(numbers[i]) > 0) continue;
        if (kept != i) things[kept] = std::move(things[i]);
        numbers[kept++] = numbers[i];
    }
    things.resize(kept);
    numbers.resize(kept);
}

}  // namespace

Moment moment_of(policy::World world) {
    Moment moment;
    moment.pods = numbers(world.pods.size());
    moment.services = numbers(world.services.size());
    moment.world = std::move(world);
    return moment;
}

void happen(const Changes& changes, Moment& moment) {
    policy::World& world = moment.world;
    for (const PolicyName& gone : changes.gone_policies) {
        const auto is_gone = [&gone](const policy::NetworkPolicy& policy) {
            return policy.ns == gone.ns && policy.name == gone.name;
        };
        auto& policies = world.policies;
        policies.erase(std::remove_if(policies.begin(), policies.end(), is_gone), policies.end());
    }
    for (const policy::NetworkPolicy& policy : changes.policies) {
        put_named(policy, world.policies, [&policy](const policy::NetworkPolicy& other) {
            return other.ns == policy.ns && other.name == policy.name;
        });
    }
    for (const policy::Namespace& ns : changes.namespaces) {
        put_named(ns, world.namespaces,
                  [&ns](const policy::Namespace& other) { return other.name == ns.name; });
    }
    remove(changes.gone_pods, world.pods, moment.pods);
    remove(changes.gone_services, world.services, moment.services);
    for (const PodState& state : changes.pods) {
        put(state.pod, state.index, world.pods, moment.pods);
    }
    for (const ServiceState& state : changes.services) {
        put(state.service, state.index, world.services, moment.services);
    }
    if (changes.endpoint_slices) world.endpoint_slices = *changes.endpoint_slices;
}

void advance(policy::World& world, const std::vector<TimelineEvent>& timeline, Time at) {
    Moment moment = moment_of(std::move(world));
    for (const TimelineEvent& event : timeline) {
        if (event.at <= at) happen(event.changes, moment);
    }
    world = std::move(moment.world);
}

void advance(policy::Network& network, const std::vector<TimelineEvent>& timeline, Time at) {
    for (const TimelineEvent& event : timeline) {
        if (event.at <= at && event.changes.network) happen(*event.changes.network, network);
    }
}

}  // namespace scenario
