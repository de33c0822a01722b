// SPDX-License-Identifier: MIT
// One packet and its answer, made by hand.
#pragma once

#include "sim/apps/exchange.h"

namespace sim {

class RawExchange final : public Exchange {
  public:
    RawExchange(const ExchangeSpec& spec, Endpoint& client, ExchangeListener& listener)
        : spec_(spec), client_(client), listener_(listener) {}

    void start() override;
    void answer(const policy::Packet& packet) override;

  private:
    ExchangeSpec spec_;
    Endpoint& client_;
    ExchangeListener& listener_;
    bool answered_ = false;
};

// Answers a raw opening packet that arrived at `server`, as its kernel and applications would.
void answer_raw(Endpoint& server, FlowId flow, const policy::Packet& opening,
                std::uint32_t response_bytes);

}  // namespace sim
