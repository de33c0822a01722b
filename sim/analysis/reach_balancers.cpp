// SPDX-License-Identifier: MIT
#include "sim/analysis/reach_balancers.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "sim/scenario/load_balancers.h"

namespace analysis {
namespace {

using policy::ClassId;
using policy::Endpoint;
using policy::IpAddress;
using policy::LoadBalancer;
using policy::ServiceAnswer;

constexpr std::uint32_t none = Endpoint::none;

bool is_known(const IpAddress& address) {
    return !policy::Prefix::parse(policy::stand_in_block)->contains(address);
}

bool overlap(const policy::Prefix& a, const policy::AddressRange& b) {
    return a.first().family() == b.first.family() && !(a.last() < b.first) && !(b.last < a.first());
}

std::vector<results::ReachEnd> clients_named(const LoadBalancer& object) {
    std::vector<results::ReachEnd> ends;
    for (const policy::Prefix& range : object.source_ranges) {
        ends.push_back({range_name({range.first(), range.last()}), "", true});
    }
    if (ends.empty()) {
        const policy::Prefix every = *policy::Prefix::parse("0.0.0.0/0");
        const std::string all = range_name({every.first(), every.last()});
        ends.push_back({object.internet_facing ? all : "VPC", "", true});
    }
    return ends;
}

}  // namespace

ReachBalancers::ReachBalancers(const policy::World& world, const policy::Reachability& reach,
                               const ReachJudge& judge, const std::vector<Group>& groups)
    : world_(world),
      reach_(reach),
      judge_(judge),
      services_(world, causes_),
      balancers_(world, causes_),
      endpoints_(world),
      any_node_(std::any_of(world.nodes.begin(), world.nodes.end(),
                            [](const policy::Node& node) { return !node.addresses.empty(); })),
      group_of_(world.pods.size(), none) {
    for (std::uint32_t group = 0; group < groups.size(); ++group) {
        for (const std::uint32_t pod : groups[group].pods) group_of_[pod] = group;
    }
    for (ClassId id = 0; id < reach.classes().size(); ++id) {
        if (reach.classes()[id].is_outside()) outside_.push_back(id);
    }
}

std::vector<ReachBalancers::Balancer> ReachBalancers::look() const {
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < world_.load_balancers.size(); ++i) order.push_back(i);
    std::sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
        const auto key = [this](std::uint32_t i) {
            const LoadBalancer& object = world_.load_balancers[i];
            return std::tie(object.ns, object.name, object.type);
        };
        return key(a) < key(b);
    });
    std::vector<Balancer> result;
    for (const std::uint32_t i : order) {
        const LoadBalancer& object = world_.load_balancers[i];
        Balancer balancer;
        balancer.end = {scenario::load_balancer_ref(object), object.ns, false};
        balancer.clients = clients_named(object);
        for (const policy::Listener& listener : object.listeners) {
            balancer.listens =
                balancer.listens |
                policy::ConnectionSet::of(listener.protocol, {listener.port, listener.port});
        }
        Found found;
        follow(i, found);
        balancer.has_targets = !found.empty();
        for (const auto& [key, passes] : found) {
            const auto [group, protocol, port] = key;
            if (passes.possible) balancer.reached.push_back({group, protocol, port, passes});
        }
        result.push_back(std::move(balancer));
    }
    return result;
}

void ReachBalancers::follow(std::uint32_t balancer, Found& found) const {
    const LoadBalancer& object = world_.load_balancers[balancer];
    const std::vector<ClassId> clients = clients_of(object);
    for (std::size_t listener = 0; listener < object.listeners.size(); ++listener) {
        const policy::Protocol protocol = object.listeners[listener].protocol;
        for (std::size_t rule = 0; rule < object.listeners[listener].rules.size(); ++rule) {
            const auto type = object.listeners[listener].rules[rule].target.type;
            for (std::uint32_t zone = 0; zone < object.addresses.size(); ++zone) {
                const ServiceAnswer answer = balancers_.targets(balancer, listener, rule, zone);
                Seen seen{nullptr, none, &clients};
                if (answer.masquerade) seen.address = &object.addresses[zone].address;
                if (type == policy::TargetGroup::Type::Instance && !any_node_) {
                    by_unknown_nodes(protocol, answer, seen, found);
                }
                for (const Endpoint* each = answer.first; each != answer.first + answer.count;
                     ++each) {
                    if (each->pod == none) {
                        to_node(protocol, *each, seen, found);
                    } else {
                        to_pod(protocol, *each, seen, found);
                    }
                }
            }
        }
    }
}

// Manifests know no nodes. Each would send the connection on to the service's pods: under its own
// address, which the pod admits if it is its own node's; or, Local, under the one that it is sent.
void ReachBalancers::by_unknown_nodes(policy::Protocol protocol, const ServiceAnswer& answer,
                                      const Seen& seen, Found& found) const {
    if (answer.service == none) return;
    const policy::Service& service = world_.services[answer.service];
    for (const Endpoint& each :
         endpoints_.of(service, service.ports[answer.port], policy::Family::V4)) {
        if (!each.ready || each.pod == none || group_of_[each.pod] == none) continue;
        if (service.external_local) {
            to_pod(protocol, each, seen, found);
            continue;
        }
        Passes passes = from_any(outside_, *reach_.class_of(each.pod), protocol, each.port,
                                 Caveat::AddressUnknown);
        passes.possible = true;
        if (!passes.certain) passes.doubts.add(Caveat::AddressUnknown);
        found[{group_of_[each.pod], protocol, each.port}].add(passes, Caveat::BackendsDiffer);
    }
}

void ReachBalancers::to_node(policy::Protocol protocol, const Endpoint& node, const Seen& seen,
                             Found& found) const {
    const ServiceAnswer answer =
        services_.find(node.address, protocol, node.port, node.node, policy::Origin::Outside);
    Seen as_node = seen;
    if (answer.masquerade) as_node = {&node.address, node.node, nullptr};
    for (const Endpoint* each = answer.first; each != answer.first + answer.count; ++each) {
        to_pod(protocol, *each, as_node, found);
    }
}

void ReachBalancers::to_pod(policy::Protocol protocol, const Endpoint& pod, const Seen& seen,
                            Found& found) const {
    if (pod.pod == none || group_of_[pod.pod] == none) return;
    found[{group_of_[pod.pod], protocol, pod.port}].add(judge(protocol, pod, seen),
                                                        Caveat::BackendsDiffer);
}

Passes ReachBalancers::judge(policy::Protocol protocol, const Endpoint& pod,
                             const Seen& seen) const {
    if (seen.node != none && seen.node == pod.node) return {true, true, {}, true};  // its own
    const ClassId to = *reach_.class_of(pod.pod);
    if (seen.address == nullptr) {
        return from_any(*seen.clients, to, protocol, pod.port, Caveat::ClientsDiffer);
    }
    if (is_known(*seen.address)) {
        return judge_.judge(judge_.class_of(*seen.address), to, protocol, pod.port);
    }
    return from_any(outside_, to, protocol, pod.port, Caveat::AddressUnknown);
}

Passes ReachBalancers::from_any(const std::vector<ClassId>& classes, ClassId to,
                                policy::Protocol protocol, std::uint16_t port,
                                Caveat why_different) const {
    Passes all;
    for (const ClassId from : classes) {
        all.add(judge_.judge(from, to, protocol, port), why_different);
    }
    return all;
}

// Load balancers listen on IPv4. Of an internal one pods are clients, too.
std::vector<ClassId> ReachBalancers::clients_of(const LoadBalancer& object) const {
    std::vector<ClassId> clients;
    const auto& classes = reach_.classes();
    for (ClassId id = 0; id < classes.size(); ++id) {
        const auto let_in = [&](const IpAddress& first, const IpAddress& last) {
            const auto& ranges = object.source_ranges;
            if (!first.is_v4()) return false;
            return ranges.empty() ||
                   std::any_of(ranges.begin(), ranges.end(), [&](const policy::Prefix& range) {
                       return overlap(range, {first, last});
                   });
        };
        bool any = false;
        for (const policy::AddressRange& range : classes[id].outside) {
            any = any || let_in(range.first, range.last);
        }
        if (!object.internet_facing) {
            for (const std::uint32_t pod : classes[id].pods) {
                for (const IpAddress& address : world_.pods[pod].addresses) {
                    any = any || let_in(address, address);
                }
            }
        }
        if (any) clients.push_back(id);
    }
    return clients;
}

}  // namespace analysis
