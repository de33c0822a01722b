// SPDX-License-Identifier: MIT
// What a node's kube-proxy has in its rules: which address and port is a service's, and who may
// be chosen to answer.
//
// It is kube-proxy in iptables mode with the defaults of Amazon EKS: no clusterCIDR, so that
// neither what comes from outside to a ClusterIP is masqueraded nor pods are known as such;
// nodePortAddresses empty, so that a node port is open on every address of the node; no addresses
// of load balancers, for AWS publishes names.
// Source: pkg/proxy/iptables/proxier.go, pkg/proxy/topology.go of Kubernetes 1.33. Hints for
// topology aware routing are not honoured.
//
// Before all of these stand the addresses that a node's DNS cache answers at: it marks what is
// sent there as NOTRACK, so that it is not translated (cmd/node-cache of kubernetes/dns).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "policy/model/model.h"
#include "policy/model/packet.h"
#include "policy/model/verdict.h"
#include "policy/services/dns_caches.h"
#include "policy/services/endpoints.h"
#include "policy/services/translation_rules.h"
#include "policy/table/cause_book.h"

namespace policy {

// The rules of every node of one world: nodes differ in which endpoints are local, and in their
// own addresses. Immutable; shared by all nodes.
class ServiceTable final : public TranslationRules {
  public:
    // REQUIRES: `world` and `causes` outlive the constructor only; no two services share a
    // ClusterIP or node port.
    ServiceTable(const World& world, CauseBook& causes);

    bool empty() const override {
        return by_address_.empty() && by_node_port_.empty() && caches_.empty();
    }

    // What becomes of a new connection to `destination` at node `node` (World::nodes).
    // Backends differ in address or port.
    ServiceAnswer find(const IpAddress& destination, Protocol protocol, std::uint16_t port,
                       std::uint32_t node, Origin origin) const;
    ServiceAnswer find(const Tuple& opening, std::uint32_t node, Origin origin) const override {
        return find(opening.destination, opening.protocol, opening.destination_port, node, origin);
    }

    Hairpin hairpin(const IpAddress& client, const Endpoint& backend) const override {
        return backend.address == client ? Hairpin::Masquerade : Hairpin::None;
    }

    // Whether a UDP connection to `destination` at `node` may stay with `backend`. kube-proxy makes
    // Linux forget those whose backend no longer serves, whatever the traffic policies, and be it
    // terminating; it leaves alone what is no service's, and services none of whose endpoints
    // serves (pkg/proxy/conntrack/cleanup.go). What a DNS cache answered goes elsewhere when the
    // cache goes, and comes to it when it comes.
    bool keeps_udp(const IpAddress& destination, std::uint16_t port, std::uint32_t node,
                   const IpAddress& backend) const override;

    const DnsCaches& dns_caches() const { return caches_; }

  private:
    struct Range {
        std::uint32_t first = 0;
        std::uint32_t count = 0;
    };
    struct Rule {
        std::uint32_t service = 0;
        std::uint32_t port = 0;
        CauseListId cause = no_causes;
        Range cluster;     // those that anyone may be sent to
        Range local;       // where a policy is Local: by node, for each those of it
        Range serving;     // of a UDP port: those that may keep their connections
        bool any = false;  // whether some endpoint, anywhere, could serve
        bool internal_local = false;
        bool external_local = false;
        std::chrono::seconds affinity{0};
    };
    struct Key {
        IpAddress address;  // unspecified for node ports: the family counts
        Protocol protocol = Protocol::TCP;
        std::uint16_t port = 0;
        friend bool operator==(const Key& a, const Key& b) {
            return a.port == b.port && a.protocol == b.protocol && a.address == b.address;
        }
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const noexcept;
    };

    using RuleIndex = std::uint32_t;
    using Rules = std::unordered_map<Key, RuleIndex, KeyHash>;

    // The rule that a destination meets, and as what.
    struct Match {
        const Rule* rule = nullptr;  // none: no service's
        enum class As : std::uint8_t { ClusterIp, ExternalIp, NodePort } as = As::ClusterIp;
    };

    RuleIndex add_rule(const Service& service, std::uint32_t port, std::vector<Endpoint> endpoints);
    Range keep(const std::vector<Endpoint>& endpoints);
    Match match(const IpAddress& destination, Protocol protocol, std::uint16_t port,
                std::uint32_t node) const;
    bool owns(std::uint32_t node, const IpAddress& address) const;
    ServiceAnswer answer(const Rule& rule, bool local_only, bool masquerade,
                         std::uint32_t node) const;
    Range local_at(const Rule& rule, std::uint32_t node) const;

    std::vector<Rule> rules_;
    std::vector<Endpoint> endpoints_;  // what the ranges are of
    Rules by_address_;                 // ClusterIPs
    Rules by_external_;                // externalIPs
    Rules by_node_port_;
    DnsCaches caches_;
    std::unordered_map<IpAddress, std::vector<std::uint32_t>> nodes_;  // by their addresses
};

}  // namespace policy
