// SPDX-License-Identifier: MIT
// The oracle: the text of the NetworkPolicy API, sentence by sentence, slow and obvious.
//
// Written to be read beside the API's documentation, not to be fast. It shares with the compiled
// filter table only the model and the labels, so that a mistake in one shows against the other.
#pragma once

#include <vector>

#include "policy/model/model.h"
#include "policy/model/packet.h"
#include "policy/model/settings.h"
#include "policy/model/verdict.h"

namespace policy {

// As Verdict, but with its causes written out: the oracle needs no book.
struct ReferenceVerdict {
    Action action = Action::Allow;
    Reason reason = Reason::NotIsolated;
    std::vector<Cause> causes;

    friend bool operator==(const ReferenceVerdict& a, const ReferenceVerdict& b) {
        return a.action == b.action && a.reason == b.reason && a.causes == b.causes;
    }
};

// What World::pods[pod] says of a new connection with `peer` to destination port `port`: the first
// packet in `direction`, addresses and port as after service translation.
// REQUIRES: world is valid and defaulted.
ReferenceVerdict reference_verdict(const World& world, std::size_t pod, Direction direction,
                                   const IpAddress& peer, Protocol protocol, std::uint16_t port,
                                   const Settings& settings = {});

// The same, where the other end is known to be World::pods[peer_pod], at its address `peer`: it
// makes a difference where several pods have that address, as hostNetwork pods do.
ReferenceVerdict reference_verdict(const World& world, std::size_t pod, Direction direction,
                                   const IpAddress& peer, std::size_t peer_pod, Protocol protocol,
                                   std::uint16_t port, const Settings& settings);

}  // namespace policy
