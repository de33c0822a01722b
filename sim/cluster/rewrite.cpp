// SPDX-License-Identifier: MIT
#include "sim/cluster/rewrite.h"

#include <algorithm>
#include <cstdint>

#include <ns3/icmpv4.h>
#include <ns3/ipv4-header.h>
#include <ns3/tcp-header.h>

#include "sim/cluster/flow_tag.h"
#include "sim/cluster/packet_view.h"

namespace sim {
namespace {

using policy::Protocol;

void write_u16(std::uint8_t* at, std::uint16_t value) {
    at[0] = static_cast<std::uint8_t>(value >> 8U);
    at[1] = static_cast<std::uint8_t>(value);
}

void write_u32(std::uint8_t* at, std::uint32_t value) {
    write_u16(at, static_cast<std::uint16_t>(value >> 16U));
    write_u16(at + 2, static_cast<std::uint16_t>(value));
}

bool is_echo(std::uint8_t icmp_type) {
    return icmp_type == 8 || icmp_type == 0;
}

std::size_t header_length(const std::uint8_t* ip) {
    return std::size_t{4} * (ip[0] & 0x0FU);
}

void write_tuple(std::uint8_t* ip, std::size_t size, const policy::Tuple& tuple) {
    write_u32(ip + 12, tuple.source.v4_bits());
    write_u32(ip + 16, tuple.destination.v4_bits());
    const bool has_ports = tuple.protocol == Protocol::TCP || tuple.protocol == Protocol::UDP ||
                           tuple.protocol == Protocol::SCTP;
    const bool later_fragment = ((ip[6] & 0x1FU) | ip[7]) != 0;
    const std::size_t length = header_length(ip);
    if (has_ports && !later_fragment && size >= length + 4) {
        write_u16(ip + length, tuple.source_port);
        write_u16(ip + length + 2, tuple.destination_port);
    }
    if (tuple.protocol == Protocol::ICMP && !later_fragment && size >= length + 8 &&
        is_echo(ip[length])) {
        write_u16(ip + length + 4, tuple.source_port);
    }
}

}  // namespace

ns3::Ptr<ns3::Packet> rewritten(const ns3::Ptr<ns3::Packet>& packet, const policy::Tuple& tuple,
                                const std::optional<policy::Tuple>& quote) {
    std::uint8_t bytes[view_bytes];
    const std::uint32_t size = packet->CopyData(bytes, sizeof bytes);
    write_tuple(bytes, size, tuple);
    const std::size_t quoted_at = header_length(bytes) + 8;
    if (quote && size >= quoted_at + 20) {
        write_tuple(bytes + quoted_at, size - quoted_at, *quote);
    }
    auto result = ns3::Create<ns3::Packet>(bytes, size);
    const auto rest = packet->Copy();
    rest->RemoveAtStart(size);
    result->AddAtEnd(rest);
    FlowTag tag;
    if (packet->PeekPacketTag(tag)) {
        result->AddPacketTag(tag);
    }
    return result;
}

namespace {

// As an answer to `to`: its header, and its tag turned around.
void finish_answer(const ns3::Ptr<ns3::Packet>& answer, const ns3::Ptr<ns3::Packet>& to,
                   ns3::Ipv4Address source, ns3::Ipv4Address destination, Protocol protocol) {
    ns3::Ipv4Header ip;
    ip.SetSource(source);
    ip.SetDestination(destination);
    ip.SetProtocol(static_cast<std::uint8_t>(protocol));
    ip.SetPayloadSize(static_cast<std::uint16_t>(answer->GetSize()));
    ip.SetTtl(64);
    answer->AddHeader(ip);
    FlowTag tag;
    if (to->PeekPacketTag(tag)) {
        const Leg back = tag.leg() == Leg::Forward ? Leg::Reply : Leg::Forward;
        answer->AddPacketTag(FlowTag(tag.flow(), back, tag.raw()));
    }
}

}  // namespace

ns3::Ptr<ns3::Packet> tcp_reset(const ns3::Ptr<ns3::Packet>& packet) {
    const auto forgotten = packet->Copy();
    ns3::Ipv4Header ip;
    ns3::TcpHeader tcp;
    forgotten->RemoveHeader(ip);
    forgotten->RemoveHeader(tcp);
    ns3::TcpHeader reset;
    reset.SetSourcePort(tcp.GetDestinationPort());
    reset.SetDestinationPort(tcp.GetSourcePort());
    reset.SetFlags(ns3::TcpHeader::RST);
    reset.SetSequenceNumber(tcp.GetAckNumber());  // RFC 9293, 3.10.7.1
    auto answer = ns3::Create<ns3::Packet>();
    answer->AddHeader(reset);
    finish_answer(answer, packet, ip.GetDestination(), ip.GetSource(), Protocol::TCP);
    return answer;
}

ns3::Ptr<ns3::Packet> port_unreachable(const ns3::Ptr<ns3::Packet>& packet,
                                       const policy::IpAddress& node) {
    const auto offending = packet->Copy();
    ns3::Ipv4Header quoted;
    offending->RemoveHeader(quoted);

    auto result = ns3::Create<ns3::Packet>();
    ns3::Icmpv4DestinationUnreachable unreachable;
    unreachable.SetHeader(quoted);
    unreachable.SetData(offending);
    result->AddHeader(unreachable);
    ns3::Icmpv4Header icmp;
    icmp.SetType(ns3::Icmpv4Header::ICMPV4_DEST_UNREACH);
    icmp.SetCode(ns3::Icmpv4DestinationUnreachable::ICMPV4_PORT_UNREACHABLE);
    result->AddHeader(icmp);
    finish_answer(result, packet, ns3::Ipv4Address(node.v4_bits()), quoted.GetSource(),
                  Protocol::ICMP);
    return result;
}

}  // namespace sim
