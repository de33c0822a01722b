// SPDX-License-Identifier: MIT
// A packet on its way through a forwarder: its bytes, what they say, and the flow it belongs to.
#pragma once

#include <cstdint>
#include <optional>

#include <ns3/packet.h>
#include <ns3/ptr.h>

#include "policy/model/packet.h"
#include "policy/services/service_proxy.h"
#include "sim/cluster/flow_table.h"
#include "sim/cluster/flow_tag.h"
#include "sim/cluster/packet_view.h"

namespace sim {

struct Transit {
    ns3::Ptr<ns3::Packet> packet;
    policy::Packet view;
    std::optional<FlowTag> flow;  // nothing: a packet of no flow under way

    std::uint32_t destination() const { return view.translated.destination.v4_bits(); }
};

// Reads a packet that comes out of an endpoint and tags it with its flow, found by its tuple.
// Nothing where it cannot be read.
std::optional<Transit> enter(const ns3::Ptr<ns3::Packet>& packet, const FlowTable& flows);

// Reads a packet that is already on its way.
std::optional<Transit> resume(const ns3::Ptr<ns3::Packet>& packet);

// The packet as a translation leaves it, its gates' view with it. REQUIRES: Forward or Reply.
Transit translated(const Transit& transit, const policy::Translation& translation);

// The packet with other addresses and ports; of an ICMP error, its quote with others too.
Transit readdressed(const Transit& transit, const policy::Tuple& tuple,
                    const std::optional<policy::Tuple>& quote);

// Whether the packet may be the first of a flow: whoever translates may know its connection
// already, from an earlier flow of the same ports or from a packet that was lost behind it.
bool is_opening(const Transit& transit, const policy::Translation& translation);

// Draws below a bound that depend on seed, flow and moment, and on nothing else: so that one more
// flow leaves those of all others alone, and a retransmission draws anew.
policy::ServiceProxy::Draw draws_for(const Transit& transit, std::uint64_t seed);

}  // namespace sim
