// SPDX-License-Identifier: MIT
// The client's end of a UDP exchange, over ns-3's own UDP.
#pragma once

#include <functional>

#include <ns3/ipv4-address.h>
#include <ns3/packet.h>
#include <ns3/ptr.h>
#include <ns3/socket.h>

#include "policy/model/packet.h"
#include "sim/apps/exchange.h"
#include "sim/cluster/endpoint.h"

namespace sim {

// A socket that is bound to a tuple's source and connected to its destination. Destroying it closes
// the socket; nothing is called any more.
class UdpClient {
  public:
    // `answered`: datagrams came. `refused`: an ICMP error said that none will (Refused where the
    // port is closed, else Unreachable).
    UdpClient(std::function<void()> answered, std::function<void(Outcome)> refused)
        : answered_(std::move(answered)), refused_(std::move(refused)) {}
    UdpClient(const UdpClient&) = delete;
    UdpClient& operator=(const UdpClient&) = delete;
    ~UdpClient();

    // Whether the socket could be had. REQUIRES: called once.
    bool open(Endpoint& client, const policy::Tuple& tuple);
    void send(const ns3::Ptr<ns3::Packet>& packet) { socket_->Send(packet); }  // REQUIRES: open

  private:
    void received(ns3::Ptr<ns3::Socket> socket);
    void icmp_error(ns3::Ipv4Address from, std::uint8_t ttl, std::uint8_t type, std::uint8_t code,
                    std::uint32_t info);

    std::function<void()> answered_;
    std::function<void(Outcome)> refused_;
    ns3::Ptr<ns3::Socket> socket_;
};

}  // namespace sim
