// SPDX-License-Identifier: MIT
#include "sim/cluster/transit.h"

#include <ns3/simulator.h>

#include "sim/cluster/mixed.h"
#include "sim/cluster/rewrite.h"

namespace sim {

std::optional<Transit> resume(const ns3::Ptr<ns3::Packet>& packet) {
    std::uint8_t bytes[view_bytes];
    const auto view = view_of(bytes, packet->CopyData(bytes, sizeof bytes));
    if (!view) {
        return std::nullopt;
    }
    Transit transit{packet, *view, std::nullopt};
    FlowTag tag;
    if (packet->PeekPacketTag(tag)) {
        transit.flow = tag;
    }
    return transit;
}

std::optional<Transit> enter(const ns3::Ptr<ns3::Packet>& packet, const FlowTable& flows) {
    std::optional<Transit> transit = resume(packet);
    if (!transit || transit->flow) {
        return transit;
    }
    if (const auto match = flows.find(transit->view)) {
        transit->flow = FlowTag(match->flow, match->leg, false);
        packet->AddPacketTag(*transit->flow);
    }
    return transit;
}

Transit translated(const Transit& transit, const policy::Translation& translation) {
    Transit sent = readdressed(transit, translation.sent, translation.sent_quote);
    if (translation.kind == policy::Translation::Kind::Reply) {
        sent.view = translation.at_opener;
    }
    return sent;
}

Transit readdressed(const Transit& transit, const policy::Tuple& tuple,
                    const std::optional<policy::Tuple>& quote) {
    Transit sent = transit;
    sent.packet = rewritten(transit.packet, tuple, quote);
    sent.view.written = sent.view.translated = tuple;
    sent.view.quoted = quote;
    return sent;
}

bool is_opening(const Transit& transit, const policy::Translation& translation) {
    return translation.kind == policy::Translation::Kind::Forward && !transit.view.quoted &&
           (transit.view.written.protocol != policy::Protocol::TCP || transit.view.tcp.syn);
}

policy::ServiceProxy::Draw draws_for(const Transit& transit, std::uint64_t seed) {
    const std::uint64_t whose = transit.flow ? std::uint64_t{transit.flow->flow()}
                                             : policy::TupleHash()(transit.view.written);
    const auto moment = static_cast<std::uint64_t>(ns3::Simulator::Now().GetNanoSeconds());
    return [state = mixed(mixed(seed) + whose), moment](std::uint32_t bound) mutable {
        state = mixed(state + moment);
        return static_cast<std::uint32_t>((state >> 32U) * bound >> 32U);
    };
}

}  // namespace sim
