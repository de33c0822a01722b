// SPDX-License-Identifier: MIT
#include "policy/services/dns.h"

#include <algorithm>

#include "policy/services/load_balancer_table.h"

namespace policy {
namespace {

constexpr int most_aliases = 8;  // an alias of an alias ...: resolvers give up as well
constexpr std::ptrdiff_t ndots = 5;

std::string normal(std::string_view name) {
    if (!name.empty() && name.back() == '.') name.remove_suffix(1);
    std::string result(name);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return result;
}

std::vector<std::string_view> labels_of(std::string_view name) {
    std::vector<std::string_view> labels;
    while (true) {
        const std::size_t dot = name.find('.');
        labels.push_back(name.substr(0, dot));
        if (dot == std::string_view::npos) return labels;
        name.remove_prefix(dot + 1);
    }
}

// The labels before `.ZONE`; nothing where the name is not of the zone.
std::optional<std::string_view> below_zone(std::string_view name) {
    const std::size_t zone = cluster_zone.size();
    if (name.size() <= zone + 1 || name.substr(name.size() - zone) != cluster_zone ||
        name[name.size() - zone - 1] != '.') {
        return std::nullopt;
    }
    return name.substr(0, name.size() - zone - 1);
}

void add(std::vector<IpAddress>& addresses, const IpAddress& address) {
    if (std::find(addresses.begin(), addresses.end(), address) == addresses.end()) {
        addresses.push_back(address);
    }
}

DnsAnswer found(const std::vector<IpAddress>& addresses, Family family) {
    DnsAnswer answer;
    answer.exists = true;
    for (const IpAddress& address : addresses) {
        if (address.family() == family) add(answer.addresses, address);
    }
    return answer;
}

// "10-0-0-7" as an address. IPv6 writes its colons so.
std::optional<IpAddress> dashed(std::string_view label) {
    for (const char separator : {'.', ':'}) {
        std::string text(label);
        std::replace(text.begin(), text.end(), '-', separator);
        if (const auto address = IpAddress::parse(text)) return address;
    }
    return std::nullopt;
}

}  // namespace

bool in_cluster_zone(std::string_view name) {
    return below_zone(normal(name)).has_value();
}

DnsZone::DnsZone(const World& world, const std::vector<ExternalName>& external)
    : world_(world), endpoints_(world) {
    for (std::uint32_t i = 0; i < world.services.size(); ++i) {
        services_.emplace(Key(world.services[i].ns, world.services[i].name), i);
    }
    if (!world.load_balancers.empty()) {
        CauseBook causes;
        const LoadBalancerTable table(world, causes);
        for (std::uint32_t i = 0; i < world.load_balancers.size(); ++i) {
            for (const std::string& name : world.load_balancers[i].names) {
                for (const IpAddress& address : table.in_dns(i)) {
                    add(external_[normal(name)], address);
                }
            }
        }
    }
    for (const ExternalName& item : external) {
        for (const IpAddress& address : item.addresses) {
            add(external_[normal(item.name)], address);
        }
    }
}

DnsAnswer DnsZone::resolve(std::string_view name, Family family) const {
    return resolve(normal(name), family, 0);
}

DnsAnswer DnsZone::resolve(const std::string& name, Family family, int depth) const {
    if (depth > most_aliases) return {};
    if (const auto inside = below_zone(name)) return in_zone(labels_of(*inside), family, depth);
    const auto outside = external_.find(name);
    return outside == external_.end() ? DnsAnswer{} : found(outside->second, family);
}

DnsAnswer DnsZone::in_zone(const std::vector<std::string_view>& labels, Family family,
                           int depth) const {
    const std::size_t count = labels.size();
    if (count == 3 && labels[2] == "pod") {
        const auto address = dashed(labels[0]);
        const bool has_namespace =
            std::any_of(world_.namespaces.begin(), world_.namespaces.end(),
                        [&](const Namespace& ns) { return ns.name == labels[1]; });
        return address && has_namespace ? found({*address}, family) : DnsAnswer{};
    }
    if ((count != 3 && count != 4) || labels[count - 1] != "svc") return {};
    const auto service = services_.find(Key(labels[count - 2], labels[count - 3]));
    if (service == services_.end()) return {};
    const Service& object = world_.services[service->second];
    return count == 3 ? of_service(object, family, depth) : of_pod(object, labels[0], family);
}

template <class Each>
void DnsZone::for_each_endpoint(const Service& service, Each each) const {
    for (const ServicePort& port : service.ports) {
        for (const Family family : {Family::V4, Family::V6}) {
            for (const Endpoint& endpoint : endpoints_.of(service, port, family)) each(endpoint);
        }
    }
}

DnsAnswer DnsZone::of_service(const Service& service, Family family, int depth) const {
    if (service.type == ServiceType::ExternalName) {
        DnsAnswer answer = resolve(normal(service.external_name), family, depth + 1);
        answer.exists = true;  // the alias does, whatever it points to
        if (answer.canonical.empty()) answer.canonical = service.external_name;
        return answer;
    }
    if (!service.headless) return found(service.cluster_ips, family);
    std::vector<IpAddress> ready;
    for_each_endpoint(service, [&](const Endpoint& endpoint) {
        if (endpoint.ready) add(ready, endpoint.address);
    });
    if (service.ports.empty()) {
        for (const std::uint32_t index : endpoints_.selected(service)) {
            const Pod& pod = world_.pods[index];
            const bool answers = pod.ready && pod.phase == Phase::Running && !pod.terminating;
            if (pod.finished() || !(answers || service.publish_not_ready_addresses)) continue;
            for (const IpAddress& address : pod.addresses) add(ready, address);
        }
    }
    // To CoreDNS a headless service without endpoints is no name.
    return ready.empty() ? DnsAnswer{} : found(ready, family);
}

DnsAnswer DnsZone::of_pod(const Service& service, std::string_view hostname, Family family) const {
    std::vector<IpAddress> ready;
    if (!service.headless) return {};
    for_each_endpoint(service, [&](const Endpoint& endpoint) {
        if (endpoint.pod == Endpoint::none || !endpoint.ready) return;
        const Pod& pod = world_.pods[endpoint.pod];
        if (pod.hostname == hostname && pod.subdomain == service.name) {
            add(ready, endpoint.address);
        }
    });
    return ready.empty() ? DnsAnswer{} : found(ready, family);
}

std::vector<std::string> names_asked(std::string_view name, std::string_view ns) {
    const std::string own = normal(name);
    if (!name.empty() && name.back() == '.') return {own};
    const std::string zone(cluster_zone);
    std::vector<std::string> behind = {own + '.' + std::string(ns) + ".svc." + zone,
                                       own + ".svc." + zone, own + '.' + zone};
    const bool as_it_is_first = std::count(own.begin(), own.end(), '.') >= ndots;
    behind.insert(as_it_is_first ? behind.begin() : behind.end(), own);
    return behind;
}

}  // namespace policy
