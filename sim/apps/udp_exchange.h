// SPDX-License-Identifier: MIT
// One datagram and its answer, over ns-3's own UDP.
#pragma once

#include <ns3/ipv4-address.h>
#include <ns3/ptr.h>
#include <ns3/socket.h>

#include "sim/apps/exchange.h"

namespace sim {

class UdpExchange final : public Exchange {
  public:
    UdpExchange(const ExchangeSpec& spec, Endpoint& client, ExchangeListener& listener)
        : spec_(spec), client_(client), listener_(listener) {}
    ~UdpExchange() override;

    void start() override;

  private:
    void received(ns3::Ptr<ns3::Socket> socket);
    void icmp_error(ns3::Ipv4Address from, std::uint8_t ttl, std::uint8_t type, std::uint8_t code,
                    std::uint32_t info);
    void conclude(Outcome outcome);

    ExchangeSpec spec_;
    Endpoint& client_;
    ExchangeListener& listener_;
    ns3::Ptr<ns3::Socket> socket_;
    bool concluded_ = false;
};

}  // namespace sim
