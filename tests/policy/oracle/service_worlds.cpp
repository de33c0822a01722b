// SPDX-License-Identifier: MIT
#include "tests/policy/oracle/service_worlds.h"

#include <array>
#include <sstream>

#include "tests/policy/oracle/dice.h"

namespace oracle {
namespace {

using policy::IpAddress;
using policy::Protocol;
using policy::World;

constexpr std::uint64_t v6_base = 0xfd00000000000000;

IpAddress v4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    return IpAddress::v4(a << 24U | b << 16U | c << 8U | d);
}

policy::Node node(std::uint32_t n) {
    policy::Node result;
    result.name = "node" + std::to_string(n);
    result.addresses = {v4(10, 0, n, 1), IpAddress::v6(v6_base, n << 8U | 1U)};
    return result;
}

// Most know their node; some none, or one that is gone.
std::string some_node(Dice& dice, std::size_t nodes) {
    if (dice.one_in(8)) return dice.one_in(2) ? "" : "gone";
    return "node" + std::to_string(dice.below(nodes));
}

policy::Pod random_pod(Dice& dice, std::uint32_t i, const World& world) {
    policy::Pod pod;
    pod.ns = dice.one_in(4) ? "y" : "x";
    pod.name = "pod" + std::to_string(i);
    pod.labels["app"] = dice.one_in(3) ? "b" : "a";
    if (dice.one_in(2)) pod.labels["tier"] = "front";
    pod.node = some_node(dice, world.nodes.size());
    if (!dice.one_in(8)) pod.addresses.push_back(v4(10, 0, 9, 10 + i));
    if (dice.one_in(2)) pod.addresses.push_back(IpAddress::v6(v6_base, 0x900 + i));
    pod.host_network = dice.one_in(6);
    if (pod.host_network || dice.one_in(16)) {  // what has no hostNetwork is no node's
        if (dice.one_in(2)) {
            pod.dns_cache = policy::DnsCache{{v4(169, 254, 20, 10)}, "service1"};
            if (!dice.one_in(4)) pod.dns_cache->addresses.push_back(v4(172, 20, 0, 1));
            if (dice.one_in(2)) {
                pod.dns_cache->addresses.push_back(IpAddress::v6(v6_base, 0x20000));
            }
        }
    }
    if (pod.host_network) {
        pod.addresses = world.nodes[dice.below(world.nodes.size())].addresses;
    }
    const std::array phases = {policy::Phase::Pending, policy::Phase::Succeeded,
                               policy::Phase::Failed};
    if (dice.one_in(6)) pod.phase = phases[dice.below(phases.size())];
    pod.ready = !dice.one_in(3);
    pod.terminating = dice.one_in(3);
    if (dice.one_in(2)) pod.ports.push_back({"http", Protocol::UDP, 7070});
    if (!dice.one_in(4)) {
        pod.ports.push_back(
            {"http", Protocol::TCP, dice.one_in(2) ? std::uint16_t{8080} : std::uint16_t{9090}});
    }
    return pod;
}

policy::Service random_service(Dice& dice, std::uint32_t i, const World& world) {
    policy::Service service;
    service.ns = dice.one_in(4) ? "y" : "x";
    service.name = "service" + std::to_string(i);
    service.type = static_cast<policy::ServiceType>(dice.below(4));
    service.headless = dice.one_in(8);
    const bool virtual_address =
        !service.headless && service.type != policy::ServiceType::ExternalName;
    if (virtual_address) {
        const std::size_t families = dice.below(3);
        if (families != 1) service.cluster_ips.push_back(v4(172, 20, 0, 1 + i));
        if (families != 0) service.cluster_ips.push_back(IpAddress::v6(v6_base, 0x20000 + i));
        if (dice.one_in(3)) {
            service.external_ips = {v4(192, 0, 2, 1 + i), IpAddress::v6(v6_base, 0x30000 + i)};
        }
        if (i == 0 && dice.one_in(3)) service.external_ips = world.nodes[0].addresses;
    }
    if (!dice.one_in(4)) {
        service.selector.emplace();
        if (!dice.one_in(6)) (*service.selector)["app"] = dice.one_in(3) ? "b" : "a";
        if (dice.one_in(4)) (*service.selector)["tier"] = "front";
    }
    const bool node_ports = service.type == policy::ServiceType::NodePort ||
                            service.type == policy::ServiceType::LoadBalancer;
    const std::array protocols = {Protocol::TCP, Protocol::UDP, Protocol::SCTP};
    for (std::uint16_t p = 0; p < dice.between(1, 3); ++p) {
        policy::ServicePort port;
        port.name = "p" + std::to_string(p);
        port.protocol = protocols[dice.below(3)];
        port.port = static_cast<std::uint16_t>(80 + p);
        if (i == 0 && p == 0 && dice.one_in(2)) port.port = 53;
        if (dice.one_in(3)) {
            port.target = std::string(dice.one_in(4) ? "dns" : "http");
        } else {
            port.target = std::uint16_t{8080};
        }
        if (node_ports && !dice.one_in(4)) {
            port.node_port = static_cast<std::uint16_t>(30000 + 10 * i + p);
        }
        service.ports.push_back(port);
    }
    service.internal_local = dice.one_in(3);
    service.external_local = dice.one_in(2);
    service.publish_not_ready_addresses = dice.one_in(5);
    return service;
}

policy::EndpointSlice random_slice(Dice& dice, const policy::Service& service, const World& world) {
    policy::EndpointSlice slice;
    slice.ns = dice.one_in(8) ? "y" : service.ns;
    slice.service = service.name;
    slice.family = dice.one_in(3) ? policy::Family::V6 : policy::Family::V4;
    for (std::size_t e = dice.below(4); e > 0; --e) {
        policy::SliceEndpoint endpoint;
        const auto last = static_cast<std::uint32_t>(10 + dice.below(4));
        endpoint.addresses = {slice.family == policy::Family::V4
                                  ? v4(10, 0, 9, last)
                                  : IpAddress::v6(v6_base, 0x900 + last)};
        endpoint.ready = !dice.one_in(3);
        endpoint.serving = !dice.one_in(3);
        endpoint.terminating = dice.one_in(3);
        endpoint.node = some_node(dice, world.nodes.size());
        slice.endpoints.push_back(endpoint);
    }
    for (const policy::ServicePort& port : service.ports) {
        policy::SlicePort item;
        item.name = port.name;
        item.protocol = dice.one_in(6) ? Protocol::UDP : port.protocol;
        if (!dice.one_in(6)) item.port = static_cast<std::uint16_t>(9000 + dice.below(2));
        slice.ports.push_back(item);
    }
    return slice;
}

// ---- Every small world

constexpr std::size_t conditions = 5;  // of a backend: absent, or ready x terminating

void add_backend(World& world, std::size_t condition, std::size_t place) {
    if (condition == 0) return;
    policy::Pod pod;
    pod.ns = "x";
    pod.name = "pod" + std::to_string(world.pods.size());
    pod.labels["app"] = "a";
    pod.addresses = {v4(10, 0, 9, 10 + static_cast<std::uint32_t>(world.pods.size()))};
    if (place < 2) pod.node = "node" + std::to_string(place);
    pod.ready = ((condition - 1) & 1U) != 0;
    pod.terminating = ((condition - 1) & 2U) != 0;
    world.pods.push_back(pod);
}

policy::Service small_service(std::size_t type, std::size_t policies) {
    policy::Service service;
    service.ns = "x";
    service.name = "service";
    service.type = static_cast<policy::ServiceType>(type);
    service.selector = policy::Labels{{"app", "a"}};
    service.internal_local = (policies & 1U) != 0;
    service.external_local = (policies & 2U) != 0;
    service.publish_not_ready_addresses = (policies & 4U) != 0;
    policy::ServicePort port;
    port.port = 80;
    port.target = std::uint16_t{8080};
    if (service.type == policy::ServiceType::NodePort ||
        service.type == policy::ServiceType::LoadBalancer) {
        port.node_port = 30000;
    }
    service.ports = {port};
    if (service.type == policy::ServiceType::ExternalName) return service;
    service.cluster_ips = {v4(172, 20, 0, 1)};
    service.external_ips = {v4(192, 0, 2, 1)};
    return service;
}

}  // namespace

World random_service_world(std::uint64_t seed) {
    Dice dice(seed);
    World world;
    for (std::uint32_t n = 0; n < dice.between(1, 3); ++n) world.nodes.push_back(node(n));
    for (std::uint32_t i = 0; i < dice.below(8); ++i) {
        world.pods.push_back(random_pod(dice, i, world));
    }
    for (std::uint32_t i = 0; i < dice.between(1, 4); ++i) {
        world.services.push_back(random_service(dice, i, world));
        const policy::Service& service = world.services.back();
        if (service.selector && !service.selector->empty()) continue;
        for (std::size_t s = dice.below(3); s > 0; --s) {
            world.endpoint_slices.push_back(random_slice(dice, service, world));
        }
    }
    return world;
}

void for_each_service_world(const std::function<void(const World&)>& visit) {
    constexpr std::size_t types = 4;
    constexpr std::size_t policies = 8;
    constexpr std::size_t places = 3;
    constexpr std::size_t backends = conditions * places;
    for (std::size_t n = 0; n < types * policies * backends * backends; ++n) {
        World world;
        world.nodes = {node(0), node(1)};
        std::size_t rest = n;
        const auto digit = [&](std::size_t base) {
            const std::size_t result = rest % base;
            rest /= base;
            return result;
        };
        const std::size_t type = digit(types);
        world.services = {small_service(type, digit(policies))};
        for (int backend = 0; backend < 2; ++backend) {
            const std::size_t condition = digit(conditions);
            add_backend(world, condition, digit(places));
        }
        visit(world);
    }
}

std::vector<ServiceProbe> service_probes(const World& world) {
    struct Destination {
        IpAddress address;
        std::uint16_t port;
        Protocol protocol;
    };
    std::vector<Destination> destinations = {
        {v4(10, 0, 9, 10), 8080, Protocol::TCP},   {v4(172, 20, 0, 99), 80, Protocol::TCP},
        {v4(169, 254, 20, 10), 53, Protocol::UDP}, {v4(169, 254, 20, 10), 53, Protocol::SCTP},
        {v4(169, 254, 20, 10), 54, Protocol::TCP}, {v4(172, 20, 0, 1), 53, Protocol::TCP}};
    for (const policy::Service& service : world.services) {
        for (const policy::ServicePort& port : service.ports) {
            for (const auto* addresses : {&service.cluster_ips, &service.external_ips}) {
                for (const IpAddress& address : *addresses) {
                    destinations.push_back({address, port.port, port.protocol});
                    destinations.push_back({address, port.port, Protocol::UDP});
                }
            }
            for (const policy::Node& at : world.nodes) {
                for (const IpAddress& address : at.addresses) {
                    destinations.push_back({address, port.node_port, port.protocol});
                }
            }
        }
    }
    std::vector<ServiceProbe> probes;
    const auto add = [&](const Destination& to, const IpAddress& from, policy::Origin origin) {
        if (from.family() != to.address.family()) return;
        for (std::uint32_t n = 0; n < world.nodes.size(); ++n) {
            probes.push_back({{from, to.address, to.protocol, 40000, to.port}, n, origin});
        }
    };
    for (const Destination& to : destinations) {
        for (const policy::Pod& pod : world.pods) {
            for (const IpAddress& from : pod.addresses) add(to, from, policy::Origin::Pod);
        }
        add(to, v4(198, 51, 100, 1), policy::Origin::Outside);
        add(to, IpAddress::v6(v6_base, 0x99999), policy::Origin::Outside);
        for (const IpAddress& from : world.nodes[0].addresses) add(to, from, policy::Origin::Node);
    }
    return probes;
}

std::string text(const World& world, const ServiceProbe& probe) {
    std::ostringstream out;
    const auto list = [&](const std::vector<IpAddress>& addresses) {
        for (const IpAddress& address : addresses) out << ' ' << address.text();
    };
    for (const policy::Node& at : world.nodes) {
        out << at.name;
        list(at.addresses);
        out << '\n';
    }
    for (const policy::Pod& pod : world.pods) {
        out << "pod " << pod.ns << '/' << pod.name << " on '" << pod.node << "' phase "
            << static_cast<int>(pod.phase) << (pod.ready ? " ready" : "")
            << (pod.terminating ? " terminating" : "") << (pod.host_network ? " host" : "");
        if (pod.dns_cache) {
            out << " cache";
            list(pod.dns_cache->addresses);
        }
        for (const auto& [key, value] : pod.labels) out << ' ' << key << '=' << value;
        list(pod.addresses);
        for (const policy::ContainerPort& port : pod.ports) {
            out << ' ' << port.name << '/' << text(port.protocol) << '=' << port.port;
        }
        out << '\n';
    }
    for (const policy::Service& service : world.services) {
        out << "service " << service.ns << '/' << service.name << " type "
            << static_cast<int>(service.type) << (service.internal_local ? " internal-local" : "")
            << (service.external_local ? " external-local" : "")
            << (service.publish_not_ready_addresses ? " publish-not-ready" : "");
        list(service.cluster_ips);
        list(service.external_ips);
        out << (service.selector ? " selects" : " selects nothing");
        for (const auto& [key, value] : service.selector.value_or(policy::Labels())) {
            out << ' ' << key << '=' << value;
        }
        for (const policy::ServicePort& port : service.ports) {
            out << " | " << port.name << ' ' << text(port.protocol) << ' ' << port.port << " -> ";
            if (const auto* number = std::get_if<std::uint16_t>(&port.target)) out << *number;
            if (const auto* name = std::get_if<std::string>(&port.target)) out << *name;
            out << " node port " << port.node_port;
        }
        out << '\n';
    }
    for (const policy::EndpointSlice& slice : world.endpoint_slices) {
        out << "slice of " << slice.ns << '/' << slice.service;
        for (const policy::SlicePort& port : slice.ports) {
            out << ' ' << port.name << '/' << text(port.protocol) << '=' << port.port.value_or(0);
        }
        for (const policy::SliceEndpoint& endpoint : slice.endpoints) {
            out << " |";
            list(endpoint.addresses);
            out << " on '" << endpoint.node << '\'' << (endpoint.ready ? " ready" : "")
                << (endpoint.serving ? " serving" : "")
                << (endpoint.terminating ? " terminating" : "");
        }
        out << '\n';
    }
    constexpr std::array origins = {"pod", "node", "outside"};
    out << "at " << world.nodes[probe.node].name << ", from "
        << origins[static_cast<std::size_t>(probe.origin)] << ' ' << probe.written.source.text()
        << ": " << text(probe.written.protocol) << ' ' << probe.written.destination.text() << ' '
        << probe.written.destination_port << '\n';
    return out.str();
}

}  // namespace oracle
