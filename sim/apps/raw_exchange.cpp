// SPDX-License-Identifier: MIT
#include "sim/apps/raw_exchange.h"

#include "sim/apps/raw_packet.h"

namespace sim {
namespace {

void send(Endpoint& from, FlowId flow, Leg leg, const ns3::Ptr<ns3::Packet>& packet) {
    packet->AddPacketTag(FlowTag(flow, leg, true));
    from.transmit(packet);
}

Outcome outcome_of(Answer answer) {
    switch (answer) {
        case Answer::Accepted:
            return Outcome::Answered;
        case Answer::Refused:
            return Outcome::Refused;
        case Answer::Other:
            break;
    }
    return Outcome::Unreachable;
}

}  // namespace

void RawExchange::start() {
    send(client_, spec_.flow, Leg::Forward, opening_packet(spec_.tuple, spec_.request_bytes));
}

void RawExchange::answer(const policy::Packet& packet) {
    if (!answered_) {
        answered_ = true;
        listener_.outcome_known(spec_.flow, outcome_of(meaning_of(packet)));
        listener_.closed(spec_.flow);
    }
}

void answer_raw(Endpoint& server, FlowId flow, const policy::Packet& opening,
                std::uint32_t response_bytes) {
    const bool listening =
        server.listens(opening.written.protocol, opening.written.destination_port);
    send(server, flow, Leg::Reply, answering_packet(opening, listening, response_bytes));
}

}  // namespace sim
