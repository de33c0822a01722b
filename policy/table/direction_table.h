// SPDX-License-Identifier: MIT
// One direction of a filter table, laid out for lookup. Inside of policy/: users see
// filter_table.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "policy/model/ip.h"
#include "policy/model/packet.h"
#include "policy/model/verdict.h"
#include "policy/table/search_tree.h"

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

// Ports from `first_port` up to the next cell's have one verdict. Eight bytes, for lookups of cold
// tables wait for memory and for nothing else.
struct Cell {
    std::uint16_t first_port = 0;
    Action action = Action::Allow;
    Reason reason = Reason::NotIsolated;
    CauseListId causes = no_causes;

    Cell(std::uint16_t port, const Verdict& v)
        : first_port(port), action(v.action), reason(v.reason), causes(v.causes) {}
    Verdict verdict() const { return {action, reason, causes}; }

    friend bool operator==(const Cell& a, const Cell& b) { return a.order() == b.order(); }
    friend bool operator<(const Cell& a, const Cell& b) { return a.order() < b.order(); }

  private:
    std::tuple<std::uint16_t, Action, Reason, CauseListId> order() const {
        return {first_port, action, reason, causes};
    }
};
static_assert(sizeof(Cell) == 8);

// Ascending by first_port; the first cell begins at 0, and neighbours differ in verdict.
using Cells = std::vector<Cell>;
using PlaneCells = std::array<Cells, all_planes.size()>;

using AddressClass = std::uint32_t;

class DirectionTable {
  public:
    bool isolated() const { return !classes_.empty(); }
    Verdict lookup(const IpAddress& peer, Protocol protocol, std::uint16_t port) const;
    std::size_t bytes() const;

    // For building: classes first, then intervals of each family in ascending order from the
    // family's first address on. Neighbours of one class become one interval.
    AddressClass add_class(const PlaneCells& cells);
    void add_interval(const IpAddress& first, AddressClass address_class);
    void finish();  // no more of either

    // For printing.
    struct Interval {
        IpAddress first;
        AddressClass address_class = 0;
    };
    std::vector<Interval> intervals(Family family) const;
    Cells cells(AddressClass address_class, Plane plane) const;

  private:
    using V6Bits = std::pair<std::uint64_t, std::uint64_t>;
    struct CellList {
        std::uint32_t begin = 0;  // in cells_
        std::uint32_t count = 0;
    };
    AddressClass class_of(const IpAddress& peer) const;
    CellList stored(const Cells& cells);

    // Interval i of a family begins at key i and is of class i. IPv4 is kept apart, for it is what
    // nearly every packet asks for.
    SearchTree v4_;
    std::vector<AddressClass> v4_class_;
    std::vector<std::array<CellList, all_planes.size()>> classes_;
    std::vector<Cell> cells_;
    std::vector<V6Bits> v6_;
    std::vector<AddressClass> v6_class_;
    std::map<Cells, CellList> known_;  // while building: equal lists are stored once
};

}  // namespace policy
