// SPDX-License-Identifier: MIT
#include "sim/cluster/flow_tag.h"

namespace sim {

ns3::TypeId FlowTag::GetTypeId() {
    static ns3::TypeId tid =
        ns3::TypeId("sim::FlowTag").SetParent<ns3::Tag>().AddConstructor<FlowTag>();
    return tid;
}

void FlowTag::Serialize(ns3::TagBuffer buffer) const {
    buffer.WriteU32(flow_);
    buffer.WriteU8(static_cast<std::uint8_t>(leg_));
    buffer.WriteU8(raw_ ? 1 : 0);
}

void FlowTag::Deserialize(ns3::TagBuffer buffer) {
    flow_ = buffer.ReadU32();
    leg_ = static_cast<Leg>(buffer.ReadU8());
    raw_ = buffer.ReadU8() != 0;
}

void FlowTag::Print(std::ostream& out) const {
    out << "flow=" << flow_ << (leg_ == Leg::Forward ? " forward" : " reply");
}

}  // namespace sim
