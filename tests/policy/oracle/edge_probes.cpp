// SPDX-License-Identifier: MIT
#include <algorithm>
#include <set>
#include <string>

#include "tests/policy/oracle/random_world.h"
#include "tests/policy/oracle/reach_compare.h"

namespace oracle {
namespace {

using policy::IpAddress;
using policy::PolicyRule;

// The address before `address`; itself where it is the first of all.
IpAddress before(const IpAddress& address) {
    if (address.is_v4()) {
        return address.v4_bits() == 0 ? address : IpAddress::v4(address.v4_bits() - 1);
    }
    if (address.low() > 0) return IpAddress::v6(address.high(), address.low() - 1);
    return address.high() == 0 ? address : IpAddress::v6(address.high() - 1, ~std::uint64_t{0});
}

void add_ends(const std::string& cidr, std::set<IpAddress>& ends) {
    const policy::Prefix prefix = policy::Prefix::parse(cidr).value();
    ends.insert({prefix.first(), prefix.last(), before(prefix.first())});
    if (const auto next = prefix.last().next()) ends.insert(*next);
}

// Calls visit(rule) for every rule of the world.
template <typename Visit>
void each_rule(const policy::World& world, Visit visit) {
    for (const policy::NetworkPolicy& policy : world.policies) {
        for (const PolicyRule& rule : policy.ingress) visit(rule);
        for (const PolicyRule& rule : policy.egress) visit(rule);
    }
}

std::set<IpAddress> ends_of(const policy::World& world) {
    std::set<IpAddress> ends;
    for (const policy::Pod& pod : world.pods) {
        ends.insert(pod.addresses.begin(), pod.addresses.end());
    }
    each_rule(world, [&](const PolicyRule& rule) {
        for (const policy::Peer& peer : rule.peers) {
            if (!peer.ip_block) continue;
            add_ends(peer.ip_block->cidr, ends);
            for (const std::string& except : peer.ip_block->except) add_ends(except, ends);
        }
    });
    ends.insert({IpAddress::v4(0xC0000201U), IpAddress::v6(0x20010DB800000000U, 1)});
    return ends;
}

void add_around(std::int64_t port, std::set<std::uint16_t>& ports) {
    for (const std::int64_t near : {port - 1, port, port + 1}) {
        if (near >= 0 && near <= 65535) ports.insert(static_cast<std::uint16_t>(near));
    }
}

std::set<std::uint16_t> ports_of(const policy::World& world) {
    std::set<std::uint16_t> ports = {0, 443, 65535};
    for (const policy::Pod& pod : world.pods) {
        for (const policy::ContainerPort& declared : pod.ports) add_around(declared.port, ports);
    }
    each_rule(world, [&](const PolicyRule& rule) {
        for (const policy::PolicyPort& item : rule.ports) {
            const auto* number = std::get_if<std::int64_t>(&item.port);
            if (number != nullptr) add_around(*number, ports);
            if (item.end_port) add_around(*item.end_port, ports);
        }
    });
    return ports;
}

// GRE (47) stands for the protocols that have no name here.
const std::vector<policy::Protocol> with_ports = {policy::Protocol::TCP, policy::Protocol::UDP,
                                                  policy::Protocol::SCTP};
const std::vector<policy::Protocol> without_ports = {
    policy::Protocol::ICMP, policy::Protocol::ICMPv6, static_cast<policy::Protocol>(47)};

// (protocol, port) in all combinations; what has no ports once, with a port to be ignored.
std::vector<Probe> services_of(const policy::World& world) {
    std::vector<Probe> services;
    for (const std::uint16_t port : ports_of(world)) {
        for (const policy::Protocol protocol : with_ports) {
            services.push_back({0, {}, {}, protocol, port});
        }
    }
    for (const policy::Protocol protocol : without_ports) {
        services.push_back({0, {}, {}, protocol, 80});
    }
    return services;
}

}  // namespace

std::vector<Service> edge_services(const policy::World& world) {
    std::vector<Service> services;
    for (const std::uint16_t port : ports_of(world)) {
        if (port == 0) continue;  // no port of a connection
        for (const policy::Protocol protocol : with_ports) services.push_back({protocol, port});
    }
    services.push_back({policy::Protocol::ICMP, 0});
    services.push_back({static_cast<policy::Protocol>(47), 0});
    return services;
}

std::vector<Probe> edge_probes(const policy::World& world, std::size_t limit, Dice& dice) {
    const std::set<IpAddress> end_set = ends_of(world);
    const std::vector<IpAddress> ends(end_set.begin(), end_set.end());
    const std::vector<Probe> services = services_of(world);
    const std::size_t all = world.pods.size() * 2 * ends.size() * services.size();

    std::vector<Probe> probes;
    for (std::size_t i = 0; i < std::min(all, limit); ++i) {
        std::size_t number = all <= limit ? i : dice.below(all);
        Probe probe = services[number % services.size()];
        number /= services.size();
        probe.peer = ends[number % ends.size()];
        number /= ends.size();
        probe.direction = number % 2 == 0 ? policy::Direction::ToPod : policy::Direction::FromPod;
        probe.pod = number / 2;
        probes.push_back(probe);
    }
    return probes;
}

}  // namespace oracle
