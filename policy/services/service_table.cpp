// SPDX-License-Identifier: MIT
#include "policy/services/service_table.h"

#include <algorithm>
#include <string>
#include <utility>

namespace policy {
namespace {

bool usable_when_nothing_is_ready(const Endpoint& endpoint) {
    return endpoint.serving && endpoint.terminating;
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

ServiceTable::ServiceTable(const World& world, CauseBook& causes) {
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
                const std::uint32_t rule = add_rule(service, p, index.of(service, port, family));
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

std::uint32_t ServiceTable::add_rule(const Service& service, std::uint32_t port,
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
    if (rule.internal_local || rule.external_local) {
        rule.local = keep(usable_by_node(std::move(endpoints)));
    }
    rules_.push_back(rule);
    return static_cast<std::uint32_t>(rules_.size() - 1);
}

ServiceTable::Range ServiceTable::keep(const std::vector<Endpoint>& endpoints) {
    const Range range{static_cast<std::uint32_t>(endpoints_.size()),
                      static_cast<std::uint32_t>(endpoints.size())};
    endpoints_.insert(endpoints_.end(), endpoints.begin(), endpoints.end());
    return range;
}

ServiceAnswer ServiceTable::find(const IpAddress& destination, Protocol protocol,
                                 std::uint16_t port, std::uint32_t node, Origin origin) const {
    if (const auto found = by_address_.find({destination, protocol, port});
        found != by_address_.end()) {
        return answer(found->second, rules_[found->second].internal_local, false, node);
    }
    // What follows is external traffic: masqueraded unless the policy is Local. What the node
    // itself sends to a Local service is treated as if it were Cluster.
    const auto external = [&](std::uint32_t rule) {
        const bool local = rules_[rule].external_local && origin != Origin::Node;
        return answer(rule, local, !local, node);
    };
    if (!by_external_.empty()) {
        if (const auto found = by_external_.find({destination, protocol, port});
            found != by_external_.end()) {
            return external(found->second);
        }
    }
    if (by_node_port_.empty()) return {};
    const auto owner = nodes_.find(destination);
    if (owner == nodes_.end() ||
        std::find(owner->second.begin(), owner->second.end(), node) == owner->second.end()) {
        return {};
    }
    const auto found = by_node_port_.find({unspecified(destination.family()), protocol, port});
    return found == by_node_port_.end() ? ServiceAnswer{} : external(found->second);
}

ServiceAnswer ServiceTable::answer(std::uint32_t index, bool local_only, bool masquerade,
                                   std::uint32_t node) const {
    const Rule& rule = rules_[index];
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
