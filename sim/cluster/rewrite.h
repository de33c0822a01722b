// SPDX-License-Identifier: MIT
// What service translation does to the bytes of a packet, and what a node answers where it refuses.
#pragma once

#include <optional>

#include <ns3/packet.h>
#include <ns3/ptr.h>

#include "policy/model/packet.h"

namespace sim {

// A copy of an IPv4 packet with the addresses and ports of `tuple` in place of its own and, of an
// ICMP error, those of `quote` in place of what it quotes; its flow tag comes along. A later
// fragment has no ports to write; an echo has its identifier where others have ports. Checksums are
// left as they are: no stack here computes them. REQUIRES: view_of() reads the packet, and both
// tuples have the protocols it has.
ns3::Ptr<ns3::Packet> rewritten(const ns3::Ptr<ns3::Packet>& packet, const policy::Tuple& tuple,
                                const std::optional<policy::Tuple>& quote);

// The ICMP port unreachable of netfilter's REJECT about `packet`, from `node` to its source, with
// the packet's flow tag turned around. REQUIRES: an IPv4 packet.
ns3::Ptr<ns3::Packet> port_unreachable(const ns3::Ptr<ns3::Packet>& packet,
                                       const policy::IpAddress& node);

// The RST of whoever forgot the connection that `packet` belongs to, as if from where it goes, with
// its flow tag turned around. REQUIRES: an IPv4 packet of TCP, not a fragment.
ns3::Ptr<ns3::Packet> tcp_reset(const ns3::Ptr<ns3::Packet>& packet);

}  // namespace sim
