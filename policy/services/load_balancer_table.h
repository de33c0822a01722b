// SPDX-License-Identifier: MIT
// What the load balancers of a world do to a connection: whom they let in, who are their targets,
// and which of those may be chosen.
//
// Targets are as healthy as the service is behind them: a pod while it is ready; a node while it
// has somebody to send to. Health checks themselves, which policies may drop, are not followed.
// Sources: Elastic Load Balancing's user guides (Network: "Target groups", "Client IP
// preservation", "Troubleshoot"; Application: "Listener rules", "Target groups"), AWS Load Balancer
// Controller v2.13 (pkg/service, pkg/ingress, pkg/targetgroupbinding).
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "policy/model/model.h"
#include "policy/services/translation_rules.h"
#include "policy/table/cause_book.h"

namespace policy {

// What a client asks an Application Load Balancer for.
struct Request {
    std::string host;
    std::string path = "/";
};

class LoadBalancerTable final : public TranslationRules {
  public:
    // REQUIRES: `world` and `causes` outlive the constructor only; load balancers share no address.
    LoadBalancerTable(const World& world, CauseBook& causes);

    bool empty() const override { return by_address_.empty(); }

    // What becomes of a connection that arrives at a load balancer's address, be it the one in the
    // VPC or the public one that stands for it. Dropped: by its
    // security group, or for lack of a target. A Network Load Balancer's: Backends, its targets,
    // which see the load balancer's address unless the target group keeps the client's. An
    // Application Load Balancer's: NotAService, for it accepts the connection itself.
    ServiceAnswer find(const Tuple& opening, std::uint32_t node, Origin origin) const override;

    // Where an Application Load Balancer sends what was asked on its listener at `port`: Backends,
    // or Dropped where it answers itself. REQUIRES: find() let the connection in.
    ServiceAnswer forward(const IpAddress& at, std::uint16_t port, const Request& request) const;

    // Where a rule of a listener sends what it is given at a zonal address, whatever the request;
    // all by their places in World::load_balancers. Without targets the answer has the service's
    // port that they would be of; Endpoint::none where there is no such service.
    ServiceAnswer targets(std::uint32_t load_balancer, std::size_t listener, std::size_t rule,
                          std::uint32_t zone) const {
        return to_targets(balancers_[load_balancer].listeners[listener].rules[rule], zone);
    }

    // Lost where a target would see as its client itself, or a pod or process of its own node.
    Hairpin hairpin(const IpAddress& client, const Endpoint& backend) const override;

    bool keeps_udp(const IpAddress&, std::uint16_t, std::uint32_t,
                   const IpAddress&) const override {
        return true;  // until it is idle
    }

    // The addresses that DNS answers with: of a Network Load Balancer those of zones that have a
    // healthy target, or all where no zone has; of an Application Load Balancer all.
    const std::vector<IpAddress>& in_dns(std::uint32_t load_balancer) const {
        return balancers_[load_balancer].in_dns;
    }

    // World::load_balancers by address, in the VPC or public; nothing where none has it.
    std::optional<std::uint32_t> at(const IpAddress& address) const;

    // The address in the VPC behind such a one: what targets see. REQUIRES: at() knows it.
    const IpAddress& inside(const IpAddress& address) const;

  private:
    struct Range {
        std::uint32_t first = 0;
        std::uint32_t count = 0;
    };
    struct Rule {
        std::vector<std::string> hosts;
        std::vector<std::string> paths;
        std::vector<Range> targets;  // by zonal address
        bool keeps_client = false;
        std::uint32_t service = Endpoint::none;
        std::uint32_t port = 0;
        CauseListId cause = no_causes;
    };
    struct Listener {
        Protocol protocol = Protocol::TCP;
        std::uint16_t port = 0;
        std::vector<Rule> rules;
    };
    struct Balancer {
        std::vector<IpAddress> own;  // in the VPC, by zonal address
        LoadBalancer::Type type = LoadBalancer::Type::Network;
        std::vector<Prefix> source_ranges;
        std::vector<Listener> listeners;
        std::vector<IpAddress> in_dns;
        CauseListId cause = no_causes;
    };
    struct Place {
        std::uint32_t balancer = 0;
        std::uint32_t zone = 0;  // of its addresses
    };
    class Builder;

    static const Listener* listener(const Balancer& balancer, Protocol protocol,
                                    std::uint16_t port);
    ServiceAnswer to_targets(const Rule& rule, std::uint32_t zone) const;

    std::vector<Balancer> balancers_;
    std::vector<Endpoint> endpoints_;  // what the ranges are of
    std::unordered_map<IpAddress, Place> by_address_;
    std::unordered_map<IpAddress, std::uint32_t>
        nodes_;  // that a pod or node of this address is on
};

}  // namespace policy
