// SPDX-License-Identifier: MIT
#include "policy/services/dns_caches.h"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace policy {
namespace {

constexpr std::uint16_t dns_port = 53;

bool answers_as(const Pod& pod, const Service& service) {
    const auto& own = pod.dns_cache->addresses;
    return std::any_of(service.cluster_ips.begin(), service.cluster_ips.end(),
                       [&](const IpAddress& each) {
                           return std::find(own.begin(), own.end(), each) != own.end();
                       });
}

// One whose address is the cache's own would have it ask itself.
std::optional<std::uint32_t> upstream_of(const World& world, const Pod& pod) {
    for (std::uint32_t i = 0; i < world.services.size(); ++i) {
        const Service& service = world.services[i];
        const bool named = service.ns == pod.ns && service.name == pod.dns_cache->upstream;
        if (named && !service.cluster_ips.empty() && !answers_as(pod, service)) return i;
    }
    return std::nullopt;
}

CauseListId cause_of(const World& world, const Pod& pod, CauseBook& causes) {
    Cause cause;
    cause.kind = pod.workload.kind;
    cause.ns = pod.ns;
    cause.name = pod.workload.name;
    cause.path = cause.kind == "Pod" ? "spec.containers" : "spec.template.spec.containers";
    if (pod.position.file < world.files.size()) cause.file = world.files[pod.position.file];
    cause.line = pod.position.line;
    return causes.intern({cause});
}

const IpAddress* of_family(const std::vector<IpAddress>& addresses, Family family) {
    const auto found =
        std::find_if(addresses.begin(), addresses.end(),
                     [family](const IpAddress& each) { return each.family() == family; });
    return found == addresses.end() ? nullptr : &*found;
}

// While it goes it takes its addresses away.
bool answers(const Pod& pod) {
    return pod.dns_cache && pod.host_network && pod.phase == Phase::Running && !pod.terminating;
}

}  // namespace

DnsCaches::DnsCaches(const World& world, CauseBook& causes) {
    std::unordered_map<std::string, std::uint32_t> nodes;
    for (std::uint32_t i = 0; i < world.nodes.size(); ++i) nodes.emplace(world.nodes[i].name, i);
    for (std::uint32_t i = 0; i < world.pods.size(); ++i) {
        const Pod& pod = world.pods[i];
        if (!answers(pod)) continue;
        const auto node = nodes.find(pod.node);
        const bool on_any = node == nodes.end();
        if (on_any && pod.workload.kind != "DaemonSet") continue;
        Cache cache;
        cache.node = on_any ? Endpoint::none : node->second;
        cache.pod = i;
        cache.upstream = upstream_of(world, pod);
        cache.cause = cause_of(world, pod, causes);
        for (const IpAddress& address : pod.dns_cache->addresses) {
            const IpAddress* at = of_family(
                on_any ? pod.addresses : world.nodes[cache.node].addresses, address.family());
            if (at == nullptr) continue;
            cache.address = address;
            cache.endpoint.address = *at;
            cache.endpoint.port = dns_port;
            cache.endpoint.node = cache.node;
            caches_.push_back(cache);
        }
    }
    std::stable_sort(caches_.begin(), caches_.end(),
                     [](const Cache& a, const Cache& b) { return a.node < b.node; });
}

const DnsCaches::Cache* DnsCaches::find(const IpAddress& destination, Protocol protocol,
                                        std::uint16_t port, std::uint32_t node) const {
    if (caches_.empty() || port != dns_port) return nullptr;
    if (protocol != Protocol::UDP && protocol != Protocol::TCP) return nullptr;
    const bool anywhere = node == Endpoint::none;
    auto cache = anywhere
                     ? caches_.begin()
                     : std::lower_bound(caches_.begin(), caches_.end(), node,
                                        [](const Cache& a, std::uint32_t b) { return a.node < b; });
    for (; cache != caches_.end() && (anywhere || cache->node == node); ++cache) {
        if (cache->address == destination) return &*cache;
    }
    return nullptr;
}

}  // namespace policy
