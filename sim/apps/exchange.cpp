// SPDX-License-Identifier: MIT
#include "sim/apps/exchange.h"

#include "sim/apps/echo_exchange.h"
#include "sim/apps/raw_exchange.h"
#include "sim/apps/tcp_exchange.h"
#include "sim/apps/udp_exchange.h"

namespace sim {

std::string_view text(Outcome outcome) {
    switch (outcome) {
        case Outcome::Connected:
            return "connected";
        case Outcome::Answered:
            return "answered";
        case Outcome::Refused:
            return "refused";
        case Outcome::TimedOut:
            return "timed-out";
        case Outcome::Reset:
            return "reset";
        case Outcome::Unreachable:
            return "unreachable";
        case Outcome::Unresolved:
            return "unresolved";
    }
    return "";
}

std::unique_ptr<Exchange> make_connection(const ExchangeSpec& spec, Endpoint& client,
                                          ExchangeListener& listener) {
    switch (spec.tuple.protocol) {
        case policy::Protocol::TCP:
            return std::make_unique<TcpExchange>(spec, client, listener);
        case policy::Protocol::UDP:
            return std::make_unique<UdpExchange>(spec, client, listener);
        case policy::Protocol::ICMP:
            return std::make_unique<EchoExchange>(spec, client, listener);
        default:
            return make_probe(spec, client, listener);
    }
}

std::unique_ptr<Exchange> make_probe(const ExchangeSpec& spec, Endpoint& client,
                                     ExchangeListener& listener) {
    return std::make_unique<RawExchange>(spec, client, listener);
}

}  // namespace sim
