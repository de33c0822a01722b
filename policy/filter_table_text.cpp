// SPDX-License-Identifier: MIT
// The table for people. One line per cell; columns are as wide as their widest text.
#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "policy/direction_table.h"
#include "policy/filter_table.h"

namespace policy {
namespace {

using Line = std::array<std::string, 6>;  // peers, protocol, ports, action, reason, causes

std::string range_text(const IpAddress& first, const IpAddress& last) {
    if (first == last) return first.text();
    for (int length = 0; length < first.bits(); ++length) {
        const Prefix prefix(first, length);
        if (prefix.first() == first && prefix.last() == last) return prefix.text();
    }
    return first.text() + '-' + last.text();
}

IpAddress before(const IpAddress& address) {
    if (address.is_v4()) return IpAddress::v4(address.v4_bits() - 1);
    return IpAddress::v6(address.high() - (address.low() == 0 ? 1 : 0), address.low() - 1);
}

std::string port_text(const Cells& cells, std::size_t i) {
    const bool last = i + 1 == cells.size();
    const std::uint32_t first = cells[i].first_port;
    const std::uint32_t end = last ? 0xFFFF : cells[i + 1].first_port - 1U;
    if (first == 0 && last) return "*";
    if (first == end) return std::to_string(first);
    return std::to_string(first) + '-' + std::to_string(end);
}

std::string cause_text(const Cause& cause) {
    std::string result = cause.ns + '/' + cause.name + ' ' + cause.path;
    if (cause.line > 0) result += " (" + cause.file + ':' + std::to_string(cause.line) + ')';
    return result;
}

std::string causes_text(const std::vector<Cause>& causes) {
    std::string result;
    for (const Cause& cause : causes) {
        if (!result.empty()) result += "; ";
        result += cause_text(cause);
    }
    return result;
}

Line line(const std::string& peers, const std::string& protocol, const std::string& ports,
          const Verdict& verdict, const CauseBook& book) {
    return {peers,
            protocol,
            ports,
            std::string(text(verdict.action)),
            std::string(code(verdict.reason)),
            causes_text(book.at(verdict.causes))};
}

// The protocols that need lines of their own, then all the others in one.
void add_class(const DirectionTable& table, AddressClass address_class, const std::string& peers,
               const CauseBook& book, std::vector<Line>& lines) {
    static const std::array<const char*, 3> names = {"TCP", "UDP", "SCTP"};
    const Cells other = table.cells(address_class, Plane::Other);
    const std::size_t before = lines.size();
    for (const Plane plane : {Plane::TCP, Plane::UDP, Plane::SCTP}) {
        const Cells cells = table.cells(address_class, plane);
        if (cells == other) continue;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            lines.push_back(line(peers, names[static_cast<std::size_t>(plane)], port_text(cells, i),
                                 cells[i].verdict(), book));
        }
    }
    const char* rest = lines.size() == before ? "any" : "other";
    lines.push_back(line(peers, rest, "*", other.front().verdict(), book));
}

void add_family(const DirectionTable& table, Family family, const CauseBook& book,
                std::vector<Line>& lines) {
    const auto intervals = table.intervals(family);
    const char* everything = family == Family::V4 ? "0.0.0.0/0" : "::/0";
    const IpAddress highest = Prefix::parse(everything)->last();
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        const bool last = i + 1 == intervals.size();
        const IpAddress end = last ? highest : before(intervals[i + 1].first);
        add_class(table, intervals[i].address_class, range_text(intervals[i].first, end), book,
                  lines);
    }
}

std::string aligned(const std::vector<Line>& lines) {
    std::array<std::size_t, std::tuple_size<Line>::value> widths{};
    for (const Line& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            widths[i] = std::max(widths[i], line[i].size());
        }
    }
    std::string result;
    for (const Line& line : lines) {
        std::string row;
        for (std::size_t i = 0; i < line.size(); ++i) {
            row += "  " + line[i] + std::string(widths[i] - line[i].size(), ' ');
        }
        row.erase(row.find_last_not_of(' ') + 1);
        result += row + '\n';
    }
    return result;
}

std::string direction_text(const DirectionTable& table, Direction direction,
                           const CauseBook& book) {
    const std::string name(api_name(direction));
    if (!table.isolated()) return name + ": not isolated, everything passes\n";
    std::vector<Line> lines;
    add_family(table, Family::V4, book, lines);
    add_family(table, Family::V6, book, lines);
    return name + (direction == Direction::FromPod ? " to:\n" : " from:\n") + aligned(lines);
}

}  // namespace

std::string FilterTable::text(const CauseBook& book) const {
    return direction_text(*to_pod_, Direction::ToPod, book) +
           direction_text(*from_pod_, Direction::FromPod, book);
}

}  // namespace policy
