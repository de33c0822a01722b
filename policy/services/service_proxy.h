// SPDX-License-Identifier: MIT
// Translation in time, of one node or of load balancers: rules, the connections that were
// translated, and the clients that stay with a backend.
//
// The rules are asked of the packet that opens a connection and of no other; what follows, both
// ways, is translated like it (Linux: the nat table sees a connection's first packet only).
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "policy/model/packet.h"
#include "policy/model/verdict.h"
#include "policy/services/translation_rules.h"
#include "policy/veth/connection_state.h"
#include "policy/veth/flow_map.h"

namespace policy {

// What a node makes of a packet.
struct Translation {
    enum class Kind : std::uint8_t {
        Untouched,  // not a service's
        Forward,    // from the end that opened: its gate is before the translation
        Reply,      // to the end that opened: its gate is after the translation
        Rejected,   // no endpoints: an ICMP port unreachable goes back
        Dropped,    // lost without a word
    };
    Kind kind = Kind::Untouched;
    bool opens = false;  // nothing is known of the connection yet; see ServiceProxy::remember()
    // What the gate of the opener's pod is handed: both tuples, and of an ICMP error the quote as
    // that gate knows the connection.
    Packet at_opener;
    // What the packet's own bytes say from here on.
    Tuple sent;
    std::optional<Tuple> sent_quote;
    // What the service hook says of an opening.
    Reason reason = Reason::ServiceBackend;
    CauseListId cause = no_causes;
    bool stays = false;  // the client's next connection goes to this backend: session affinity
};

// Not modelled: connections in which no service has a part are not remembered, so that Linux' care
// for their source ports is not, either, nor its dropping of packets that belong to no connection;
// more than a hundred clients with session affinity push each other out of xt_recent's lists.
class ServiceProxy {
  public:
    // Draws a number below `bound`, evenly. An argument, so that the caller may give each flow
    // draws of its own.
    using Draw = std::function<std::uint32_t(std::uint32_t bound)>;

    // `addresses`: the node's, of which the first of a family is what masquerading writes, unless
    // the rules say another.
    ServiceProxy(std::uint32_t node, std::vector<IpAddress> addresses);

    // Puts new rules in force. TCP and SCTP connections keep their backend, though it may be gone;
    // UDP's are forgotten as the rules have them: TranslationRules::keeps_udp().
    void replace(std::shared_ptr<const TranslationRules> rules);

    // REQUIRES: rules are in force; `packet` is as it was read from its bytes, so that its tuples
    // are equal; `now` never goes back between calls.
    Translation translate(const Packet& packet, Origin origin, Time now, const Draw& draw);

    // Remembers the connection of a translation that opens one, when its packet has passed the
    // gate. What is not remembered is drawn again with the next packet, as in Linux.
    void remember(const Packet& packet, const Translation& translation, Time now);

    std::size_t connections() const { return connections_.size() - free_.size(); }

  private:
    struct alignas(64) Connection {
        Tuple written;     // client to service
        Tuple translated;  // client to backend, as the opener's gate has it
        Tuple sent;        // the same, masqueraded
        Time opened{0};
        Time expires{0};
        ConnectionState state = ConnectionState::None;
        CauseListId cause = no_causes;
    };
    using Index = std::uint32_t;
    // A connection by what its packets say: `written` of those from its opener, `sent` reversed of
    // its replies.
    struct alignas(64) Flow {
        Tuple key;
        Index connection = UINT32_MAX;
        bool from_opener = false;
        bool in_use() const { return connection != UINT32_MAX; }
    };
    struct Stay {  // session affinity
        IpAddress address;
        std::uint16_t port = 0;
        Time last{0};
    };
    using FragmentKey = std::tuple<IpAddress, IpAddress, Protocol, std::uint16_t>;

    Translation opening(const Packet& packet, Origin origin, Time now, const Draw& draw);
    Translation whole(const Packet& packet, Origin origin, Time now, const Draw& draw);
    Translation known(const Flow& flow, const Packet& packet, Time now);
    Translation error(const Packet& packet, Time now);
    Translation fragment(const Packet& packet, Time now);
    const Endpoint& choose(const ServiceAnswer& answer, const IpAddress& client, Time now,
                           const Draw& draw);
    const IpAddress* own_address(const ServiceAnswer& answer, Family family) const;
    Tuple masqueraded(Tuple tuple, const IpAddress* source, const Draw& draw);
    void remember_fragment(const Packet& first, const Translation& translation, Time now);
    const Flow* find(const Tuple& tuple, Time now);
    void add_flow(const Flow& flow);
    void forget(Index index);
    void sweep_some(Time now);

    std::uint32_t node_;
    std::vector<IpAddress> addresses_;
    std::shared_ptr<const TranslationRules> rules_;
    std::vector<Connection> connections_;  // some free
    std::vector<Index> free_;
    Index cursor_ = 0;  // where sweeping goes on
    FlowMap<Flow, TupleHash> flows_;
    std::map<std::pair<CauseListId, IpAddress>, Stay> stays_;  // of a service's port, a client
    std::map<FragmentKey, std::pair<Translation, Time>> fragments_;
    std::deque<std::pair<Time, FragmentKey>> fragment_deadlines_;
};

}  // namespace policy
