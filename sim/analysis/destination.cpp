// SPDX-License-Identifier: MIT
#include "sim/analysis/destination.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "policy/model/ip.h"

namespace analysis {
namespace {

using policy::IpAddress;
using policy::Protocol;

constexpr std::array<std::pair<std::string_view, Protocol>, 4> protocols = {
    {{"TCP", Protocol::TCP},
     {"UDP", Protocol::UDP},
     {"SCTP", Protocol::SCTP},
     {"ICMP", Protocol::ICMP}}};

std::string upper(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) {
        return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    });
    return result;
}

std::optional<Protocol> protocol_of(std::string_view word) {
    for (const auto& [name, protocol] : protocols) {
        if (word == name) return protocol;
    }
    return std::nullopt;
}

bool is_number(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::uint16_t> port_of(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    if (!whole || number < 1 || number > 65535) return std::nullopt;
    return static_cast<std::uint16_t>(number);
}

// Where the colon before a port is; npos where there is none. The colons of a bare IPv6 address
// are none.
std::size_t port_colon(const std::string& text) {
    const std::size_t bracket = text.rfind(']');
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos) return std::string::npos;
    if (text.front() == '[')
        return bracket != std::string::npos && colon == bracket + 1 ? colon : std::string::npos;
    return text.find(':') == colon ? colon : std::string::npos;
}

// Reads the protocol off the end of `text`; false where there is one and it is wrong.
bool take_protocol(std::string& text, Service& service, ServiceFault& fault) {
    const std::size_t slash = text.rfind('/');
    if (slash == std::string::npos) return true;
    const std::string word = text.substr(slash + 1);
    const std::size_t colon = port_colon(text.substr(0, slash));
    const bool after_port = colon != std::string::npos && colon < slash;
    service.protocol = protocol_of(after_port ? upper(word) : word);
    if (service.protocol) {
        text.resize(slash);
        return true;
    }
    if (!after_port) return true;  // a name
    fault = {slash + 1, word.size(), "unknown protocol \"" + word + "\"", "TCP, UDP, SCTP or ICMP"};
    return false;
}

bool take_port(std::string& text, Service& service, ServiceFault& fault) {
    const std::size_t colon = port_colon(text);
    if (colon == std::string::npos) return true;
    const std::string word = text.substr(colon + 1);
    service.port = port_of(word);
    if (!service.port) {
        fault = {colon + 1, word.size(), "\"" + word + "\" is no port",
                 is_number(word) ? "ports are 1 to 65535"
                                 : "name its number: port names differ from pod to pod"};
        return false;
    }
    if (service.protocol == Protocol::ICMP) {
        fault = {colon + 1, word.size(), "ICMP has no ports", "leave the port out"};
        return false;
    }
    if (!service.protocol) service.protocol = Protocol::TCP;
    text.resize(colon);
    return true;
}

}  // namespace

std::string with_port_apart(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos || !port_of(text.substr(colon + 1))) return "";
    const auto address = IpAddress::parse(text.substr(0, colon));
    if (!address || address->is_v4()) return "";
    return "[" + text.substr(0, colon) + "]:" + text.substr(colon + 1);
}

std::string without_brackets(const std::string& text) {
    const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
    return bracketed ? text.substr(1, text.size() - 2) : text;
}

std::optional<Destination> split_destination(const std::string& text, ServiceFault& fault) {
    Destination destination{text, {}};
    if (text.empty()) return destination;
    if (!take_protocol(destination.endpoint, destination.service, fault)) return std::nullopt;
    if (!take_port(destination.endpoint, destination.service, fault)) return std::nullopt;
    destination.endpoint = without_brackets(destination.endpoint);
    return destination;
}

}  // namespace analysis
