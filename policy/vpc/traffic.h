// SPDX-License-Identifier: MIT
// Whether a packet is one that a rule or entry speaks of. Inside of policy/.
#pragma once

#include <algorithm>
#include <vector>

#include "policy/model/network.h"
#include "policy/model/packet.h"

namespace policy {

// Unknown: the packet is a later fragment, and its ports would decide.
enum class Match : std::uint8_t { No, Unknown, Yes };

// Of the packet's translated tuple, the one on the wire. The port is that of the destination,
// whichever way the packet goes ("Security group rules", "Network ACL rules").
Match matches(const TrafficMatch& traffic, const Packet& packet);

// Whether every packet of the protocol is meant, whatever its ports.
bool matches_all_of(const TrafficMatch& traffic, Protocol protocol);

inline bool any_contains(const std::vector<Prefix>& prefixes, const IpAddress& address) {
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&](const Prefix& prefix) { return prefix.contains(address); });
}

// The item with the longest prefix that holds `address`; of equal ones that of the smaller rank,
// then the first. Items have `destination`. Null where none holds it.
template <class Items, class Rank>
const typename Items::value_type* longest_match(const Items& items, const IpAddress& address,
                                                Rank rank) {
    const typename Items::value_type* best = nullptr;
    for (const auto& item : items) {
        if (!item.destination.contains(address)) continue;
        const bool better =
            best == nullptr || item.destination.length() > best->destination.length() ||
            (item.destination.length() == best->destination.length() && rank(item) < rank(*best));
        if (better) best = &item;
    }
    return best;
}

}  // namespace policy
