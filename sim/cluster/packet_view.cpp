// SPDX-License-Identifier: MIT
#include "sim/cluster/packet_view.h"

namespace sim {
namespace {

using policy::Protocol;

// A cursor over network-order bytes that never reads past the end.
class Bytes {
  public:
    Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

    bool holds(std::size_t bytes) const { return size_ >= bytes; }
    std::uint8_t u8(std::size_t at) const { return data_[at]; }
    std::uint16_t u16(std::size_t at) const {
        return static_cast<std::uint16_t>(data_[at] << 8U | data_[at + 1]);
    }
    std::uint32_t u32(std::size_t at) const {
        return static_cast<std::uint32_t>(u16(at)) << 16U | u16(at + 2);
    }
    Bytes from(std::size_t at) const { return {data_ + at, size_ - at}; }

  private:
    const std::uint8_t* data_;
    std::size_t size_;
};

bool is_icmp_error(std::uint8_t type) {
    return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
}

bool is_icmp_echo(std::uint8_t type) {
    return type == 0 || type == 8;
}

// Header length in bytes; 0 where there is no whole IPv4 header.
std::size_t header_length(const Bytes& ip) {
    if (!ip.holds(20) || ip.u8(0) >> 4U != 4) {
        return 0;
    }
    const std::size_t length = std::size_t{4} * (ip.u8(0) & 0x0FU);
    return length >= 20 && ip.holds(length) ? length : 0;
}

policy::Tuple addresses_of(const Bytes& ip) {
    policy::Tuple tuple;
    tuple.source = policy::IpAddress::v4(ip.u32(12));
    tuple.destination = policy::IpAddress::v4(ip.u32(16));
    tuple.protocol = static_cast<Protocol>(ip.u8(9));
    return tuple;
}

// The ports of a transport header of which at least eight bytes are there.
void read_ports(const Bytes& transport, policy::Tuple& tuple) {
    switch (tuple.protocol) {
        case Protocol::TCP:
        case Protocol::UDP:
        case Protocol::SCTP:
            tuple.source_port = transport.u16(0);
            tuple.destination_port = transport.u16(2);
            break;
        case Protocol::ICMP:
            if (is_icmp_echo(transport.u8(0))) {
                tuple.source_port = tuple.destination_port = transport.u16(4);
            }
            break;
        default:
            break;
    }
}

std::optional<policy::Tuple> quoted_tuple(const Bytes& inner) {
    const std::size_t length = header_length(inner);
    if (length == 0 || !inner.holds(length + 8)) {
        return std::nullopt;
    }
    policy::Tuple tuple = addresses_of(inner);
    read_ports(inner.from(length), tuple);
    return tuple;
}

// Returns whether the transport header is long enough to be judged.
bool read_transport(const Bytes& transport, policy::Packet& packet) {
    switch (packet.written.protocol) {
        case Protocol::TCP: {
            if (!transport.holds(14)) {
                return false;
            }
            const std::uint8_t flags = transport.u8(13);
            packet.tcp = {(flags & 0x02U) != 0, (flags & 0x10U) != 0, (flags & 0x01U) != 0,
                          (flags & 0x04U) != 0};
            break;
        }
        case Protocol::SCTP:
            if (!transport.holds(13)) {
                return false;
            }
            packet.sctp_chunk = transport.u8(12);
            break;
        case Protocol::ICMP:
            if (!transport.holds(8)) {
                return false;
            }
            packet.icmp_type = transport.u8(0);
            packet.icmp_code = transport.u8(1);
            if (is_icmp_error(packet.icmp_type)) {
                packet.quoted = quoted_tuple(transport.from(8));
            }
            break;
        case Protocol::UDP:
            return transport.holds(8) ? (read_ports(transport, packet.written), true) : false;
        default:
            return true;
    }
    read_ports(transport, packet.written);
    return true;
}

}  // namespace

std::optional<policy::Packet> view_of(const std::uint8_t* bytes, std::size_t size) {
    const Bytes ip(bytes, size);
    const std::size_t length = header_length(ip);
    if (length == 0) {
        return std::nullopt;
    }
    policy::Packet packet;
    packet.written = addresses_of(ip);
    packet.bytes = ip.u16(2);
    const std::uint16_t fragment = ip.u16(6);
    packet.more_fragments = (fragment & 0x2000U) != 0;
    packet.later_fragment = (fragment & 0x1FFFU) != 0;
    if (packet.more_fragments || packet.later_fragment) {
        packet.fragment_id = ip.u16(4);
    }
    if (!packet.later_fragment && !read_transport(ip.from(length), packet)) {
        return std::nullopt;
    }
    packet.translated = packet.written;
    return packet;
}

}  // namespace sim
