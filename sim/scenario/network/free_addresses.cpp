// SPDX-License-Identifier: MIT
#include "sim/scenario/network/free_addresses.h"

namespace scenario {

FreeAddresses::FreeAddresses(const Scenario& scenario) {
    for (const policy::Node& node : scenario.world.nodes) {
        taken_.insert(node.addresses.begin(), node.addresses.end());
    }
    for (std::size_t i = 0; i < scenario.pod_count(); ++i) {
        const policy::Pod& pod = scenario.pod(i);
        taken_.insert(pod.addresses.begin(), pod.addresses.end());
    }
    for (const Host& host : scenario.hosts) taken_.insert(host.address);
    for (const policy::NatGateway& each : scenario.written.nat_gateways) {
        taken_.insert(each.inside);
        if (each.outside) taken_.insert(*each.outside);
    }
    for (const policy::LoadBalancer& each : scenario.world.load_balancers) {
        for (const auto& own : each.addresses) taken_.insert(own.address);
    }
}

std::optional<policy::IpAddress> FreeAddresses::highest_in(const policy::Prefix& cidr) {
    constexpr std::uint32_t reserved_at_start = 4;  // and the last: AWS keeps them
    const std::uint32_t first = cidr.first().v4_bits() + reserved_at_start;
    for (std::uint32_t bits = cidr.last().v4_bits() - 1; bits >= first; --bits) {
        const auto address = policy::IpAddress::v4(bits);
        if (take(address)) return address;
    }
    return std::nullopt;
}

}  // namespace scenario
