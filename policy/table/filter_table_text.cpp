// SPDX-License-Identifier: MIT
// The table for people. One line per cell; columns are as wide as their widest text.
#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "policy/table/filter_table.h"

namespace policy {
namespace {

using Line = std::array<std::string, 6>;  // peers, protocol, ports, action, reason, causes

std::string port_text(const TableRow& row) {
    if (row.first_port == 0 && row.last_port == 0xFFFF) return "*";
    if (row.first_port == row.last_port) return std::to_string(row.first_port);
    return std::to_string(row.first_port) + '-' + std::to_string(row.last_port);
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

Line line(const TableRow& row, const CauseBook& book) {
    return {text(row.peers),
            row.protocol,
            port_text(row),
            std::string(text(row.verdict.action)),
            std::string(code(row.verdict.reason)),
            causes_text(book.at(row.verdict.causes))};
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

std::string direction_text(const FilterTable& table, Direction direction, const CauseBook& book) {
    const std::string name(api_name(direction));
    if (!table.isolated(direction)) return name + ": not isolated, everything passes\n";
    std::vector<Line> lines;
    for (const TableRow& row : table.rows(direction)) lines.push_back(line(row, book));
    return name + (direction == Direction::FromPod ? " to:\n" : " from:\n") + aligned(lines);
}

}  // namespace

std::string FilterTable::text(const CauseBook& book) const {
    return direction_text(*this, Direction::ToPod, book) +
           direction_text(*this, Direction::FromPod, book);
}

}  // namespace policy
