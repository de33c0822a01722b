// SPDX-License-Identifier: MIT
#include "tests/conformance/ipv6_twin.h"

#include <functional>
#include <stdexcept>
#include <string>

namespace conformance {
namespace {

using policy::IpAddress;

IpAddress twin(const IpAddress& address) {
    return IpAddress::v6(0xFD00000000000000U, address.v4_bits());
}

// Host bits and all.
std::string twin(const std::string& cidr) {
    const std::size_t slash = cidr.find('/');
    const auto address = IpAddress::parse(cidr.substr(0, slash));
    if (!address) throw std::invalid_argument("no CIDR: " + cidr);
    return twin(*address).text() + "/" + std::to_string(96 + std::stoi(cidr.substr(slash + 1)));
}

void for_each_cidr(policy::World& world, const std::function<void(std::string&)>& visit) {
    for (policy::NetworkPolicy& policy : world.policies) {
        for (auto* rules : {&policy.ingress, &policy.egress}) {
            for (policy::PolicyRule& rule : *rules) {
                for (policy::Peer& peer : rule.peers) {
                    if (!peer.ip_block) continue;
                    visit(peer.ip_block->cidr);
                    for (std::string& except : peer.ip_block->except) visit(except);
                }
            }
        }
    }
}

void for_each_address(policy::World& world, const std::function<void(IpAddress&)>& visit) {
    for (policy::Pod& pod : world.pods) {
        for (IpAddress& address : pod.addresses) visit(address);
    }
    for (policy::Node& node : world.nodes) {
        for (IpAddress& address : node.addresses) visit(address);
    }
}

}  // namespace

bool has_ipv6_twin(const policy::World& world) {
    policy::World copy = world;
    bool all_v4 = true;
    for_each_address(copy, [&](const IpAddress& address) { all_v4 = all_v4 && address.is_v4(); });
    for_each_cidr(copy, [&](const std::string& cidr) {
        all_v4 = all_v4 && cidr.find(':') == std::string::npos;
    });
    return all_v4;
}

policy::World ipv6_twin(policy::World world) {
    for_each_address(world, [](IpAddress& address) { address = twin(address); });
    for_each_cidr(world, [](std::string& cidr) { cidr = twin(cidr); });
    return world;
}

}  // namespace conformance
