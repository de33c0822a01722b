// SPDX-License-Identifier: MIT
#include "sim/apps/udp_exchange.h"

#include "sim/apps/request.h"

namespace sim {

void UdpExchange::start() {
    if (udp_.open(client_, spec_.tuple)) {
        udp_.send(make_request(spec_.request_bytes, spec_.response_bytes));
    } else {
        conclude(Outcome::Unreachable);
    }
}

void UdpExchange::conclude(Outcome outcome) {
    if (!concluded_) {
        concluded_ = true;
        listener_.outcome_known(spec_.flow, outcome);
        listener_.closed(spec_.flow);
    }
}

}  // namespace sim
