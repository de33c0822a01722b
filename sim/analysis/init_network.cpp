// SPDX-License-Identifier: MIT
#include "sim/analysis/init_network.h"

#include <algorithm>
#include <map>
#include <set>

namespace analysis {
namespace {

using policy::IpAddress;
using policy::Prefix;

constexpr int widest = 16;  // what a subnet may be
constexpr int narrowest = 24;
constexpr std::size_t roomy = 64;  // pods without address that a /24 surely has room for

void add(const std::vector<IpAddress>& addresses, std::map<Prefix, std::vector<IpAddress>>& all) {
    for (const IpAddress& address : addresses) {
        if (address.is_v4()) all[Prefix(address, widest)].push_back(address);
    }
}

Prefix covering(const std::vector<IpAddress>& addresses, int length) {
    for (; length > widest; --length) {
        const Prefix prefix(addresses.front(), length);
        if (std::all_of(addresses.begin(), addresses.end(),
                        [&](const IpAddress& address) { return prefix.contains(address); })) {
            break;
        }
    }
    return {addresses.front(), length};
}

}  // namespace

DraftNetwork draft_network(const policy::World& world) {
    std::map<Prefix, std::vector<IpAddress>> known;
    std::size_t without = 0;
    for (const policy::Node& node : world.nodes) add(node.addresses, known);
    for (const policy::Pod& pod : world.pods) {
        if (pod.finished()) continue;
        if (pod.addresses_are == policy::Addresses::StandIn) {
            ++without;
        } else {
            add(pod.addresses, known);
        }
    }
    DraftNetwork network;
    for (const auto& [block, addresses] : known) {
        const Prefix cidr = covering(addresses, without > roomy ? widest : narrowest);
        network.subnets.push_back({"derived-" + std::to_string(network.subnets.size() + 1), cidr});
    }
    if (!world.nodes.empty() || network.subnets.empty()) return network;
    std::set<std::string> names;
    for (const policy::Pod& pod : world.pods) {
        if (!pod.node.empty() && !pod.finished()) names.insert(pod.node);
    }
    for (const std::string& name : names) {
        network.nodes.push_back({name, network.subnets.front().name});
    }
    return network;
}

}  // namespace analysis
