// SPDX-License-Identifier: MIT
#include "policy/services/service_table.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace policy {
namespace {

bool usable_when_nothing_is_ready(const Endpoint& endpoint) {
    return endpoint.serving && endpoint.terminating;
}

std::vector<Endpoint> serving(const std::vector<Endpoint>& endpoints) {
    std::vector<Endpoint> result;
    std::copy_if(endpoints.begin(), endpoints.end(), std::back_inserter(result),
                 [](const Endpoint& endpoint) { return endpoint.serving; });
    return result;
}

// Of those with one address and port the first: hostNetwork pods of one node, or slices that say a
// thing twice. kube-proxy has one rule for them.
std::vector<Endpoint> distinct(std::vector<Endpoint> endpoints) {
    std::set<std::pair<IpAddress, std::uint16_t>> seen;
    const auto again = [&](const Endpoint& endpoint) {
        return !seen.emplace(endpoint.address, endpoint.port).second;
    };
    endpoints.erase(std::remove_if(endpoints.begin(), endpoints.end(), again), endpoints.end());
    return endpoints;
}

// The ready ones; where there are none, those that are going and still answer
// (ProxyTerminatingEndpoints).
std::vector<Endpoint> usable(const std::vector<Endpoint>& endpoints) {
    std::vector<Endpoint> result;
    std::copy_if(endpoints.begin(), endpoints.end(), std::back_inserter(result),
                 [](const Endpoint& endpoint) { return endpoint.ready; });
    if (result.empty()) {
        std::copy_if(endpoints.begin(), endpoints.end(), std::back_inserter(result),
                     usable_when_nothing_is_ready);
    }
    return result;
}

// By node, ascending; for each node its usable ones.
std::vector<Endpoint> usable_by_node(std::vector<Endpoint> endpoints) {
    const auto by_node = [](const Endpoint& a, const Endpoint& b) { return a.node < b.node; };
    std::stable_sort(endpoints.begin(), endpoints.end(), by_node);
    std::vector<Endpoint> result;
    for (auto first = endpoints.begin(); first != endpoints.end();) {
        const auto last = std::upper_bound(first, endpoints.end(), *first, by_node);
        const std::vector<Endpoint> here = usable({first, last});
        result.insert(result.end(), here.begin(), here.end());
        first = last;
    }
    return result;
}

CauseListId cause_of(const World& world, const Service& service, std::uint32_t port,
                     CauseBook& causes) {
    const Position& position = service.ports[port].position;
    Cause cause;
    cause.kind = "Service";
    cause.ns = service.ns;
    cause.name = service.name;
    cause.path = "spec.ports[" + std::to_string(port) + "]";
    if (position.file < world.files.size()) cause.file = world.files[position.file];
    cause.line = position.line;
    return causes.intern({cause});
}

IpAddress unspecified(Family family) {
    return family == Family::V4 ? IpAddress() : IpAddress::v6(0, 0);
}

}  // namespace

std::size_t ServiceTable::KeyHash::operator()(const Key& key) const noexcept {
    const std::uint64_t rest =
        std::uint64_t{key.port} << 8U | static_cast<std::uint8_t>(key.protocol);
    const std::uint64_t mixed =
        (std::hash<IpAddress>()(key.address) ^ rest) * 0x9E3779B97F4A7C15ULL;
    return static_cast<std::size_t>(mixed ^ (mixed >> 32U));
}

ServiceTable::ServiceTable(const World& world, CauseBook& causes) : caches_(world, causes) {
    for (std::uint32_t i = 0; i < world.nodes.size(); ++i) {
        for (const IpAddress& address : world.nodes[i].addresses) nodes_[address].push_back(i);
    }
    if (world.services.empty()) return;
    const EndpointIndex index(world);
    for (std::uint32_t s = 0; s < world.services.size(); ++s) {
        const Service& service = world.services[s];
        for (const Family family : {Family::V4, Family::V6}) {
            const auto own = [family](const IpAddress& a) { return a.family() == family; };
            if (std::none_of(service.cluster_ips.begin(), service.cluster_ips.end(), own)) continue;
            for (std::uint32_t p = 0; p < service.ports.size(); ++p) {
                const ServicePort& port = service.ports[p];
                const RuleIndex rule =
                    add_rule(service, p, distinct(index.of(service, port, family)));
                rules_[rule].service = s;
                rules_[rule].cause = cause_of(world, service, p, causes);
                for (const IpAddress& address : service.cluster_ips) {
                    if (own(address)) by_address_[{address, port.protocol, port.port}] = rule;
                }
                for (const IpAddress& address : service.external_ips) {
                    if (own(address)) by_external_[{address, port.protocol, port.port}] = rule;
                }
                if (port.node_port != 0) {
                    by_node_port_[{unspecified(family), port.protocol, port.node_port}] = rule;
                }
            }
        }
    }
}

ServiceTable::RuleIndex ServiceTable::add_rule(const Service& service, std::uint32_t port,
                                               std::vector<Endpoint> endpoints) {
    Rule rule;
    rule.port = port;
    rule.internal_local = service.internal_local;
    rule.external_local = service.external_local;
    rule.affinity = service.affinity.value_or(std::chrono::seconds(0));
    rule.cluster = keep(usable(endpoints));
    rule.any = std::any_of(endpoints.begin(), endpoints.end(), [](const Endpoint& endpoint) {
        return endpoint.ready || usable_when_nothing_is_ready(endpoint);
    });
    if (service.ports[port].protocol == Protocol::UDP) rule.serving = keep(serving(endpoints));
    if (rule.internal_local || rule.external_local) {
        rule.local = keep(usable_by_node(std::move(endpoints)));
    }
    rules_.push_back(rule);
    return static_cast<RuleIndex>(rules_.size() - 1);
}

ServiceTable::Range ServiceTable::keep(const std::vector<Endpoint>& endpoints) {
    const Range range{static_cast<std::uint32_t>(endpoints_.size()),
                      static_cast<std::uint32_t>(endpoints.size())};
    endpoints_.insert(endpoints_.end(), endpoints.begin(), endpoints.end());
    return range;
}

ServiceTable::Match ServiceTable::match(const IpAddress& destination, Protocol protocol,
                                        std::uint16_t port, std::uint32_t node) const {
    const auto look_up = [&](const Rules& rules, const IpAddress& address) -> const Rule* {
        if (rules.empty()) return nullptr;
        const auto found = rules.find({address, protocol, port});
        return found == rules.end() ? nullptr : &rules_[found->second];
    };
    if (const Rule* rule = look_up(by_address_, destination)) return {rule, Match::As::ClusterIp};
    if (const Rule* rule = look_up(by_external_, destination)) return {rule, Match::As::ExternalIp};
    if (by_node_port_.empty() || !owns(node, destination)) return {};
    return {look_up(by_node_port_, unspecified(destination.family())), Match::As::NodePort};
}

bool ServiceTable::owns(std::uint32_t node, const IpAddress& address) const {
    const auto owners = nodes_.find(address);
    return owners != nodes_.end() &&
           std::find(owners->second.begin(), owners->second.end(), node) != owners->second.end();
}

ServiceAnswer ServiceTable::find(const IpAddress& destination, Protocol protocol,
                                 std::uint16_t port, std::uint32_t node, Origin origin) const {
    const bool from_afar = node == Endpoint::none && origin == Origin::Outside;
    const DnsCaches::Cache* cache =
        from_afar ? nullptr : caches_.find(destination, protocol, port, node);
    if (cache != nullptr) {
        ServiceAnswer result;
        result.kind = ServiceAnswer::Kind::Backends;
        result.reason = Reason::ServiceNodeDns;
        result.first = &cache->endpoint;
        result.count = 1;
        result.written_at_gate = true;
        result.cause = cache->cause;
        return result;
    }
    const Match met = match(destination, protocol, port, node);
    if (met.rule == nullptr) return {};
    if (met.as == Match::As::ClusterIp) {
        return answer(*met.rule, met.rule->internal_local, false, node);
    }
    // External traffic: masqueraded unless the policy is Local. What the node itself sends to a
    // Local service is treated as if it were Cluster.
    const bool local = met.rule->external_local && origin != Origin::Node;
    const ServiceAnswer result = answer(*met.rule, local, !local, node);
    // KUBE-EXTERNAL-SERVICES, which refuses, is asked on FORWARD and INPUT, but not on OUTPUT.
    const bool leaves =
        origin == Origin::Node && met.as == Match::As::ExternalIp && !owns(node, destination);
    if (result.kind == ServiceAnswer::Kind::NoEndpoints && leaves) return {};
    return result;
}

bool ServiceTable::keeps_udp(const IpAddress& destination, std::uint16_t port, std::uint32_t node,
                             const IpAddress& backend) const {
    const bool by_cache = caches_.find(destination, Protocol::UDP, port, node) != nullptr;
    if (by_cache || backend == destination) return by_cache && backend == destination;
    const Match met = match(destination, Protocol::UDP, port, node);
    if (met.rule == nullptr || met.rule->serving.count == 0) return true;
    const auto first = endpoints_.begin() + met.rule->serving.first;
    return std::any_of(first, first + met.rule->serving.count,
                       [&](const Endpoint& endpoint) { return endpoint.address == backend; });
}

ServiceAnswer ServiceTable::answer(const Rule& rule, bool local_only, bool masquerade,
                                   std::uint32_t node) const {
    const Range range = local_only ? local_at(rule, node) : rule.cluster;
    ServiceAnswer result;
    result.service = rule.service;
    result.port = rule.port;
    result.affinity = rule.affinity;
    result.cause = rule.cause;
    result.masquerade = masquerade;
    result.first = endpoints_.data() + range.first;
    result.count = range.count;
    result.kind = range.count != 0 ? ServiceAnswer::Kind::Backends
                  : rule.any       ? ServiceAnswer::Kind::NoLocalEndpoints
                                   : ServiceAnswer::Kind::NoEndpoints;
    if (range.count == 0) {
        result.reason = rule.any ? Reason::ServiceNoLocalEndpoints : Reason::ServiceNoEndpoints;
    }
    return result;
}

ServiceTable::Range ServiceTable::local_at(const Rule& rule, std::uint32_t node) const {
    const auto first = endpoints_.begin() + rule.local.first;
    const auto last = first + rule.local.count;
    const auto lower = std::partition_point(
        first, last, [node](const Endpoint& endpoint) { return endpoint.node < node; });
    const auto upper = std::partition_point(
        lower, last, [node](const Endpoint& endpoint) { return endpoint.node == node; });
    return {static_cast<std::uint32_t>(lower - endpoints_.begin()),
            static_cast<std::uint32_t>(upper - lower)};
}

}  // namespace policy
