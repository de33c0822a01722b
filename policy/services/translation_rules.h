// SPDX-License-Identifier: MIT
// What is asked of rules that give connections another destination: by kube-proxy on a node, by a
// Network Load Balancer.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "policy/model/packet.h"
#include "policy/model/verdict.h"
#include "policy/services/endpoints.h"

namespace policy {

// Where a packet comes from, as a node sees it.
enum class Origin : std::uint8_t { Pod, Node, Outside };

// The answer to one destination.
struct ServiceAnswer {
    enum class Kind : std::uint8_t {
        NotAService,       // no rule: the packet goes on as it is
        Backends,          // one of them, drawn evenly
        NoEndpoints,       // refused at once (ICMP port unreachable)
        NoLocalEndpoints,  // dropped without a word: the policy is Local, all endpoints elsewhere
        Dropped,           // dropped without a word, by a load balancer
    };
    Kind kind = Kind::NotAService;
    Reason reason = Reason::ServiceBackend;
    const Endpoint* first = nullptr;  // `count` of them
    std::size_t count = 0;
    bool written_at_gate = false;  // the opener's gate judges the address as it was written
    bool masquerade = false;       // the source becomes that of whoever translates
    std::optional<IpAddress> masquerade_as;  // or this address
    std::uint32_t service = 0;               // World::services and the item of its spec.ports
    std::uint32_t port = 0;
    // How long a client stays with its backend, from its last connection on; zero: each is drawn.
    std::chrono::seconds affinity{0};
    CauseListId cause = no_causes;  // the service's port
};

// A connection whose backend is its client, or runs where the client does.
enum class Hairpin : std::uint8_t {
    None,
    Masquerade,  // or the backend would answer itself
    Lost,
};

// Immutable; may be shared.
class TranslationRules {
  public:
    virtual ~TranslationRules() = default;

    virtual bool empty() const = 0;

    // What becomes of a new connection, as its opener wrote it, at node `node` (World::nodes).
    // Backends differ in address or port.
    virtual ServiceAnswer find(const Tuple& opening, std::uint32_t node, Origin origin) const = 0;

    virtual Hairpin hairpin(const IpAddress& client, const Endpoint& backend) const = 0;

    // Whether a UDP connection to `destination` at `node` may stay with `backend` under these.
    virtual bool keeps_udp(const IpAddress& destination, std::uint16_t port, std::uint32_t node,
                           const IpAddress& backend) const = 0;
};

}  // namespace policy
