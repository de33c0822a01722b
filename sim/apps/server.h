// SPDX-License-Identifier: MIT
// What answers requests: listening sockets, opened where a flow will ask for them.
#pragma once

#include <functional>
#include <map>
#include <tuple>
#include <utility>

#include <ns3/ptr.h>
#include <ns3/socket.h>

#include "policy/model/packet.h"
#include "sim/cluster/endpoint.h"

namespace sim {

// Hands a request on to somebody else, and answers when it is told to.
using HandOn = std::function<void(const policy::Tuple& client, std::function<void()> answer)>;

// All servers of a simulation. A port that an endpoint listens on, and that some flow names, gets
// a socket when the first such flow starts; a port nobody asks for would change nothing.
class Servers {
  public:
    ~Servers();

    // Makes sure that what listens on this port of the endpoint answers. Where nothing listens, or
    // no longer, the stack refuses by itself.
    void open(Endpoint& endpoint, policy::Protocol protocol, std::uint16_t port);

    // From now on requests that come to this endpoint are handed on.
    void hand_on(const Endpoint& endpoint, HandOn to) {
        proxies_[endpoint.node_id()] = {endpoint.address(), std::move(to)};
    }

  private:
    struct Connection {
        std::uint32_t received = 0;
        std::uint32_t expected = 0;  // 0 until the request's header has come
        std::uint32_t response = 0;
    };

    struct Proxy {
        policy::IpAddress address;
        HandOn hand_on;
    };

    using Key = std::tuple<std::uint32_t, policy::Protocol, std::uint16_t>;  // node, port

    void close(const Key& key);
    ns3::Ptr<ns3::Socket> listen_tcp(Endpoint& endpoint, std::uint16_t port);
    ns3::Ptr<ns3::Socket> listen_udp(Endpoint& endpoint, std::uint16_t port);
    void accepted(ns3::Ptr<ns3::Socket> socket, const ns3::Address& peer);
    void tcp_received(ns3::Ptr<ns3::Socket> socket);
    void answer(ns3::Ptr<ns3::Socket> socket, std::uint32_t bytes);
    void tcp_ended(ns3::Ptr<ns3::Socket> socket);
    void udp_received(ns3::Ptr<ns3::Socket> socket);

    std::map<Key, ns3::Ptr<ns3::Socket>> listening_;
    std::map<ns3::Ptr<ns3::Socket>, Connection> connections_;
    std::map<std::uint32_t, Proxy> proxies_;  // by node
};

}  // namespace sim
