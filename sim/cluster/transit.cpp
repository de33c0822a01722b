// SPDX-License-Identifier: MIT
#include "sim/cluster/transit.h"

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

}  // namespace sim
