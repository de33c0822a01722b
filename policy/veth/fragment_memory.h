// SPDX-License-Identifier: MIT
// What was said of first fragments, for the later ones, which carry no ports. Inside of policy/.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <tuple>

#include "policy/model/packet.h"
#include "policy/model/verdict.h"

namespace policy {

// Remembers for 30 seconds, the kernel's time to reassemble (net.ipv4.ipfrag_time).
class FragmentMemory {
  public:
    void remember(const Packet& first, const Verdict& verdict, Time now);
    std::optional<Verdict> recall(const Packet& later, Time now) const;

  private:
    // RFC 791 section 3.2: what tells one datagram's fragments from another's.
    using Key = std::tuple<IpAddress, IpAddress, Protocol, std::uint16_t>;
    struct Known {
        Verdict verdict;
        Time expires{0};
    };
    struct Deadline {
        Time at;
        Key key;
    };
    static Key key_of(const Packet& packet);

    std::map<Key, Known> known_;
    std::deque<Deadline> deadlines_;  // in the order of time
};

}  // namespace policy
