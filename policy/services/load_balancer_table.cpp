// SPDX-License-Identifier: MIT
#include "policy/services/load_balancer_table.h"

#include <algorithm>
#include <utility>

#include "policy/model/pattern.h"

namespace policy {
namespace {

struct Target {
    Endpoint endpoint;
    bool healthy = true;
    std::string zone;  // empty: unknown, and so perhaps any
};

std::string zone_of(const World& world, std::uint32_t node) {
    if (node == Endpoint::none) return "";
    const auto found = world.nodes[node].labels.find(zone_label);
    return found == world.nodes[node].labels.end() ? "" : found->second;
}

bool is_usable(const Endpoint& endpoint) {
    return endpoint.ready || (endpoint.serving && endpoint.terminating);
}

bool in_zone(const Target& target, const std::string& zone) {
    return target.zone.empty() || zone.empty() || target.zone == zone;
}

// The healthy ones; where there are none, all: a target group fails open.
std::vector<Endpoint> chosen_from(const std::vector<Target>& targets) {
    const bool any = std::any_of(targets.begin(), targets.end(),
                                 [](const Target& target) { return target.healthy; });
    std::vector<Endpoint> result;
    for (const Target& target : targets) {
        if (target.healthy || !any) result.push_back(target.endpoint);
    }
    return result;
}

bool admits(const std::vector<Prefix>& ranges, const IpAddress& client) {
    return ranges.empty() || std::any_of(ranges.begin(), ranges.end(), [&](const Prefix& range) {
               return range.contains(client);
           });
}

bool fits_any(const std::vector<std::string>& patterns, const std::string& text) {
    return patterns.empty() ||
           std::any_of(patterns.begin(), patterns.end(),
                       [&](const std::string& pattern) { return fits_pattern(pattern, text); });
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

}  // namespace

// One world's load balancers, as they become rules.
class LoadBalancerTable::Builder {
  public:
    Builder(const World& world, CauseBook& causes, LoadBalancerTable& table)
        : world_(world), causes_(causes), table_(table), endpoints_(world) {}

    void add(const LoadBalancer& object) {
        const auto index = static_cast<std::uint32_t>(table_.balancers_.size());
        Balancer balancer;
        balancer.type = object.type;
        balancer.source_ranges = object.source_ranges;
        balancer.cause = cause_of(object, "metadata", object.position);
        std::vector<bool> healthy(object.addresses.size());
        for (const policy::Listener& listener : object.listeners) {
            Listener& made = balancer.listeners.emplace_back();
            made.protocol = listener.protocol;
            made.port = listener.port;
            for (const ListenerRule& rule : listener.rules) {
                made.rules.push_back(rule_of(object, listener, rule, healthy));
            }
        }
        const bool all = object.type == LoadBalancer::Type::Application ||
                         std::find(healthy.begin(), healthy.end(), true) == healthy.end();
        for (std::uint32_t zone = 0; zone < object.addresses.size(); ++zone) {
            const LoadBalancer::ZonalAddress& own = object.addresses[zone];
            balancer.own.push_back(own.address);
            table_.by_address_.emplace(own.address, Place{index, zone});
            if (own.outside) table_.by_address_.emplace(*own.outside, Place{index, zone});
            if (all || healthy[zone]) balancer.in_dns.push_back(own.outside.value_or(own.address));
        }
        table_.balancers_.push_back(std::move(balancer));
    }

  private:
    Rule rule_of(const LoadBalancer& object, const policy::Listener& listener,
                 const ListenerRule& rule, std::vector<bool>& healthy) {
        Rule made;
        for (const std::string& host : rule.hosts) made.hosts.push_back(lower(host));
        made.paths = rule.paths;
        made.cause = cause_of(object, rule.path, rule.position);
        made.targets.resize(object.addresses.size());
        made.keeps_client = rule.target.keeps_client;
        const std::vector<Target> targets = targets_of(object, rule.target, listener, made);
        for (std::size_t zone = 0; zone < object.addresses.size(); ++zone) {
            std::vector<Target> mine;
            for (const Target& target : targets) {
                if (object.cross_zone || in_zone(target, object.addresses[zone].zone)) {
                    mine.push_back(target);
                    if (target.healthy) healthy[zone] = true;
                }
            }
            made.targets[zone] = keep(chosen_from(mine));
        }
        return made;
    }

    // The targets of a group, over IPv4: that is what load balancers here listen on.
    std::vector<Target> targets_of(const LoadBalancer& object, const TargetGroup& group,
                                   const policy::Listener& listener, Rule& rule) const {
        for (std::uint32_t s = 0; s < world_.services.size(); ++s) {
            const Service& service = world_.services[s];
            if (service.ns != object.ns || service.name != group.service) continue;
            for (std::uint32_t p = 0; p < service.ports.size(); ++p) {
                const ServicePort& port = service.ports[p];
                const auto* name = std::get_if<std::string>(&group.port);
                const bool is_it = name != nullptr
                                       ? port.name == *name
                                       : port.port == std::get<std::uint16_t>(group.port) &&
                                             port.protocol == listener.protocol;
                if (!is_it) continue;
                rule.service = s;
                rule.port = p;
                return group.type == TargetGroup::Type::Ip ? pods(service, port)
                                                           : nodes(service, port);
            }
        }
        return {};
    }

    // The pods that are ready; the controller takes the others off.
    std::vector<Target> pods(const Service& service, const ServicePort& port) const {
        std::vector<Target> targets;
        for (const Endpoint& endpoint : endpoints_.of(service, port, Family::V4)) {
            if (endpoint.pod == Endpoint::none || !endpoint.ready) continue;
            targets.push_back({endpoint, true, zone_of(world_, endpoint.node)});
        }
        return targets;
    }

    // Every node. It is healthy if it sends on what it is sent: to any endpoint, or to one of its
    // own where the external traffic policy is Local.
    std::vector<Target> nodes(const Service& service, const ServicePort& port) const {
        std::vector<Target> targets;
        if (port.node_port == 0) return targets;
        const std::vector<Endpoint> behind = endpoints_.of(service, port, Family::V4);
        for (std::uint32_t node = 0; node < world_.nodes.size(); ++node) {
            const auto& addresses = world_.nodes[node].addresses;
            const auto own = std::find_if(addresses.begin(), addresses.end(),
                                          [](const IpAddress& a) { return a.is_v4(); });
            if (own == addresses.end()) continue;
            Target target;
            target.endpoint.address = *own;
            target.endpoint.port = port.node_port;
            target.endpoint.node = node;
            target.zone = zone_of(world_, node);
            target.healthy = std::any_of(behind.begin(), behind.end(), [&](const Endpoint& each) {
                return is_usable(each) && (!service.external_local || each.node == node);
            });
            targets.push_back(std::move(target));
        }
        return targets;
    }

    Range keep(const std::vector<Endpoint>& endpoints) {
        auto& all = table_.endpoints_;
        const Range range{static_cast<std::uint32_t>(all.size()),
                          static_cast<std::uint32_t>(endpoints.size())};
        all.insert(all.end(), endpoints.begin(), endpoints.end());
        return range;
    }

    CauseListId cause_of(const LoadBalancer& object, const std::string& path,
                         const Position& position) {
        Cause cause;
        cause.kind = kind_of(object);
        cause.ns = object.ns;
        cause.name = object.name;
        cause.path = path;
        if (position.file < world_.files.size()) cause.file = world_.files[position.file];
        cause.line = position.line;
        return causes_.intern({cause});
    }

    const World& world_;
    CauseBook& causes_;
    LoadBalancerTable& table_;
    EndpointIndex endpoints_;
};

LoadBalancerTable::LoadBalancerTable(const World& world, CauseBook& causes) {
    if (world.load_balancers.empty()) return;
    std::unordered_map<std::string, std::uint32_t> by_name;
    for (std::uint32_t node = 0; node < world.nodes.size(); ++node) {
        by_name.emplace(world.nodes[node].name, node);
        for (const IpAddress& address : world.nodes[node].addresses) nodes_.emplace(address, node);
    }
    for (const Pod& pod : world.pods) {
        const auto node = by_name.find(pod.node);
        if (pod.finished() || node == by_name.end()) continue;
        for (const IpAddress& address : pod.addresses) nodes_.emplace(address, node->second);
    }
    Builder builder(world, causes, *this);
    for (const LoadBalancer& object : world.load_balancers) builder.add(object);
}

std::optional<std::uint32_t> LoadBalancerTable::at(const IpAddress& address) const {
    const auto found = by_address_.find(address);
    if (found == by_address_.end()) return std::nullopt;
    return found->second.balancer;
}

const IpAddress& LoadBalancerTable::inside(const IpAddress& address) const {
    const Place place = by_address_.at(address);
    return balancers_[place.balancer].own[place.zone];
}

const LoadBalancerTable::Listener* LoadBalancerTable::listener(const Balancer& balancer,
                                                               Protocol protocol,
                                                               std::uint16_t port) {
    for (const Listener& each : balancer.listeners) {
        if (each.protocol == protocol && each.port == port) return &each;
    }
    return nullptr;
}

ServiceAnswer LoadBalancerTable::find(const Tuple& opening, std::uint32_t /*node*/,
                                      Origin /*origin*/) const {
    ServiceAnswer answer;
    const auto place = by_address_.find(opening.destination);
    if (place == by_address_.end()) return answer;
    const Balancer& balancer = balancers_[place->second.balancer];
    const Listener* met = listener(balancer, opening.protocol, opening.destination_port);
    answer.kind = ServiceAnswer::Kind::Dropped;
    answer.cause = balancer.cause;
    if (met == nullptr) {
        answer.reason = Reason::LoadBalancerListener;
        return answer;
    }
    if (!admits(balancer.source_ranges, opening.source)) {
        answer.reason = Reason::LoadBalancerSource;
        return answer;
    }
    if (balancer.type == LoadBalancer::Type::Application) return {};
    answer = to_targets(met->rules.front(), place->second.zone);
    answer.masquerade_as = inside(opening.destination);
    return answer;
}

ServiceAnswer LoadBalancerTable::forward(const IpAddress& at, std::uint16_t port,
                                         const Request& request) const {
    const Place place = by_address_.at(at);
    const Listener* met = listener(balancers_[place.balancer], Protocol::TCP, port);
    const std::string host = lower(request.host);
    for (const Rule& rule : met->rules) {
        if (fits_any(rule.hosts, host) && fits_any(rule.paths, request.path)) {
            return to_targets(rule, place.zone);
        }
    }
    ServiceAnswer answer;
    answer.kind = ServiceAnswer::Kind::Dropped;
    answer.reason = Reason::LoadBalancerNoRule;
    answer.cause = balancers_[place.balancer].cause;
    return answer;
}

ServiceAnswer LoadBalancerTable::to_targets(const Rule& rule, std::uint32_t zone) const {
    const Range range = rule.targets[zone];
    ServiceAnswer answer;
    answer.kind = range.count == 0 ? ServiceAnswer::Kind::Dropped : ServiceAnswer::Kind::Backends;
    answer.reason = range.count == 0 ? Reason::LoadBalancerNoTargets : Reason::LoadBalancerTarget;
    answer.first = endpoints_.data() + range.first;
    answer.count = range.count;
    answer.masquerade = !rule.keeps_client;
    answer.service = rule.service;
    answer.port = rule.port;
    answer.cause = rule.cause;
    return answer;
}

Hairpin LoadBalancerTable::hairpin(const IpAddress& client, const Endpoint& backend) const {
    if (client == backend.address) return Hairpin::Lost;
    // On one node the target's answer does not go by the load balancer, and its client does not
    // know where it comes from.
    const auto of_client = nodes_.find(client);
    const bool same = of_client != nodes_.end() && of_client->second == backend.node;
    return same ? Hairpin::Lost : Hairpin::None;
}

}  // namespace policy
