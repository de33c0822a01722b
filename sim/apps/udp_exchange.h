// SPDX-License-Identifier: MIT
// One datagram and its answer, over ns-3's own UDP.
#pragma once

#include "sim/apps/exchange.h"
#include "sim/apps/udp_client.h"
#include "sim/cluster/endpoint.h"

namespace sim {

class UdpExchange final : public Exchange {
  public:
    UdpExchange(const ExchangeSpec& spec, Endpoint& client, ExchangeListener& listener)
        : spec_(spec),
          client_(client),
          listener_(listener),
          udp_([this] { conclude(Outcome::Answered); },
               [this](Outcome outcome) { conclude(outcome); }) {}

    void start() override;

  private:
    void conclude(Outcome outcome);

    ExchangeSpec spec_;
    Endpoint& client_;
    ExchangeListener& listener_;
    UdpClient udp_;
    bool concluded_ = false;
};

}  // namespace sim
