// SPDX-License-Identifier: MIT
// Load balancers of Services and Ingresses that policies keep out of their targets.
#include <algorithm>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "policy/lint/context.h"
#include "policy/services/endpoints.h"

namespace policy {
namespace {

// A port of a Service that a load balancer sends to.
struct Sent {
    const LoadBalancer* balancer = nullptr;
    const Service* service = nullptr;
    const ServicePort* port = nullptr;
    bool by_node = false;  // to a node, which puts its own address in the client's place
};

class LoadBalancerChecks {
  public:
    explicit LoadBalancerChecks(LintContext& context)
        : context_(context), world_(context.world()), endpoints_(world_) {}

    void run() {
        for (const LoadBalancer& balancer : world_.load_balancers) {
            for (const Listener& listener : balancer.listeners) {
                for (const ListenerRule& rule : listener.rules) {
                    if (const auto sent = sent_by(balancer, rule.target)) check(*sent);
                }
            }
        }
    }

  private:
    // Nothing where its targets see clients as they are: those may be pods.
    std::optional<Sent> sent_by(const LoadBalancer& balancer, const TargetGroup& target) const {
        for (const Service& service : world_.services) {
            if (service.ns != balancer.ns || service.name != target.service) continue;
            const bool by_ip = target.type == TargetGroup::Type::Ip;
            const bool local = !by_ip && service.external_local;
            if (target.keeps_client && (by_ip || local)) return std::nullopt;
            for (const ServicePort& port : service.ports) {
                const auto* number = std::get_if<std::uint16_t>(&target.port);
                const bool meant =
                    number ? port.port == *number : port.name == std::get<std::string>(target.port);
                if (meant) return Sent{&balancer, &service, &port, !by_ip && !local};
            }
        }
        return std::nullopt;
    }

    void check(const Sent& sent) {
        std::optional<std::size_t> keeps_out;  // the first policy of the first pod
        std::uint16_t asked = 0;
        for (const Endpoint& each : endpoints_.of(*sent.service, *sent.port, Family::V4)) {
            if (each.pod == Endpoint::none) return;
            const auto policies = isolating(each.pod);
            if (policies.empty() || admit(policies, each, sent)) return;
            if (!keeps_out) {
                keeps_out = policies.front();
                asked = each.port;
            }
        }
        if (!keeps_out || context_.has(Lint::LoadBalancerKeptOut, *keeps_out, "spec.ingress")) {
            return;
        }
        const NetworkPolicy& policy = world_.policies[*keeps_out];
        context_.add(
            Lint::LoadBalancerKeptOut, *keeps_out, "spec.ingress", policy.position,
            "the load balancer of " + std::string(kind_of(*sent.balancer)) + " " +
                sent.balancer->ns + "/" + sent.balancer->name + " sends to " + sent.service->ns +
                "/" + sent.service->name + ", and no ingress rule admits it on " +
                text(sent.port->protocol) + " " + std::to_string(asked),
            sent.by_node ? "the pods see the node that it sends to, which only an ipBlock matches; "
                           "without, pods on that very node answer and others do not"
                         : "the pods see its own addresses, which only an ipBlock matches: that of "
                           "the subnets it stands in");
    }

    std::vector<std::size_t> isolating(std::size_t pod) const {
        std::vector<std::size_t> policies;
        for (std::size_t i = 0; i < world_.policies.size(); ++i) {
            if (!context_.valid(i) || !enforces(world_.policies[i], Direction::ToPod)) continue;
            const auto& subjects = context_.subjects(i);
            if (std::binary_search(subjects.begin(), subjects.end(), pod)) policies.push_back(i);
        }
        return policies;
    }

    // Whether some rule may match what the target sees, on the port.
    bool admit(const std::vector<std::size_t>& policies, const Endpoint& target, const Sent& sent) {
        const std::vector<IpAddress> seen = seen_by_targets(sent);
        for (const std::size_t policy : policies) {
            for (const PolicyRule& rule : world_.policies[policy].ingress) {
                if (!has_port(rule, target, sent.port->protocol)) continue;
                if (rule.peers.empty()) return true;
                for (const Peer& peer : rule.peers) {
                    if (peer.ip_block && may_contain(policy, peer, seen)) return true;
                }
            }
        }
        return false;
    }

    // None where they are not known.
    std::vector<IpAddress> seen_by_targets(const Sent& sent) const {
        std::vector<IpAddress> seen;
        if (sent.by_node) {
            for (const Node& node : world_.nodes) {
                seen.insert(seen.end(), node.addresses.begin(), node.addresses.end());
            }
        } else {
            for (const LoadBalancer::ZonalAddress& zonal : sent.balancer->addresses) {
                seen.push_back(zonal.address);
            }
        }
        return seen;
    }

    bool may_contain(std::size_t policy, const Peer& peer, const std::vector<IpAddress>& seen) {
        const AddressRanges& ranges = context_.addresses_of(policy, peer);
        return seen.empty() || std::any_of(seen.begin(), seen.end(), [&](const IpAddress& address) {
                   return contains(ranges, address);
               });
    }

    bool has_port(const PolicyRule& rule, const Endpoint& target, Protocol protocol) const {
        const auto& declared = world_.pods[target.pod].ports;
        return rule.ports.empty() ||
               std::any_of(rule.ports.begin(), rule.ports.end(), [&](const PolicyPort& port) {
                   if (port.protocol.value_or("TCP") != text(protocol)) return false;
                   if (const auto* name = std::get_if<std::string>(&port.port)) {
                       return std::any_of(declared.begin(), declared.end(), [&](const auto& own) {
                           return own.name == *name && own.protocol == protocol &&
                                  own.port == target.port;
                       });
                   }
                   const auto* first = std::get_if<std::int64_t>(&port.port);
                   return first == nullptr ||
                          (*first <= target.port && target.port <= port.end_port.value_or(*first));
               });
    }

    LintContext& context_;
    const World& world_;
    EndpointIndex endpoints_;
};

}  // namespace

void lint_load_balancers(LintContext& context) {
    if (!context.world().load_balancers.empty()) LoadBalancerChecks(context).run();
}

}  // namespace policy
