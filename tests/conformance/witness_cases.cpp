// SPDX-License-Identifier: MIT
#include "tests/conformance/witness_cases.h"

#include <algorithm>
#include <array>
#include <set>

namespace conformance {
namespace {

using policy::IpAddress;

// Where an interval of ports may begin.
std::set<std::int64_t> cuts(const policy::World& world) {
    std::set<std::int64_t> found = {1};
    for (const policy::NetworkPolicy& policy : world.policies) {
        for (const auto* rules : {&policy.ingress, &policy.egress}) {
            for (const policy::PolicyRule& rule : *rules) {
                for (const policy::PolicyPort& port : rule.ports) {
                    if (!std::holds_alternative<std::int64_t>(port.port)) continue;
                    const std::int64_t first = std::get<std::int64_t>(port.port);
                    found.insert({first, port.end_port.value_or(first) + 1});
                }
            }
        }
    }
    for (const policy::Pod& pod : world.pods) {
        for (const policy::ContainerPort& port : pod.ports) {
            found.insert({port.port, port.port + 1});
        }
    }
    found.erase(65536);
    return found;
}

// Neither "this network", loopback, link-local, multicast nor reserved: somebody could have it.
bool usable(const IpAddress& address) {
    const std::uint32_t first = address.v4_bits() >> 24U;
    return address.is_v4() && first != 0 && first != 127 && first < 224 &&
           address.v4_bits() >> 16U != 0xA9FE;
}

// The first usable address of these ranges that is not taken.
std::optional<IpAddress> free_address(const policy::AddressRanges& ranges,
                                      const std::set<IpAddress>& taken) {
    for (const policy::AddressRange& range : ranges) {
        if (!range.first.is_v4()) continue;
        for (std::uint64_t bits = range.first.v4_bits(); bits <= range.last.v4_bits();) {
            const IpAddress address = IpAddress::v4(static_cast<std::uint32_t>(bits));
            if (usable(address) && taken.count(address) == 0) return address;
            // Unusable ones come by the 65,536.
            bits = usable(address) ? bits + 1 : (bits | 0xFFFFU) + 1;
        }
    }
    return std::nullopt;
}

std::optional<WitnessEnd> pod_end(const policy::World& world, policy::ClassId of, std::size_t pod) {
    for (const IpAddress& address : world.pods[pod].addresses) {
        if (address.is_v4()) return WitnessEnd{of, pod, address};
    }
    return std::nullopt;
}

}  // namespace

std::vector<State> states(const scenario::Scenario& scenario) {
    std::vector<State> found = {{policy::Time{0}, scenario::moment_of(scenario.world)}};
    for (const scenario::TimelineEvent& event : scenario.timeline) {
        if (event.at != found.back().since) found.push_back({event.at, found.back().moment});
        scenario::happen(event.changes, found.back().moment);
    }
    return found;
}

std::vector<ProtocolPort> port_classes(const policy::World& world) {
    std::vector<ProtocolPort> ports;
    for (const auto protocol :
         {policy::Protocol::TCP, policy::Protocol::UDP, policy::Protocol::SCTP}) {
        for (const std::int64_t first : cuts(world)) {
            ports.push_back({protocol, static_cast<std::uint16_t>(first)});
        }
    }
    ports.push_back({policy::Protocol::ICMP, 0});
    return ports;
}

std::vector<ClassWitness> class_witnesses(const policy::World& world,
                                          const policy::Reachability& reachability) {
    std::set<IpAddress> taken;  // a node answers for itself, a service for its backends
    for (const policy::Node& node : world.nodes) {
        taken.insert(node.addresses.begin(), node.addresses.end());
    }
    for (const policy::Service& service : world.services) {
        taken.insert(service.cluster_ips.begin(), service.cluster_ips.end());
    }
    std::vector<ClassWitness> found;
    for (policy::ClassId id = 0; id < reachability.classes().size(); ++id) {
        const policy::EndpointClass& of = reachability.classes()[id];
        if (of.is_outside()) {
            if (const auto address = free_address(of.outside, taken)) {
                found.push_back({{id, std::nullopt, *address}, std::nullopt});
            }
            continue;
        }
        const auto first = pod_end(world, id, of.pods.front());
        if (!first) continue;
        found.push_back({*first, of.pods.size() > 1 ? pod_end(world, id, of.pods[1])
                                                    : std::optional<WitnessEnd>()});
    }
    return found;
}

}  // namespace conformance
