// SPDX-License-Identifier: MIT
// Packets from strings: tcp("10.0.0.1:1234", "10.0.0.2:80", "S").
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "policy/model/packet.h"

namespace test_support {

inline policy::IpAddress address(const std::string& text) {
    const auto parsed = policy::IpAddress::parse(text);
    if (!parsed) throw std::invalid_argument("not an address: " + text);
    return *parsed;
}

struct Endpoint {
    policy::IpAddress address;
    std::uint16_t port = 0;
};

// "10.0.0.1:80", "[fd00::1]:80", or an address alone.
inline Endpoint endpoint(const std::string& text) {
    if (text.front() == '[') {
        const std::size_t end = text.find(']');
        return {address(text.substr(1, end - 1)),
                static_cast<std::uint16_t>(std::stoi(text.substr(end + 2)))};
    }
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos || text.find(':', colon + 1) != std::string::npos) {
        return {address(text), 0};
    }
    return {address(text.substr(0, colon)),
            static_cast<std::uint16_t>(std::stoi(text.substr(colon + 1)))};
}

inline policy::Packet packet(policy::Protocol protocol, const std::string& from,
                             const std::string& to) {
    const Endpoint source = endpoint(from);
    const Endpoint destination = endpoint(to);
    return policy::untranslated(
        {source.address, destination.address, protocol, source.port, destination.port});
}

// Flags as tcpdump writes them: S, F, R and "." for ACK; "S." is SYN and ACK.
inline policy::Packet tcp(const std::string& from, const std::string& to,
                          std::string_view flags = "S") {
    policy::Packet result = packet(policy::Protocol::TCP, from, to);
    result.tcp.syn = flags.find('S') != std::string_view::npos;
    result.tcp.fin = flags.find('F') != std::string_view::npos;
    result.tcp.rst = flags.find('R') != std::string_view::npos;
    result.tcp.ack = flags.find('.') != std::string_view::npos;
    return result;
}

inline policy::Packet udp(const std::string& from, const std::string& to) {
    return packet(policy::Protocol::UDP, from, to);
}

inline policy::Packet sctp(const std::string& from, const std::string& to, std::uint8_t chunk) {
    policy::Packet result = packet(policy::Protocol::SCTP, from, to);
    result.sctp_chunk = chunk;
    return result;
}

// ICMP between IPv4 addresses, ICMPv6 between IPv6 ones.
inline policy::Packet icmp(const std::string& from, const std::string& to, std::uint8_t type,
                           std::uint16_t identifier = 0) {
    policy::Packet result = packet(policy::Protocol::ICMP, from, to);
    if (!result.written.source.is_v4()) result.written.protocol = policy::Protocol::ICMPv6;
    result.written.source_port = result.written.destination_port = identifier;
    result.translated = result.written;
    result.icmp_type = type;
    return result;
}

// An ICMP error of `reporter` to the sender of `about`.
inline policy::Packet icmp_error(const std::string& reporter, const policy::Packet& about,
                                 std::uint8_t type = 3) {
    policy::Packet result = icmp(reporter, about.written.source.text(), type);
    result.quoted = about.translated;
    return result;
}

}  // namespace test_support
