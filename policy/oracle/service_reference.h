// SPDX-License-Identifier: MIT
// The oracle for services: what becomes of a connection to a service's address at one node, slow
// and obvious. It shares with the service table only the model.
//
// Said once more from: the Service and EndpointSlice API (core/v1, discovery.k8s.io/v1), the pages
// "Virtual IPs and Service Proxies" and "Using Source IP" of the documentation, and where they are
// silent kube-proxy's iptables mode itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "policy/model/model.h"
#include "policy/model/packet.h"

namespace policy {

struct ReferenceBackend {
    IpAddress address;
    std::uint16_t port = 0;
    bool masqueraded = false;  // whether it sees the node as the client

    friend bool operator==(const ReferenceBackend& a, const ReferenceBackend& b) {
        return a.address == b.address && a.port == b.port && a.masqueraded == b.masqueraded;
    }
    friend bool operator<(const ReferenceBackend& a, const ReferenceBackend& b) {
        return std::tie(a.address, a.port, a.masqueraded) <
               std::tie(b.address, b.port, b.masqueraded);
    }
};

struct ReferenceServiceAnswer {
    enum class Outcome : std::uint8_t { NotAService, Sent, Refused, Dropped };
    Outcome outcome = Outcome::NotAService;
    std::size_t service = 0;  // World::services and its spec.ports, unless NotAService
    std::size_t port = 0;
    std::vector<ReferenceBackend> backends;  // Sent: one of them; sorted
    bool by_dns_cache = false;  // the node's own, and the sender's gate judges what was written

    friend bool operator==(const ReferenceServiceAnswer& a, const ReferenceServiceAnswer& b) {
        return a.outcome == b.outcome && a.service == b.service && a.port == b.port &&
               a.backends == b.backends && a.by_dns_cache == b.by_dns_cache;
    }
};

// What World::nodes[node] makes of the first packet of a connection, as its sender wrote it.
// `from_node`: the sender is the node itself.
ReferenceServiceAnswer reference_service(const World& world, const Tuple& written, std::size_t node,
                                         bool from_node);

}  // namespace policy
