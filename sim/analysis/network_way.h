// SPDX-License-Identifier: MIT
// What lies between two addresses of a scenario's network, there and back: the walk that a
// simulation's packets take, for one connection that is opened there.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "policy/model/model.h"
#include "policy/table/cause_book.h"
#include "policy/vpc/node_nat.h"
#include "policy/vpc/vpc_datapath.h"
#include "results/report/why_rows.h"
#include "sim/scenario/scenario.h"

namespace analysis {

struct NetworkWay {
    std::vector<results::WhyHook> there;
    std::vector<results::WhyHook> back;  // none where the opening is lost
    std::vector<results::WhyChange> changes;
    std::string key;  // equal where nothing, or the same, is in the way
};

// Ways through one network. Each is asked of VPCs that remember nothing.
class NetworkWays {
  public:
    // REQUIRES: all outlive it; the interfaces of `network` have the addresses of the pods and
    // nodes of `world`.
    NetworkWays(const policy::World& world, const policy::Network& network,
                const scenario::Cni& cni);

    // REQUIRES: IPv4 addresses. A pod is asked for by its index, for its node. Nothing where the
    // two are on one node, between which no VPC lies, but before pods with security groups of their
    // own in strict mode.
    std::optional<NetworkWay> between(const policy::IpAddress& from,
                                      std::optional<std::size_t> from_pod,
                                      const policy::IpAddress& to,
                                      std::optional<std::size_t> to_pod, policy::Protocol protocol,
                                      std::uint16_t port) const;

    // Whether all that the pod sends goes by an interface of its own, though the node could answer:
    // security groups for Pods in strict mode.
    bool is_strict(std::size_t pod) const;

    // Adds where ports begin that may be judged otherwise than those below them.
    void add_edges(policy::Protocol protocol, std::set<std::uint32_t>& edges) const;

  private:
    std::optional<std::size_t> node_at(const policy::IpAddress& address,
                                       std::optional<std::size_t> pod) const;

    std::optional<policy::NodeNat> nat_of(std::optional<std::size_t> node) const;
    bool has_branch(const policy::IpAddress& address) const;
    bool is_virtual(const policy::IpAddress& address) const;
    const policy::NetworkIndex* interface_of(const policy::IpAddress& address) const;

    const policy::World& world_;
    const scenario::Cni& cni_;
    mutable policy::CauseBook causes_;
    std::shared_ptr<const policy::VpcRules> rules_;
};

}  // namespace analysis
