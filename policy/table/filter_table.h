// SPDX-License-Identifier: MIT
// What one veth enforces: the policies that select a pod, compiled. See model.h for what the user
// wrote and compile.h for the way from there to here.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "policy/model/address_range.h"
#include "policy/model/packet.h"
#include "policy/model/verdict.h"
#include "policy/table/cause_book.h"

namespace policy {

class DirectionTable;

// Cells of a table that neither address, protocol nor ports tell apart. `protocol` is TCP, UDP or
// SCTP; "other", which is every protocol without lines of its own; or "any" where there are none.
struct TableRow {
    AddressRange peers;
    std::string protocol;
    std::uint16_t first_port = 0;  // 0 to 65535 where all ports, or none, are meant
    std::uint16_t last_port = 65535;
    Verdict verdict;
};

// An immutable function (direction, peer address, protocol, destination port) -> verdict with
// causes. Knows nothing of connections: see enforcer.h.
//
// For each direction, addresses fall into intervals that no rule tells apart, and each interval's
// (protocol, port) space into intervals likewise; a lookup is two searches among sorted
// numbers. The cell found
// holds the finished verdict, causes included: explanation is the decision.
class FilterTable {
  public:
    // The verdict for the first packet of a connection. `peer` is the other end's address, `port`
    // the destination port (ignored where the protocol has none).
    Verdict lookup(Direction direction, const IpAddress& peer, Protocol protocol,
                   std::uint16_t port) const;

    // Whether some policy isolates the pod in this direction.
    bool isolated(Direction direction) const;

    // All of one direction: by address, IPv4 first, then protocol, then port. Empty where nothing
    // isolates the pod in it.
    std::vector<TableRow> rows(Direction direction) const;

    // The table for people: one line per cell, in order. Stable for equal inputs.
    std::string text(const CauseBook& book) const;

    std::size_t bytes() const;  // memory it holds

  private:
    friend class Compiler;
    FilterTable(std::shared_ptr<const DirectionTable> from_pod,
                std::shared_ptr<const DirectionTable> to_pod);
    const DirectionTable& of(Direction direction) const {
        return direction == Direction::FromPod ? *from_pod_ : *to_pod_;
    }

    std::shared_ptr<const DirectionTable> from_pod_;  // shared with pods of the same view
    std::shared_ptr<const DirectionTable> to_pod_;
};

}  // namespace policy
