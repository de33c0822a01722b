// SPDX-License-Identifier: MIT
// Which flow a packet belongs to, carried by the packet itself from hook to hook.
#pragma once

#include <cstdint>
#include <ostream>

#include <ns3/tag.h>

namespace sim {

using FlowId = std::uint32_t;  // place in the scenario's list of flows

enum class Leg : std::uint8_t { Forward, Reply };

// Set by the worker (or the fabric, for hosts) where a packet comes from its endpoint; translation
// on the way does not lose it. `raw` marks packets of raw exchanges, which are handed to the
// flow's exchange rather than to the endpoint's network stack.
class FlowTag : public ns3::Tag {
  public:
    FlowTag() = default;
    FlowTag(FlowId flow, Leg leg, bool raw) : flow_(flow), leg_(leg), raw_(raw) {}

    FlowId flow() const { return flow_; }
    Leg leg() const { return leg_; }
    bool raw() const { return raw_; }

    static ns3::TypeId GetTypeId();
    ns3::TypeId GetInstanceTypeId() const override { return GetTypeId(); }
    std::uint32_t GetSerializedSize() const override { return 6; }
    void Serialize(ns3::TagBuffer buffer) const override;
    void Deserialize(ns3::TagBuffer buffer) override;
    void Print(std::ostream& out) const override;

  private:
    FlowId flow_ = 0;
    Leg leg_ = Leg::Forward;
    bool raw_ = false;
};

}  // namespace sim
