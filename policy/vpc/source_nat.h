// SPDX-License-Identifier: MIT
// Many addresses behind one: source translation with ports, as a NAT gateway or a node does it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>

#include "policy/model/packet.h"
#include "policy/veth/connection_state.h"
#include "policy/veth/flow_map.h"

namespace policy {

// Draws a number below `bound`, evenly.
using DrawBelow = std::function<std::uint32_t(std::uint32_t bound)>;

// What of the outside port is asked for.
struct NatPorts {
    std::uint16_t first = 1024;
    std::uint16_t last = 65535;
    bool keep = false;  // the inside port, where no other connection has it; else drawn
    std::size_t per_destination = 65536;  // connections towards one address, port and protocol
};

// Connections are remembered by the inside tuple and by what answers bear, until they have been
// idle for their time; both directions are translated by what is remembered. An ICMP echo's
// identifier is its port. An ICMP error about a connection has its quote translated too.
// REQUIRES everywhere: `now` never goes back between calls; protocols TCP, UDP, SCTP and ICMP.
class SourceNat {
  public:
    using TimeoutOf = Time (*)(ConnectionState);

    SourceNat(const IpAddress& outside, const NatPorts& ports, TimeoutOf timeout_of);

    const IpAddress& outside() const { return outside_; }

    struct Result {
        enum class Kind : std::uint8_t {
            Translated,
            NoConnection,  // no opening, and nothing is known of it
            PortsExhausted,
        };
        Kind kind = Kind::NoConnection;
        Packet packet;  // Translated: as it goes on, both tuples the same
    };
    // A packet from inside; opens a connection where it can.
    Result out(const Packet& packet, Time now, const DrawBelow& draw);
    // A packet to the outside address; opens none.
    Result back(const Packet& packet, Time now);

    std::size_t size() const { return inside_.size(); }  // those not yet swept included

  private:
    struct Connection {
        Tuple key;      // as the inside wrote it
        Tuple outside;  // as it goes on
        Time opened{0};
        Time expires{0};
        ConnectionState state = ConnectionState::None;
        bool in_use() const { return state != ConnectionState::None; }
    };
    struct Answer {
        Tuple key;  // as an answer bears it
        Tuple inside;
        bool used = false;
        bool in_use() const { return used; }
    };
    struct Destination {
        IpAddress address;
        std::uint16_t port = 0;
        Protocol protocol = Protocol::TCP;
        friend bool operator==(const Destination& a, const Destination& b) {
            return a.port == b.port && a.protocol == b.protocol && a.address == b.address;
        }
    };
    struct DestinationHash {
        std::size_t operator()(const Destination& d) const noexcept;
    };

    Connection* find(const Tuple& inside, Time now);
    void forget(Connection* connection);
    void sweep_some(Time now);
    std::optional<Tuple> choose(const Tuple& inside, const DrawBelow& draw);
    Connection* open(const Packet& packet, Time now, const DrawBelow& draw, bool& exhausted);
    void touch(Connection& connection, const Packet& packet, bool from_inside, Time now) const;
    static Destination destination_of(const Tuple& tuple);

    IpAddress outside_;
    NatPorts ports_;
    TimeoutOf timeout_of_;
    FlowMap<Connection, TupleHash> inside_;
    FlowMap<Answer, TupleHash> answers_;
    std::unordered_map<Destination, std::size_t, DestinationHash> towards_;
    std::size_t cursor_ = 0;  // where sweeping goes on
};

}  // namespace policy
