// SPDX-License-Identifier: MIT
// NodeLocal DNSCache: which node answers for which address itself.
//
// The cache is a process of the node, bound to addresses that are also the cluster DNS service's;
// on its node they are local, and what is sent there is not translated (NOTRACK). What it does not
// know it asks of its upstream service, over TCP and from the node's address.
// Source: "Using NodeLocal DNSCache in Kubernetes Clusters"; cmd/node-cache of kubernetes/dns.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "policy/model/model.h"
#include "policy/services/endpoints.h"
#include "policy/table/cause_book.h"

namespace policy {

class DnsCaches {
  public:
    // One address of one node.
    struct Cache {
        std::uint32_t node = 0;                 // World::nodes; Endpoint::none where it is on any
        std::uint32_t pod = 0;                  // World::pods
        IpAddress address;                      // what clients write
        Endpoint endpoint;                      // who answers: the node, on port 53
        std::optional<std::uint32_t> upstream;  // World::services; none that it could ask
        CauseListId cause = no_causes;          // what made the pod
    };

    // REQUIRES: `world` and `causes` outlive the constructor only. Where nodes are not known, a
    // DaemonSet's pod stands for one on each.
    DnsCaches(const World& world, CauseBook& causes);

    bool empty() const { return caches_.empty(); }

    // Who answers what is sent from node `node`; null where it is no cache. Of a node that is not
    // known (Endpoint::none) it is taken that it has one if any has.
    const Cache* find(const IpAddress& destination, Protocol protocol, std::uint16_t port,
                      std::uint32_t node) const;

    // Ascending by node; those on any are last.
    const std::vector<Cache>& all() const { return caches_; }

  private:
    std::vector<Cache> caches_;
};

}  // namespace policy
