// SPDX-License-Identifier: MIT
#include "tests/policy/oracle/families.h"

#include <algorithm>

#include "tests/policy/oracle/build.h"

namespace oracle {
namespace {

// Set number `index` of at most two of `count` things: none, then each one, then the pairs
// (i <= j, ordered by j). Returns their numbers.
std::vector<std::size_t> small_set(std::size_t index, std::size_t count) {
    if (index == 0) return {};
    if (index <= count) return {index - 1};
    index -= count + 1;
    std::size_t j = 0;
    while (index > j) index -= ++j;
    return {index, j};
}

std::size_t small_sets(std::size_t count) {
    return 1 + count + count * (count + 1) / 2;
}

bool in_namespace_b(const policy::World& world) {
    const auto in_b = [](const auto& object) { return object.ns == "b"; };
    return std::any_of(world.pods.begin(), world.pods.end(), in_b) ||
           std::any_of(world.policies.begin(), world.policies.end(), in_b);
}

}  // namespace

std::size_t Family::worlds() const {
    return clusters.size() * small_sets(policies.size());
}

policy::World Family::world(std::size_t index) const {
    policy::World world;
    world.pods = clusters[index % clusters.size()];
    for (const std::size_t i : small_set(index / clusters.size(), policies.size())) {
        world.policies.push_back(policies[i]);
        world.policies.back().name = "policy" + std::to_string(world.policies.size());
    }
    world.namespaces = {make_namespace("a", "red")};
    if (in_namespace_b(world)) world.namespaces.push_back(make_namespace("b", "blue"));
    number_lines(world);
    return world;
}

std::vector<Probe> Family::probes(const policy::World& world) const {
    std::vector<policy::IpAddress> ends = others;
    for (const policy::Pod& pod : world.pods) {
        ends.insert(ends.end(), pod.addresses.begin(), pod.addresses.end());
    }
    std::sort(ends.begin(), ends.end());
    ends.erase(std::unique(ends.begin(), ends.end()), ends.end());

    std::vector<Probe> probes;
    for (std::size_t i = 0; i < world.pods.size(); ++i) {
        for (const auto direction : {policy::Direction::FromPod, policy::Direction::ToPod}) {
            for (const policy::IpAddress& end : ends) {
                for (const Service& service : services) {
                    probes.push_back({i, direction, end, service.protocol, service.port});
                }
            }
        }
    }
    return probes;
}

}  // namespace oracle
