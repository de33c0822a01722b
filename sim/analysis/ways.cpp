// SPDX-License-Identifier: MIT
#include "sim/analysis/ways.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "policy/services/load_balancer_table.h"
#include "policy/services/service_table.h"
#include "sim/analysis/workloads.h"
#include "sim/scenario/load_balancers.h"

namespace analysis {
namespace {

using policy::IpAddress;
using policy::LoadBalancer;
using policy::Origin;
using policy::Reason;
using policy::ServiceAnswer;

const IpAddress* v4_of(const std::vector<IpAddress>& addresses) {
    const auto found = std::find_if(addresses.begin(), addresses.end(),
                                    [](const IpAddress& a) { return a.is_v4(); });
    return found == addresses.end() ? nullptr : &*found;
}

class Ways {
  public:
    Ways(const policy::World& world, const Question& question)
        : world_(world),
          question_(question),
          services_(world, causes_),
          balancers_(world, causes_),
          protocol_(question.service.protocol.value_or(policy::Protocol::TCP)),
          port_(question.service.port.value_or(0)) {
        for (std::uint32_t i = 0; i < world.nodes.size(); ++i) {
            nodes_.emplace(world.nodes[i].name, i);
        }
    }

    std::vector<Way> take() {
        if (question_.from.pods.empty()) begin(std::nullopt);
        for (const std::uint32_t pod : question_.from.pods) begin(pod);
        return std::move(ways_);
    }

  private:
    void begin(std::optional<std::uint32_t> client) {
        Way way;
        way.client = client;
        const IpAddress* address =
            client ? v4_of(world_.pods[*client].addresses) : &*question_.from.address;
        if (address == nullptr) return;
        way.seen = {*address, client,
                    client ? pod_name(world_.pods[*client]) : question_.from.name};
        way.sent_port = port_;
        if (question_.load_balancer) {
            for (const IpAddress& at : balancers_.in_dns(*question_.load_balancer)) {
                to_load_balancer(way, at);
            }
            return;
        }
        if (!question_.by_node_port) {
            to_dns_cache(std::move(way), *client);
            return;
        }
        for (std::uint32_t node = 0; node < world_.nodes.size(); ++node) {
            const auto& own = world_.nodes[node].addresses;
            if (std::find(own.begin(), own.end(), *question_.to.address) == own.end()) continue;
            way.sent_to = {*question_.to.address, std::nullopt, "node/" + world_.nodes[node].name};
            to_node(way, node, port_, origin_at(client, node));
            return;
        }
    }

    Origin origin_at(std::optional<std::uint32_t> client, std::uint32_t node) const {
        if (!client || world_.pods[*client].node != world_.nodes[node].name) return Origin::Outside;
        return world_.pods[*client].host_network ? Origin::Node : Origin::Pod;
    }

    void to_load_balancer(Way way, const IpAddress& at) {
        const LoadBalancer& object = world_.load_balancers[*question_.load_balancer];
        const std::string name = scenario::load_balancer_ref(object);
        way.sent_to = {at, std::nullopt, name};
        const bool proxy = object.type == LoadBalancer::Type::Application;
        ServiceAnswer answer = balancers_.find({way.seen.address, at, protocol_, 1024, port_},
                                               UINT32_MAX, Origin::Outside);
        const bool let_in = answer.kind != ServiceAnswer::Kind::Dropped;
        if (let_in && proxy) {
            answer = balancers_.forward(at, port_, {question_.host, question_.path});
        }
        if (answer.kind != ServiceAnswer::Kind::Backends) {
            Stop stop{"load-balancer",         name, answer.reason, false, true, "",
                      causes_.at(answer.cause)};
            stop.text = why_dropped(answer.reason, let_in && proxy);
            if (answer.reason == Reason::LoadBalancerNoTargets && lacks_nodes(object)) {
                stop.is_known = false;
                stop.text =
                    "its targets are nodes, at the service's node port, and the nodes are not "
                    "known here";
            }
            way.stops.push_back(std::move(stop));
            ways_.push_back(std::move(way));
            return;
        }
        for (const policy::Endpoint* each = answer.first; each != answer.first + answer.count;
             ++each) {
            hand_on(way, answer, *each, {balancers_.inside(at), std::nullopt, name});
        }
    }

    void hand_on(Way way, const ServiceAnswer& answer, const policy::Endpoint& target,
                 const Seen& own) {
        Stop stop{
            "load-balancer",         way.sent_to.name, Reason::LoadBalancerTarget, true, true, "",
            causes_.at(answer.cause)};
        const bool lost = !answer.masquerade &&
                          balancers_.hairpin(way.seen.address, target) == policy::Hairpin::Lost;
        if (lost) {
            stop.reason = Reason::LoadBalancerHairpin;
            stop.passes = false;
            stop.text =
                "it keeps the client's address, and the target runs on the client's node: the "
                "answer does not come back by way of it, and the client times out";
            way.stops.push_back(std::move(stop));
            ways_.push_back(std::move(way));
            return;
        }
        const bool by_ip = target.pod != policy::Endpoint::none;
        stop.text = fmt::format(
            "it sends it on to {} on TCP/{}, who {}", by_ip ? "a pod" : "a node", target.port,
            answer.masquerade ? "sees the load balancer's own address as the client, " + shown(own)
                              : "sees the client's own address");
        if (protocol_ != policy::Protocol::TCP) {
            stop.text.replace(stop.text.find("TCP/"), 3, policy::text(protocol_));
        }
        way.stops.push_back(std::move(stop));
        if (answer.masquerade) way.seen = own;
        if (by_ip) {
            end(std::move(way), target);
        } else {
            to_node(way, target.node, target.port, Origin::Outside);
        }
    }

    void to_node(const Way& way, std::uint32_t node, std::uint16_t port, Origin origin) {
        const policy::Node& machine = world_.nodes[node];
        const IpAddress* own = v4_of(machine.addresses);
        if (own == nullptr) return;
        const Seen as_node{*own, std::nullopt, "node/" + machine.name};
        const ServiceAnswer answer = services_.find(*own, protocol_, port, node, origin);
        Stop stop{"service", as_node.name, answer.reason,           false,
                  true,      "",           causes_.at(answer.cause)};
        if (answer.kind != ServiceAnswer::Kind::Backends) {
            const bool none = answer.kind == ServiceAnswer::Kind::NoEndpoints;
            stop.text = none ? "no ready pod is behind the service: the node refuses the "
                               "connection at once"
                             : "externalTrafficPolicy is Local, and no ready pod is on " +
                                   as_node.name + ": the packet is lost and the client times out";
            if (!none && lacks_places(answer.service)) {
                stop.is_known = false;
                stop.text =
                    "externalTrafficPolicy is Local, and on which nodes the service's pods "
                    "run is not known here";
            }
            Way lost = way;
            lost.stops.push_back(std::move(stop));
            ways_.push_back(std::move(lost));
            return;
        }
        stop.passes = true;
        for (const policy::Endpoint* each = answer.first; each != answer.first + answer.count;
             ++each) {
            Way next = way;
            const bool hides = answer.masquerade || each->address == way.seen.address;
            stop.text =
                fmt::format("{} sends it on to {}/{} of a pod, who sees {}", as_node.name,
                            policy::text(protocol_), each->port,
                            hides ? fmt::format("the node's address as the client, {}", own->text())
                                  : fmt::format("{} as the client", way.seen.name));
            next.stops.push_back(stop);
            next.translated_first = origin == Origin::Pod;
            if (next.translated_first) {
                next.sent_to = seen_of(*each);
                next.sent_port = each->port;
            }
            if (hides) next.seen = as_node;
            end(std::move(next), *each);
        }
    }

    // The node answers itself, and asks its upstream over TCP for what it does not know.
    void to_dns_cache(Way way, std::uint32_t client) {
        const auto node = nodes_.find(world_.pods[client].node);
        const IpAddress& address = world_.services[*question_.through].cluster_ips.front();
        const policy::DnsCaches::Cache& cache = *services_.dns_caches().find(
            address, protocol_, port_,
            node == nodes_.end() ? policy::Endpoint::none : node->second);
        const bool known = cache.node != policy::Endpoint::none;
        const std::string at =
            known ? "node/" + world_.nodes[cache.node].name : "the client's node";
        way.sent_to = {address, std::nullopt, address.text()};
        way.translated_first = true;
        way.seen = {cache.endpoint.address, std::nullopt, at};
        Stop stop{"service", at, Reason::ServiceNodeDns, true, true, "", causes_.at(cache.cause)};
        stop.text = fmt::format(
            "the node's own DNS cache ({}) answers at {}, and policies judge this address: no "
            "selector matches it, only an ipBlock does",
            pod_name(world_.pods[cache.pod]), address.text());
        way.stops.push_back(std::move(stop));
        ask_upstream(std::move(way), cache);
    }

    void ask_upstream(Way way, const policy::DnsCaches::Cache& cache) {
        const policy::Pod& pod = world_.pods[cache.pod];
        Stop stop{"service", way.seen.name, Reason::ServiceBackend, false, true, "", {}};
        if (!cache.upstream) {
            stop.is_known = false;
            stop.text = fmt::format(
                "the cache asks Service {}/{} for what it does not know, which "
                "is not among the objects",
                pod.ns, pod.dns_cache->upstream);
            stop.who_knows = "A dump with this Service tells.";
            way.stops.push_back(std::move(stop));
            ways_.push_back(std::move(way));
            return;
        }
        const policy::Service& upstream = world_.services[*cache.upstream];
        const IpAddress* own = v4_of(upstream.cluster_ips);
        const ServiceAnswer answer =
            services_.find(own == nullptr ? upstream.cluster_ips.front() : *own,
                           policy::Protocol::TCP, way.sent_port, cache.node, Origin::Node);
        way.protocol = policy::Protocol::TCP;
        stop.reason = answer.reason;
        stop.causes = causes_.at(answer.cause);
        if (answer.kind != ServiceAnswer::Kind::Backends) {
            stop.text = fmt::format(
                "the cache asks {}/{} for what it does not know, and nobody "
                "ready is behind it",
                upstream.ns, upstream.name);
            way.stops.push_back(std::move(stop));
            ways_.push_back(std::move(way));
            return;
        }
        stop.passes = true;
        for (const policy::Endpoint* each = answer.first; each != answer.first + answer.count;
             ++each) {
            Way next = way;
            stop.text = fmt::format(
                "what the cache does not know (it keeps answers for 30 s) it asks of {}/{}, from "
                "the node's address: TCP/{} of a pod behind it",
                upstream.ns, upstream.name, each->port);
            next.stops.push_back(stop);
            end(std::move(next), *each);
        }
    }

    // Whether some target group of it is of nodes, and no node has an address.
    bool lacks_nodes(const LoadBalancer& object) const {
        const bool any_node =
            std::any_of(world_.nodes.begin(), world_.nodes.end(),
                        [](const policy::Node& node) { return v4_of(node.addresses) != nullptr; });
        if (any_node) return false;
        for (const policy::Listener& listener : object.listeners) {
            for (const policy::ListenerRule& rule : listener.rules) {
                if (rule.target.type == policy::TargetGroup::Type::Instance) return true;
            }
        }
        return false;
    }

    // Whether a pod that the service selects runs nobody knows where.
    bool lacks_places(std::uint32_t service) const {
        const auto pods = policy::EndpointIndex(world_).selected(world_.services[service]);
        return std::any_of(pods.begin(), pods.end(), [&](std::uint32_t pod) {
            return !world_.pods[pod].finished() && world_.pods[pod].node.empty();
        });
    }

    void end(Way way, const policy::Endpoint& backend) {
        way.backend = seen_of(backend);
        way.port = backend.port;
        ways_.push_back(std::move(way));
    }

    static std::string shown(const Seen& own) {
        const bool known = !policy::Prefix::parse(policy::stand_in_block)->contains(own.address);
        return known ? own.address.text() : "which is not known here";
    }

    Seen seen_of(const policy::Endpoint& endpoint) const {
        if (endpoint.pod == policy::Endpoint::none) {
            return {endpoint.address, std::nullopt, endpoint.address.text()};
        }
        return {endpoint.address, endpoint.pod, pod_name(world_.pods[endpoint.pod])};
    }

    std::string why_dropped(Reason reason, bool proxy) const {
        switch (reason) {
            case Reason::LoadBalancerListener:
                return "it has no listener on this port, so its security group drops the packet";
            case Reason::LoadBalancerSource:
                return "the client's address is in none of its source ranges, so its security "
                       "group drops the packet";
            case Reason::LoadBalancerNoRule:
                return fmt::format(
                    "no rule matches {} and the path {}, and there is no default backend: it "
                    "answers 404 itself",
                    question_.host.empty() ? "a request that names no host"
                                           : "the host " + question_.host,
                    question_.path);
            default:
                return proxy ? "nobody is behind the rule that matches: it answers 503 itself"
                             : "it has no target, and drops the packet";
        }
    }

    const policy::World& world_;
    const Question& question_;
    policy::CauseBook causes_;
    policy::ServiceTable services_;
    policy::LoadBalancerTable balancers_;
    policy::Protocol protocol_;
    std::uint16_t port_;
    std::unordered_map<std::string, std::uint32_t> nodes_;
    std::vector<Way> ways_;
};

}  // namespace

std::vector<Way> ways_of(const policy::World& world, const Question& question) {
    return Ways(world, question).take();
}

}  // namespace analysis
