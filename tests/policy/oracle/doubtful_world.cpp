// SPDX-License-Identifier: MIT
#include "tests/policy/oracle/doubtful_world.h"

#include <map>
#include <string>
#include <vector>

#include "tests/policy/oracle/random_world.h"

namespace oracle {
namespace {

using policy::Addresses;
using policy::IpAddress;
using policy::Pod;

bool live(const Pod& pod) {
    return !pod.finished() && !pod.addresses.empty();
}

void place_on_nodes(policy::World& world, Dice& dice) {
    static const std::vector<std::string> nodes = {"n1", "n2", ""};
    for (Pod& pod : world.pods) pod.node = dice.pick(nodes);
}

void forget_labels(policy::World& world, Dice& dice) {
    static const std::vector<std::string> keys = {"app", "tier"};
    for (Pod& pod : world.pods) {
        for (const std::string& key : keys) {
            if (!dice.one_in(6)) continue;
            pod.labels.erase(key);
            pod.unknown_labels.push_back(key);
        }
    }
}

void give_stand_ins(policy::World& world, Dice& dice) {
    std::uint32_t next = 0xF0000001U;
    for (Pod& pod : world.pods) {
        if (!live(pod) || !dice.one_in(5)) continue;
        pod.addresses = {IpAddress::v4(next++)};
        pod.addresses_are = Addresses::StandIn;
    }
}

void dispute_addresses(policy::World& world, Dice& dice) {
    for (Pod& pod : world.pods) {
        const Pod& other = dice.pick(world.pods);
        if (!pod.policed() || !other.policed() || !dice.one_in(3)) continue;
        if (!pod.unknown_labels.empty() || !other.unknown_labels.empty()) continue;
        if (pod.addresses_are == Addresses::StandIn || other.addresses_are == Addresses::StandIn) {
            continue;
        }
        for (IpAddress& address : pod.addresses) {
            for (const IpAddress& wanted : other.addresses) {
                if (wanted.family() == address.family() && !dice.one_in(4)) address = wanted;
            }
        }
    }
    std::map<IpAddress, int> claims;
    for (const Pod& pod : world.pods) {
        if (!pod.policed()) continue;
        for (const IpAddress& address : pod.addresses) ++claims[address];
    }
    for (Pod& pod : world.pods) {
        if (!pod.policed()) continue;
        for (const IpAddress& address : pod.addresses) {
            if (claims[address] > 1) pod.addresses_are = Addresses::Disputed;
        }
    }
}

void lose_policies(policy::World& world, Dice& dice) {
    policy::Lost lost;
    lost.kind = policy::Lost::Kind::Policy;
    if (!dice.one_in(3)) lost.ns = "a";
    if (dice.one_in(2)) lost.pod_selector = dice.pick(world.policies).pod_selector;
    lost.ingress = dice.one_in(2);
    lost.egress = !lost.ingress || dice.one_in(2);
    world.lost.push_back(lost);
}

}  // namespace

policy::World doubtful_world(std::uint64_t seed) {
    policy::World world = random_world(seed);
    Dice dice(seed);
    place_on_nodes(world, dice);
    if (dice.one_in(3)) return world;
    if (dice.one_in(3)) forget_labels(world, dice);
    if (dice.one_in(2)) give_stand_ins(world, dice);
    if (!dice.one_in(3)) dispute_addresses(world, dice);
    if (dice.one_in(5)) lose_policies(world, dice);
    return world;
}

}  // namespace oracle
