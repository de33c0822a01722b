// SPDX-License-Identifier: MIT
// One flow's conversation, seen from the application that opens it.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "policy/model/packet.h"
#include "sim/cluster/endpoint.h"
#include "sim/cluster/flow_tag.h"

namespace sim {

// What the application saw.
enum class Outcome : std::uint8_t {
    Connected,    // TCP: handshake, request and response
    Answered,     // any other protocol, and every raw exchange: an answer came
    Refused,      // the far end said at once that nothing listens
    TimedOut,     // nothing, or not enough, came within the flow's timeout
    Reset,        // the far end broke off after the handshake
    Unreachable,  // an ICMP error said so, or no connection could be opened at all
    Unresolved,   // no address was found for the name, so nothing was opened
};

std::string_view text(Outcome outcome);  // "connected", "timed-out", ...

// What an exchange is about.
struct ExchangeSpec {
    FlowId flow = 0;
    policy::Tuple tuple;  // as the client writes it
    std::uint32_t request_bytes = 0;
    std::uint32_t response_bytes = 0;
};

// Who is told. An exchange may call from within a socket's callback, so the listener must not
// destroy it before the present event is over.
class ExchangeListener {
  public:
    virtual ~ExchangeListener() = default;
    virtual void outcome_known(FlowId flow, Outcome outcome) = 0;  // at most once
    virtual void closed(FlowId flow) = 0;  // nothing more will be sent; after outcome_known
};

// Destroying an exchange closes its sockets; its listener hears nothing more.
class Exchange {
  public:
    virtual ~Exchange() = default;

    virtual void start() = 0;

    // A raw packet for this exchange came back to the client.
    virtual void answer(const policy::Packet& /*packet*/) {}
};

// The conversation of a flow between the stacks of two endpoints: TCP with handshake, request,
// response and close; UDP request and response; ICMP echo. SCTP, of which ns-3 has no stack, is
// one raw INIT and its answer.
std::unique_ptr<Exchange> make_connection(const ExchangeSpec& spec, Endpoint& client,
                                          ExchangeListener& listener);

// One raw packet and whatever answers it, past the stacks but through every hook.
std::unique_ptr<Exchange> make_probe(const ExchangeSpec& spec, Endpoint& client,
                                     ExchangeListener& listener);

}  // namespace sim
