// SPDX-License-Identifier: MIT
// One ping, answered by the far end's own ICMP.
#pragma once

#include <ns3/ptr.h>
#include <ns3/socket.h>

#include "sim/apps/exchange.h"

namespace sim {

class EchoExchange final : public Exchange {
  public:
    EchoExchange(const ExchangeSpec& spec, Endpoint& client, ExchangeListener& listener)
        : spec_(spec), client_(client), listener_(listener) {}
    ~EchoExchange() override;

    void start() override;

  private:
    void received(ns3::Ptr<ns3::Socket> socket);
    void conclude(Outcome outcome);
    bool is_ours(const policy::Packet& packet) const;

    ExchangeSpec spec_;
    Endpoint& client_;
    ExchangeListener& listener_;
    ns3::Ptr<ns3::Socket> socket_;
    bool concluded_ = false;
};

}  // namespace sim
