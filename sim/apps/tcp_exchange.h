// SPDX-License-Identifier: MIT
// Handshake, request, response, close, over ns-3's own TCP.
#pragma once

#include <ns3/ipv4-address.h>
#include <ns3/ptr.h>
#include <ns3/socket.h>

#include "sim/apps/exchange.h"

namespace sim {

class TcpExchange final : public Exchange {
  public:
    TcpExchange(const ExchangeSpec& spec, Endpoint& client, ExchangeListener& listener)
        : spec_(spec), client_(client), listener_(listener) {}
    ~TcpExchange() override;

    void start() override;

  private:
    enum class Stage { Opening, Open, Served, Closed };

    void connected(ns3::Ptr<ns3::Socket> socket);
    void received(ns3::Ptr<ns3::Socket> socket);
    void ended(ns3::Ptr<ns3::Socket> socket);
    void icmp_error(ns3::Ipv4Address from, std::uint8_t ttl, std::uint8_t type, std::uint8_t code,
                    std::uint32_t info);
    void conclude(Outcome outcome);

    ExchangeSpec spec_;
    Endpoint& client_;
    ExchangeListener& listener_;
    ns3::Ptr<ns3::Socket> socket_;
    Stage stage_ = Stage::Opening;
    std::uint32_t missing_ = 0;  // bytes of the response still to come
};

}  // namespace sim
