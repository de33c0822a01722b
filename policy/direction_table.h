// SPDX-License-Identifier: MIT
// One direction of a filter table, laid out for lookup. Inside of policy/: users see
// filter_table.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include "policy/filter_table.h"
#include "policy/packet.h"
#include "policy/verdict.h"

namespace policy {

// Each protocol with ports has a line of ports of its own; all others share one cell.
enum class Plane : std::uint8_t { TCP, UDP, SCTP, Other };
constexpr std::array<Plane, 4> all_planes = {Plane::TCP, Plane::UDP, Plane::SCTP, Plane::Other};

constexpr Plane plane_of(Protocol protocol) {
    switch (protocol) {
        case Protocol::TCP:
            return Plane::TCP;
        case Protocol::UDP:
            return Plane::UDP;
        case Protocol::SCTP:
            return Plane::SCTP;
        default:
            return Plane::Other;
    }
}

// Ports from `first_port` up to the next cell's have one verdict.
struct Cell {
    std::uint16_t first_port = 0;
    Verdict verdict;

    friend bool operator==(const Cell& a, const Cell& b) {
        return a.first_port == b.first_port && a.verdict == b.verdict;
    }
    friend bool operator<(const Cell& a, const Cell& b) { return a.order() < b.order(); }

  private:
    std::tuple<std::uint16_t, Action, Reason, CauseListId> order() const {
        return {first_port, verdict.action, verdict.reason, verdict.causes};
    }
};

// Ascending by first_port; the first cell begins at 0, and neighbours differ in verdict.
using Cells = std::vector<Cell>;
using PlaneCells = std::array<Cells, all_planes.size()>;

using AddressClass = std::uint32_t;

class DirectionTable {
  public:
    bool isolated() const { return !v4_.empty(); }
    Verdict lookup(const IpAddress& peer, Protocol protocol, std::uint16_t port) const;
    std::size_t bytes() const;

    // For building: classes first, then intervals of each family in ascending order from the
    // family's first address on. Neighbours of one class become one interval.
    AddressClass add_class(const PlaneCells& cells);
    void add_interval(const IpAddress& first, AddressClass address_class);
    void shrink_to_fit();

    // For printing.
    struct Interval {
        IpAddress first;
        AddressClass address_class = 0;
    };
    std::vector<Interval> intervals(Family family) const;
    Cells cells(AddressClass address_class, Plane plane) const;

  private:
    using V6Bits = std::pair<std::uint64_t, std::uint64_t>;
    AddressClass class_of(const IpAddress& peer) const;

    // Interval i of a family begins at v4_[i] and is of class v4_class_[i]. IPv4 is kept apart and
    // flat, for it is what nearly every packet asks for.
    std::vector<std::uint32_t> v4_;
    std::vector<AddressClass> v4_class_;
    std::vector<V6Bits> v6_;
    std::vector<AddressClass> v6_class_;

    // Cells of class c and plane p: [begin_[4c + p], begin_[4c + p + 1]) of the two below.
    std::vector<std::uint32_t> begin_ = {0};
    std::vector<std::uint16_t> first_port_;
    std::vector<Verdict> verdict_;
};

struct FilterTable::Data {
    std::shared_ptr<const DirectionTable> from_pod;
    std::shared_ptr<const DirectionTable> to_pod;

    const DirectionTable& of(Direction direction) const {
        return direction == Direction::FromPod ? *from_pod : *to_pod;
    }
};

}  // namespace policy
