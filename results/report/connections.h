// SPDX-License-Identifier: MIT
// Sets of connections as plain rows, and their written forms.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace results {

using PortPair = std::pair<std::uint16_t, std::uint16_t>;  // both ends included

// Destination ports of TCP, UDP and SCTP, each list sorted, disjoint and maximal (1-65535 is every
// port), and whether what has no ports (ICMP, all other protocols) is in the set.
struct Connections {
    std::vector<PortPair> tcp;
    std::vector<PortPair> udp;
    std::vector<PortPair> sctp;
    bool portless = false;

    bool empty() const { return tcp.empty() && udp.empty() && sctp.empty() && !portless; }
    bool is_all() const;
    friend bool operator==(const Connections& a, const Connections& b) {
        return a.tcp == b.tcp && a.udp == b.udp && a.sctp == b.sctp && a.portless == b.portless;
    }
};

// "all"; else {"TCP": "all" | [[lo,hi],...], "UDP": ..., "SCTP": ..., "ICMP": "all", "other":
// "all"}; nothing is {}. "other" is every protocol without ports beside ICMP.
nlohmann::json to_json(const Connections& connections);

// For people: "all", "none", "TCP 80,443,8000-8999; UDP all; ICMP and others".
std::string text(const Connections& connections);

}  // namespace results
