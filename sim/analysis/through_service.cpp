// SPDX-License-Identifier: MIT
#include "sim/analysis/through_service.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "policy/table/cause_book.h"

namespace analysis {
namespace {

using policy::ServiceAnswer;
using policy::ServicePort;

std::vector<Backends> by_port(const ServiceAnswer& answer) {
    std::map<std::uint16_t, Backends> ports;
    for (const policy::Endpoint* each = answer.first; each != answer.first + answer.count; ++each) {
        Backends& backends = ports[each->port];
        backends.port = each->port;
        if (each->pod == policy::Endpoint::none) {
            backends.outside.push_back(each->address);
        } else {
            backends.pods.push_back(each->pod);
        }
    }
    std::vector<Backends> result;
    for (auto& [port, backends] : ports) {
        std::sort(backends.pods.begin(), backends.pods.end());
        result.push_back(std::move(backends));
    }
    return result;
}

// Clients by node, as index into World::nodes.
std::map<std::uint32_t, std::vector<std::uint32_t>> by_node(const policy::World& world,
                                                            const Endpoint& from) {
    std::map<std::string, std::uint32_t> nodes;
    for (std::uint32_t i = 0; i < world.nodes.size(); ++i) nodes.emplace(world.nodes[i].name, i);
    std::map<std::uint32_t, std::vector<std::uint32_t>> result;
    for (const std::uint32_t pod : from.pods) {
        const auto found = nodes.find(world.pods[pod].node);
        result[found == nodes.end() ? policy::Endpoint::none : found->second].push_back(pod);
    }
    if (from.pods.empty()) result[policy::Endpoint::none];
    return result;
}

// Of each port, who is behind it, as text.
std::vector<std::string> endpoints_told(const policy::World& world,
                                        const policy::Service& service) {
    const policy::EndpointIndex index(world);
    std::vector<std::string> told;
    for (const ServicePort& port : service.ports) {
        for (const auto family : {policy::Family::V4, policy::Family::V6}) {
            for (const policy::Endpoint& each : index.of(service, port, family)) {
                const bool placed = each.node != policy::Endpoint::none;
                const int state =
                    (each.ready ? 1 : 0) + (each.serving ? 2 : 0) + (each.terminating ? 4 : 0);
                told.push_back(std::to_string(port.port) + ' ' + each.address.text() + ' ' +
                               std::to_string(each.port) + ' ' + std::to_string(state) + ' ' +
                               (placed ? world.nodes[each.node].name : ""));
            }
        }
    }
    std::sort(told.begin(), told.end());
    return told;
}

// What tells one choice from another.
using Key = std::tuple<ServiceAnswer::Kind, const policy::Endpoint*, std::size_t, bool>;

}  // namespace

std::vector<ThroughService> through_service(const policy::World& world, std::uint32_t service,
                                            const Endpoint& from, const Service& asked) {
    policy::CauseBook causes;
    const policy::ServiceTable table(world, causes);
    const policy::Service& object = world.services[service];
    std::vector<ThroughService> result;
    for (const ServicePort& port : object.ports) {
        if ((asked.protocol && *asked.protocol != port.protocol) ||
            (asked.port && *asked.port != port.port)) {
            continue;
        }
        std::map<Key, ThroughService> choices;
        for (const auto& [node, clients] : by_node(world, from)) {
            const ServiceAnswer answer =
                table.find(object.cluster_ips.front(), port.protocol, port.port, node,
                           from.pods.empty() ? policy::Origin::Outside : policy::Origin::Pod);
            const bool elsewhere = object.internal_local && node == policy::Endpoint::none;
            ThroughService& choice = choices[{answer.kind, answer.first, answer.count, elsewhere}];
            choice.protocol = port.protocol;
            choice.port = port.port;
            choice.kind = answer.kind;
            choice.backends = by_port(answer);
            choice.may_be_elsewhere = elsewhere && !answer.written_at_gate;
            choice.by_dns_cache = answer.written_at_gate;
            choice.causes = causes.at(answer.cause);
            choice.clients.insert(choice.clients.end(), clients.begin(), clients.end());
        }
        for (auto& [key, choice] : choices) {
            std::sort(choice.clients.begin(), choice.clients.end());
            result.push_back(std::move(choice));
        }
    }
    std::sort(result.begin(), result.end(), [](const ThroughService& a, const ThroughService& b) {
        return std::tie(a.protocol, a.port, a.clients) < std::tie(b.protocol, b.port, b.clients);
    });
    if (result.empty()) {
        ThroughService none;
        none.protocol = asked.protocol.value_or(policy::Protocol::TCP);
        none.port = asked.port.value_or(0);
        none.clients = from.pods;
        result.push_back(none);
    }
    return result;
}

bool same_endpoints(const policy::World& world, std::uint32_t service, const policy::World& other) {
    const policy::Service& object = world.services[service];
    const auto same = std::find_if(
        other.services.begin(), other.services.end(),
        [&](const auto& each) { return each.ns == object.ns && each.name == object.name; });
    return same != other.services.end() &&
           endpoints_told(world, object) == endpoints_told(other, *same);
}

}  // namespace analysis
