// SPDX-License-Identifier: MIT
// Which packets a rule speaks of, as text.
#pragma once

#include <optional>
#include <string_view>

#include "policy/model/network.h"

namespace scenario {

// "all", "TCP", "TCP/443", "UDP/1024-65535", "SCTP/9999", "ICMP", "ICMP/8" (type), "ICMP/3/4" (type
// and code), or the number of an IP protocol: "50". Nothing for any other text.
std::optional<policy::TrafficMatch> parse_traffic(std::string_view text);

constexpr const char* traffic_help =
    "write it like all, TCP, TCP/443, UDP/1024-65535, ICMP or ICMP/8 (its type)";

}  // namespace scenario
