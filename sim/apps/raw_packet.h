// SPDX-License-Identifier: MIT
// Whole IPv4 packets made by hand, for exchanges that need no network stack.
#pragma once

#include <ns3/packet.h>
#include <ns3/ptr.h>

#include "policy/model/packet.h"

namespace sim {

// The first packet of an exchange: a TCP SYN, a datagram, an echo request or an SCTP INIT.
// REQUIRES: IPv4 addresses, and one of these four protocols. `payload` bytes follow a UDP header.
ns3::Ptr<ns3::Packet> opening_packet(const policy::Tuple& tuple, std::uint32_t payload);

// What the kernel at the destination answers to `opening`, whose first bytes are `view`: where
// something listens SYN-ACK, a datagram of `payload` bytes, INIT-ACK; where nothing does RST,
// port unreachable (RFC 1122 4.1.3.1) or ABORT. An echo request is answered in either case.
ns3::Ptr<ns3::Packet> answering_packet(const policy::Packet& view, bool listening,
                                       std::uint32_t payload);

// How a client understands an answer.
enum class Answer : std::uint8_t { Accepted, Refused, Other };
Answer meaning_of(const policy::Packet& answer);

}  // namespace sim
