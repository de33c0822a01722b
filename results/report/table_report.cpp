// SPDX-License-Identifier: MIT
#include "results/report/table_report.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <utility>

#include "results/report/json_parts.h"
#include "results/report/words.h"

namespace results {
namespace {

using Json = OrderedJson;

constexpr std::size_t columns = 6;
constexpr std::size_t verdict_column = 3;
using Line = std::array<std::string, columns>;
constexpr const char* no_address = "(not known yet)";

Json address_json(const std::string& address) {
    return address.empty() ? Json(nullptr) : Json(address);
}

// More than a few pods in one range are named in JSON only.
std::string named(const std::vector<std::string>& pods) {
    constexpr std::size_t most = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(most, pods.size()); ++i) {
        text += (i == 0 ? "" : ", ") + pods[i];
    }
    if (pods.size() > most) text += " and " + std::to_string(pods.size() - most) + " more";
    return printable(text);
}

std::string port_text(const TableRow& row) {
    if (row.ports.empty()) return row.protocol == "any" ? "everything" : "all other protocols";
    std::string text = row.protocol;
    if (row.ports == std::vector<PortPair>{{1, 65535}}) return text + " all ports";
    for (std::size_t i = 0; i < row.ports.size(); ++i) {
        const auto& [first, last] = row.ports[i];
        text += (i == 0 ? " " : ",") + std::to_string(first);
        if (first != last) text += "-" + std::to_string(last);
    }
    return text;
}

Line line_of(const TableRow& row, bool first_of_range) {
    const std::string range = row.first.empty() ? no_address : row.range;
    return {first_of_range ? range : "",
            first_of_range ? named(row.pods) : "",
            port_text(row),
            with_symbol(row.verdict),
            row.caveats.empty() ? row.reason : row.caveats.front(),
            printable(first_cause(row.causes))};
}

void write_side(std::ostream& out, const TableSide& side, const char* name, const char* peers,
                const Style& style) {
    if (!side.isolated) {
        out << name << ": no policy isolates the pod, everything passes\n";
        return;
    }
    std::vector<Line> lines = {{peers, "POD", "TO PORT", "VERDICT", "REASON", "CAUSE"}};
    for (std::size_t i = 0; i < side.rows.size(); ++i) {
        const bool first = i == 0 || side.rows[i].first != side.rows[i - 1].first ||
                           side.rows[i].pods != side.rows[i - 1].pods;
        lines.push_back(line_of(side.rows[i], first));
    }
    std::array<std::size_t, columns> widths{};
    for (const Line& line : lines)
        for (std::size_t c = 0; c < columns; ++c)
            widths.at(c) = std::max(widths.at(c), display_width(line.at(c)));
    out << name << ":\n";
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::string text;
        for (std::size_t c = 0; c < columns; ++c) {
            std::string cell = pad_right(lines[i].at(c), widths.at(c));
            if (c == verdict_column && i > 0) cell = colored(cell, side.rows[i - 1].verdict, style);
            text += "  " + cell;
        }
        text.erase(text.find_last_not_of(' ') + 1);
        out << text << '\n';
    }
}

Json row_json(const TableRow& row) {
    Json causes = Json::array();
    for (const Cause& cause : row.causes) causes.push_back(cause_json(cause));
    Json ports = row.ports;
    if (row.ports.empty() || row.ports == std::vector<PortPair>{{1, 65535}}) ports = "all";
    return {{"first", address_json(row.first)},
            {"last", address_json(row.last)},
            {"pods", row.pods},
            {"protocol", row.protocol},
            {"ports", ports},
            {"verdict", row.verdict},
            {"reason", row.reason},
            {"causes", std::move(causes)},
            {"caveats", row.caveats}};
}

Json side_json(const TableSide& side) {
    Json rows = Json::array();
    for (const TableRow& row : side.rows) rows.push_back(row_json(row));
    return {{"isolated", side.isolated}, {"rows", std::move(rows)}};
}

}  // namespace

void write_table_text(std::ostream& out, const PodTable& table, const Style& style) {
    out << printable(table.pod);
    for (const std::string& address : table.addresses) out << ' ' << address;
    if (table.addresses.empty()) out << ", address " << no_address;
    if (!table.node.empty()) out << " on " << printable(table.node);
    out << "\n\n";
    write_side(out, table.ingress, "ingress", "FROM", style);
    out << '\n';
    write_side(out, table.egress, "egress", "TO", style);
}

void write_table_json(std::ostream& out, const PodTable& table) {
    const Json document = {{"format_version", "1.0"},
                           {"pod", table.pod},
                           {"addresses", table.addresses},
                           {"node", table.node},
                           {"ingress", side_json(table.ingress)},
                           {"egress", side_json(table.egress)}};
    out << document.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace results
