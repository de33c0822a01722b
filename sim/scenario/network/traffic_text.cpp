// SPDX-License-Identifier: MIT
#include "sim/scenario/network/traffic_text.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace scenario {
namespace {

using policy::Protocol;
using policy::TrafficMatch;

constexpr std::array<std::pair<std::string_view, Protocol>, 4> protocols = {
    {{"TCP", Protocol::TCP},
     {"UDP", Protocol::UDP},
     {"SCTP", Protocol::SCTP},
     {"ICMP", Protocol::ICMP}}};

std::optional<std::uint16_t> number(std::string_view text, std::uint16_t most) {
    std::uint16_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
    return whole && !text.empty() && value <= most ? std::optional(value) : std::nullopt;
}

// What stands before and after the first `mark`; all of it, and nothing, where there is none.
std::pair<std::string_view, std::optional<std::string_view>> cut(std::string_view text, char mark) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) return {text, std::nullopt};
    return {text.substr(0, at), text.substr(at + 1)};
}

bool read_ports(std::string_view text, TrafficMatch& match) {
    const auto [low, high] = cut(text, '-');
    const auto first = number(low, 65535);
    const auto last = high ? number(*high, 65535) : first;
    if (!first || !last || *first > *last) return false;
    match.first_port = *first;
    match.last_port = *last;
    return true;
}

bool read_icmp(std::string_view text, TrafficMatch& match) {
    const auto [type, code] = cut(text, '/');
    const auto first = number(type, 255);
    const auto second = code ? number(*code, 255) : std::nullopt;
    if (!first || (code && !second)) return false;
    match.icmp_type = static_cast<std::uint8_t>(*first);
    if (second) match.icmp_code = static_cast<std::uint8_t>(*second);
    return true;
}

}  // namespace

std::optional<TrafficMatch> parse_traffic(std::string_view text) {
    TrafficMatch match;
    if (text == "all") return match;
    if (const auto protocol = number(text, 255)) {
        match.protocol = static_cast<Protocol>(*protocol);
        return match;
    }
    const auto [name, rest] = cut(text, '/');
    for (const auto& [known, protocol] : protocols) {
        if (name != known) continue;
        match.protocol = protocol;
        if (!rest) return match;
        const bool good =
            protocol == Protocol::ICMP ? read_icmp(*rest, match) : read_ports(*rest, match);
        return good ? std::optional(match) : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace scenario
