// SPDX-License-Identifier: MIT
// Rows of `reach` of load balancers: who may open their listeners, and the workloads that they
// reach. Policies at a target judge what the load balancer, or the node behind its target group,
// makes of the connection: whose address it bears, and on which port it arrives.
#pragma once

#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "policy/services/load_balancer_table.h"
#include "policy/services/service_table.h"
#include "sim/analysis/reach_judge.h"

namespace analysis {

class ReachBalancers {
  public:
    // REQUIRES: the references outlive this.
    ReachBalancers(const policy::World& world, const policy::Reachability& reach,
                   const ReachJudge& judge, const std::vector<Group>& groups);

    // What passes to one workload by one port.
    struct Reached {
        std::uint32_t group = 0;
        policy::Protocol protocol = policy::Protocol::TCP;
        std::uint16_t port = 0;
        Passes passes;
    };
    struct Balancer {
        results::ReachEnd end;
        std::vector<results::ReachEnd> clients;  // whom its security group lets in
        policy::ConnectionSet listens;
        bool has_targets = false;
        std::vector<Reached> reached;  // by group; nothing that cannot be
    };
    // By name.
    std::vector<Balancer> look() const;

  private:
    // Where a connection to a pod seems to come from.
    struct Seen {
        const policy::IpAddress* address = nullptr;  // null: the client's
        std::uint32_t node = policy::Endpoint::none;
        const std::vector<policy::ClassId>* clients = nullptr;
    };
    using Key = std::tuple<std::uint32_t, policy::Protocol, std::uint16_t>;
    using Found = std::map<Key, Passes>;

    void follow(std::uint32_t balancer, Found& found) const;
    void by_unknown_nodes(policy::Protocol protocol, const policy::ServiceAnswer& answer,
                          const Seen& seen, Found& found) const;
    void to_node(policy::Protocol protocol, const policy::Endpoint& node, const Seen& seen,
                 Found& found) const;
    void to_pod(policy::Protocol protocol, const policy::Endpoint& pod, const Seen& seen,
                Found& found) const;
    Passes judge(policy::Protocol protocol, const policy::Endpoint& pod, const Seen& seen) const;
    Passes from_any(const std::vector<policy::ClassId>& classes, policy::ClassId to,
                    policy::Protocol protocol, std::uint16_t port, Caveat why_different) const;
    std::vector<policy::ClassId> clients_of(const policy::LoadBalancer& object) const;

    const policy::World& world_;
    const policy::Reachability& reach_;
    const ReachJudge& judge_;
    policy::CauseBook causes_;
    policy::ServiceTable services_;
    policy::LoadBalancerTable balancers_;
    policy::EndpointIndex endpoints_;
    bool any_node_ = false;                 // whose address is known
    std::vector<policy::ClassId> outside_;  // classes
    std::vector<std::uint32_t> group_of_;   // of each pod; none where it is in no group
};

}  // namespace analysis
