// SPDX-License-Identifier: MIT
#include <array>
#include <cstddef>

#include "policy/table/direction_table.h"
#include "policy/table/filter_table.h"

namespace policy {
namespace {

IpAddress before(const IpAddress& address) {
    if (address.is_v4()) return IpAddress::v4(address.v4_bits() - 1);
    return IpAddress::v6(address.high() - (address.low() == 0 ? 1 : 0), address.low() - 1);
}

void add_cells(const Cells& cells, const AddressRange& peers, const char* protocol,
               std::vector<TableRow>& rows) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const bool last = i + 1 == cells.size();
        const std::uint32_t end = last ? 0xFFFF : cells[i + 1].first_port - 1U;
        rows.push_back({peers, protocol, cells[i].first_port, static_cast<std::uint16_t>(end),
                        cells[i].verdict()});
    }
}

// The protocols that need rows of their own, then all the others in one.
void add_class(const DirectionTable& table, AddressClass address_class, const AddressRange& peers,
               std::vector<TableRow>& rows) {
    static const std::array<const char*, 3> names = {"TCP", "UDP", "SCTP"};
    const Cells other = table.cells(address_class, Plane::Other);
    const std::size_t before_these = rows.size();
    for (const Plane plane : {Plane::TCP, Plane::UDP, Plane::SCTP}) {
        const Cells cells = table.cells(address_class, plane);
        if (cells == other) continue;
        add_cells(cells, peers, names[static_cast<std::size_t>(plane)], rows);
    }
    const char* rest = rows.size() == before_these ? "any" : "other";
    rows.push_back({peers, rest, 0, 0xFFFF, other.front().verdict()});
}

void add_family(const DirectionTable& table, Family family, std::vector<TableRow>& rows) {
    const auto intervals = table.intervals(family);
    const char* everything = family == Family::V4 ? "0.0.0.0/0" : "::/0";
    const IpAddress highest = Prefix::parse(everything)->last();
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        const bool last = i + 1 == intervals.size();
        const IpAddress end = last ? highest : before(intervals[i + 1].first);
        add_class(table, intervals[i].address_class, {intervals[i].first, end}, rows);
    }
}

}  // namespace

std::vector<TableRow> FilterTable::rows(Direction direction) const {
    std::vector<TableRow> result;
    if (!isolated(direction)) return result;
    add_family(of(direction), Family::V4, result);
    add_family(of(direction), Family::V6, result);
    return result;
}

}  // namespace policy
