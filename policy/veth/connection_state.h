// SPDX-License-Identifier: MIT
// How long a connection is remembered, by what was last seen of it. Inside of policy/.
//
// States, transitions and timeouts are those of the Linux kernel's connection tracking with its
// default sysctls, seen by one who watches the packets pass and trusts them (no window checks):
//   TCP   net/netfilter/nf_conntrack_proto_tcp.c    UDP   nf_conntrack_proto_udp.c
//   SCTP  nf_conntrack_proto_sctp.c                 ICMP  nf_conntrack_proto_icmp.c, ..._icmpv6.c
//   other protocols: nf_conntrack_proto_generic.c
#pragma once

#include <cstdint>

#include "policy/model/packet.h"

namespace policy {

enum class ConnectionState : std::uint8_t {
    None,  // not tracked
    TcpSynSent,
    TcpSynReceived,
    TcpEstablished,
    TcpFinWait,
    TcpCloseWait,
    TcpLastAck,
    TcpTimeWait,
    TcpClosed,
    UdpUnreplied,
    UdpReplied,  // answered, but not yet two seconds old
    UdpAssured,
    SctpCookieWait,
    SctpCookieEchoed,
    SctpEstablished,
    SctpShutdownSent,
    SctpShutdownAckSent,
    SctpClosed,
    IcmpEcho,
    Other,
};

// What the first packet of a connection makes of it; None where such a packet opens nothing: a
// TCP packet without SYN that is not a plain ACK, an ICMP message that is no request, an SCTP chunk
// other than INIT. A plain ACK opens an established connection (nf_conntrack_tcp_loose).
ConnectionState opened_by(const Packet& packet);

// The state after one more packet. `age` is the time since the connection was opened.
ConnectionState after(ConnectionState state, const Packet& packet, bool from_opener, Time age);

// Whether `packet` asks for a new connection although this one is remembered: its tuple is used
// again after the end.
bool reopens(ConnectionState state, const Packet& packet);

// How long the connection is remembered from its last packet on.
Time timeout(ConnectionState state);

}  // namespace policy
