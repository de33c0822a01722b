// SPDX-License-Identifier: MIT
#include "sim/scenario/world_addresses.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace scenario {
namespace {

using policy::Addresses;
using policy::IpAddress;
using policy::Pod;

std::string full_name(const Pod& pod) {
    return pod.ns + "/" + pod.name;
}

// Live pods by address, hostNetwork ones aside.
std::unordered_map<IpAddress, Pod*> find_disputes(policy::World& world,
                                                  std::vector<std::string>& notes) {
    std::unordered_map<IpAddress, Pod*> holders;
    holders.reserve(world.pods.size());
    for (Pod& pod : world.pods) {
        if (pod.finished() || pod.host_network) continue;
        for (const IpAddress& address : pod.addresses) {
            const auto [holder, added] = holders.emplace(address, &pod);
            if (added) continue;
            pod.addresses_are = Addresses::Disputed;
            holder->second->addresses_are = Addresses::Disputed;
            notes.push_back("pods " + full_name(*holder->second) + " and " + full_name(pod) +
                            " both have the address " + address.text() +
                            "; what is said of it is uncertain");
        }
    }
    return holders;
}

void take_node_addresses(policy::World& world) {
    std::map<std::string, const policy::Node*> nodes;
    for (const policy::Node& node : world.nodes) nodes.emplace(node.name, &node);
    for (Pod& pod : world.pods) {
        if (!pod.host_network || pod.finished() || !pod.addresses.empty()) continue;
        const auto node = nodes.find(pod.node);
        if (node == nodes.end()) continue;
        for (const IpAddress& address : node->second->addresses) {
            const bool has_family =
                std::any_of(pod.addresses.begin(), pod.addresses.end(),
                            [&](const IpAddress& a) { return a.family() == address.family(); });
            if (!has_family) pod.addresses.push_back(address);
        }
    }
}

}  // namespace

void settle_addresses(policy::World& world, std::vector<std::string>& notes) {
    const auto holders = find_disputes(world, notes);
    take_node_addresses(world);
    IpAddress next = policy::Prefix::parse(policy::stand_in_block)->first();
    for (Pod& pod : world.pods) {
        if (pod.finished() || !pod.addresses.empty()) continue;
        do {
            next = *next.next();
        } while (holders.count(next) > 0);
        pod.addresses.push_back(next);
        pod.addresses_are = Addresses::StandIn;
    }
    for (policy::LoadBalancer& balancer : world.load_balancers) {
        if (!balancer.addresses.empty()) continue;
        next = *next.next();
        balancer.addresses.push_back({next, ""});
    }
}

}  // namespace scenario
