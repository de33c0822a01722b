// SPDX-License-Identifier: MIT
#include "sim/apps/raw_packet.h"

#include <vector>

namespace sim {
namespace {

using ns3::Packet;
using ns3::Ptr;
using policy::Protocol;

enum : std::uint8_t { tcp_syn = 0x02, tcp_rst = 0x04, tcp_ack = 0x10 };
enum : std::uint8_t { icmp_echo_reply = 0, icmp_unreachable = 3, icmp_echo = 8 };
enum : std::uint8_t { sctp_init = 1, sctp_init_ack = 2, sctp_abort = 6 };
constexpr std::uint8_t port_unreachable = 3;
constexpr std::uint8_t time_to_live = 64;

// Bytes in network order, appended.
class Writer {
  public:
    void u8(std::uint8_t value) { bytes_.push_back(value); }
    void u16(std::uint16_t value) {
        u8(static_cast<std::uint8_t>(value >> 8U));
        u8(static_cast<std::uint8_t>(value & 0xFFU));
    }
    void u32(std::uint32_t value) {
        u16(static_cast<std::uint16_t>(value >> 16U));
        u16(static_cast<std::uint16_t>(value & 0xFFFFU));
    }
    void zeros(std::size_t count) { bytes_.resize(bytes_.size() + count); }
    Ptr<Packet> packet() const {
        return ns3::Create<Packet>(bytes_.data(), static_cast<std::uint32_t>(bytes_.size()));
    }

  private:
    std::vector<std::uint8_t> bytes_;
};

// RFC 791, no options. Checksums stay zero: nothing on the simulated way corrupts a packet.
void ip_header(Writer& out, const policy::Tuple& tuple, std::size_t payload) {
    out.u8(0x45);
    out.u8(0);
    out.u16(static_cast<std::uint16_t>(20 + payload));
    out.u32(0);
    out.u8(time_to_live);
    out.u8(static_cast<std::uint8_t>(tuple.protocol));
    out.u16(0);
    out.u32(tuple.source.v4_bits());
    out.u32(tuple.destination.v4_bits());
}

void ports(Writer& out, const policy::Tuple& tuple) {
    out.u16(tuple.source_port);
    out.u16(tuple.destination_port);
}

Ptr<Packet> tcp_packet(const policy::Tuple& tuple, std::uint8_t flags) {
    Writer out;
    ip_header(out, tuple, 20);
    ports(out, tuple);
    out.u32(0);
    out.u32((flags & tcp_ack) != 0 ? 1 : 0);
    out.u8(0x50);  // five words, no options
    out.u8(flags);
    out.u16(0xFFFF);
    out.u32(0);
    return out.packet();
}

Ptr<Packet> udp_packet(const policy::Tuple& tuple, std::uint32_t payload) {
    Writer out;
    ip_header(out, tuple, 8 + payload);
    ports(out, tuple);
    out.u16(static_cast<std::uint16_t>(8 + payload));
    out.u16(0);
    out.zeros(payload);
    return out.packet();
}

Ptr<Packet> sctp_packet(const policy::Tuple& tuple, std::uint8_t chunk) {
    constexpr std::uint16_t init_length = 20;  // RFC 9260 3.3.2
    Writer out;
    ip_header(out, tuple, 12U + init_length);
    ports(out, tuple);
    out.u32(0);
    out.u32(0);
    out.u8(chunk);
    out.u8(0);
    out.u16(init_length);
    out.zeros(init_length - 4);
    return out.packet();
}

Ptr<Packet> echo_packet(const policy::Tuple& tuple, std::uint8_t type) {
    Writer out;
    ip_header(out, tuple, 8 + 56);
    out.u8(type);
    out.u8(0);
    out.u16(0);
    out.u16(tuple.source_port);  // the identifier
    out.u16(1);
    out.zeros(56);
    return out.packet();
}

Ptr<Packet> port_unreachable_about(const policy::Tuple& tuple) {
    policy::Tuple error = tuple.reversed();
    error.protocol = Protocol::ICMP;
    Writer out;
    ip_header(out, error, 8 + 20 + 8);
    out.u8(icmp_unreachable);
    out.u8(port_unreachable);
    out.u16(0);
    out.u32(0);
    ip_header(out, tuple, 8);
    ports(out, tuple);
    out.u32(8U << 16U);
    return out.packet();
}

}  // namespace

Ptr<Packet> opening_packet(const policy::Tuple& tuple, std::uint32_t payload) {
    switch (tuple.protocol) {
        case Protocol::TCP:
            return tcp_packet(tuple, tcp_syn);
        case Protocol::UDP:
            return udp_packet(tuple, payload);
        case Protocol::SCTP:
            return sctp_packet(tuple, sctp_init);
        default:
            return echo_packet(tuple, icmp_echo);
    }
}

Ptr<Packet> answering_packet(const policy::Packet& view, bool listening, std::uint32_t payload) {
    const policy::Tuple back = view.written.reversed();
    switch (back.protocol) {
        case Protocol::TCP:
            return tcp_packet(back, listening ? tcp_syn | tcp_ack : tcp_rst | tcp_ack);
        case Protocol::UDP:
            return listening ? udp_packet(back, payload) : port_unreachable_about(view.written);
        case Protocol::SCTP:
            return sctp_packet(back, listening ? sctp_init_ack : sctp_abort);
        default:
            return echo_packet(back, icmp_echo_reply);
    }
}

Answer meaning_of(const policy::Packet& answer) {
    switch (answer.written.protocol) {
        case Protocol::TCP:
            return answer.tcp.rst ? Answer::Refused : Answer::Accepted;
        case Protocol::UDP:
            return Answer::Accepted;
        case Protocol::SCTP:
            return answer.sctp_chunk == sctp_abort ? Answer::Refused : Answer::Accepted;
        case Protocol::ICMP:
            if (answer.icmp_type == icmp_echo_reply) {
                return Answer::Accepted;
            }
            return answer.icmp_type == icmp_unreachable && answer.icmp_code == port_unreachable
                       ? Answer::Refused
                       : Answer::Other;
        default:
            return Answer::Other;
    }
}

}  // namespace sim
