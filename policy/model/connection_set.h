// SPDX-License-Identifier: MIT
// A set of connections: which destination ports of which protocols.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "policy/model/packet.h"

namespace policy {

// Both ends included. REQUIRES: first <= last.
struct PortInterval {
    std::uint16_t first = 1;
    std::uint16_t last = 65535;

    friend bool operator==(const PortInterval& a, const PortInterval& b) {
        return a.first == b.first && a.last == b.last;
    }
    friend bool operator<(const PortInterval& a, const PortInterval& b) {
        return a.first != b.first ? a.first < b.first : a.last < b.last;
    }
};

// Ascending, disjoint, and none adjacent to the next: equal sets are equal vectors.
using PortIntervals = std::vector<PortInterval>;

// A value. TCP, UDP and SCTP have ports 1-65535; of all other protocols (ICMP among them) a set
// holds everything or nothing, since a NetworkPolicy cannot tell them apart.
class ConnectionSet {
  public:
    ConnectionSet() = default;  // none
    static ConnectionSet all();
    static ConnectionSet of(Protocol protocol, PortInterval ports);  // REQUIRES: TCP, UDP or SCTP
    static ConnectionSet portless();                                 // every other protocol
    // Of TCP, UDP and SCTP, in this order. REQUIRES: each list is as PortIntervals are.
    static ConnectionSet of(std::array<PortIntervals, 3> ports, bool portless);

    bool empty() const;
    bool is_all() const;
    bool contains(Protocol protocol,
                  std::uint16_t port) const;  // port: ignored where there is none
    bool contains(const ConnectionSet& other) const;

    // REQUIRES: TCP, UDP or SCTP.
    const PortIntervals& ports(Protocol protocol) const;
    bool has_portless() const { return portless_; }

    // How many (protocol, port interval) pieces it takes to write it; portless counts as one.
    std::size_t pieces() const;

    // For people: "all", "none", "TCP 80,443,8000-8999; UDP 53; ICMP and others".
    std::string text() const;

    friend ConnectionSet operator|(const ConnectionSet& a, const ConnectionSet& b);
    friend ConnectionSet operator&(const ConnectionSet& a, const ConnectionSet& b);
    friend ConnectionSet operator-(const ConnectionSet& a, const ConnectionSet& b);
    friend bool operator==(const ConnectionSet& a, const ConnectionSet& b) {
        return a.portless_ == b.portless_ && a.ports_ == b.ports_;
    }
    friend bool operator!=(const ConnectionSet& a, const ConnectionSet& b) { return !(a == b); }
    friend bool operator<(const ConnectionSet& a, const ConnectionSet& b) {
        return a.portless_ != b.portless_ ? a.portless_ < b.portless_ : a.ports_ < b.ports_;
    }

  private:
    std::array<PortIntervals, 3> ports_;  // TCP, UDP, SCTP
    bool portless_ = false;
};

}  // namespace policy
