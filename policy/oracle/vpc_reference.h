// SPDX-License-Identifier: MIT
// The oracle for VPCs: where the first packet of a connection ends and whether its answer comes
// back, slow and obvious. It shares with policy/vpc only the structs it is asked about.
//
// Said once more from the Amazon VPC, VPC Peering and Transit Gateway guides, by loops over
// everything there is.
#pragma once

#include <optional>

#include "policy/model/network.h"
#include "policy/model/packet.h"
#include "policy/model/verdict.h"

namespace policy {

struct ReferencePassage {
    enum class End : std::uint8_t { Interface, Outside, Provider, Dropped, Unknown };
    End end = End::Dropped;
    NetworkIndex interface = 0;       // End::Interface
    Reason reason = Reason::NoRoute;  // of what dropped it, or could not say
    IpAddress source;                 // as the packet bears it where it ended
    IpAddress destination;

    friend bool operator==(const ReferencePassage& a, const ReferencePassage& b) {
        return a.end == b.end && a.source == b.source && a.destination == b.destination &&
               (a.end == End::Interface ? a.interface == b.interface : a.end < End::Dropped || a.reason == b.reason);
    }
};

struct ReferenceJourney {
    ReferencePassage there;
    std::optional<ReferencePassage> back;  // of an opening that an interface or outside took
};

// `opening` is sent by interface `from`, or comes from outside every VPC. What answers it is sent
// by whoever took it. REQUIRES: an opening of TCP or UDP, whole; no other connection exists.
ReferenceJourney reference_journey(const Network& network, std::optional<NetworkIndex> from,
                                   const Packet& opening);

}  // namespace policy
