// SPDX-License-Identifier: MIT
#include "results/report/runs_table.h"

#include <algorithm>
#include <ostream>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "results/report/words.h"

namespace results {
namespace {

using Row = std::vector<std::string>;

const Row heads = {"RUN",   "NAME",    "STATE",   "STARTED",   "SEED",
                   "FLOWS", "ALLOWED", "DROPPED", "UNCERTAIN", "UNEXPECTED"};
constexpr std::size_t first_number = 4;
constexpr std::size_t all = 1000;
const std::vector<std::size_t> least = {all, 8, all, all, 4, all, all, all, all, all};

// "2024-01-31T12:00:59.123Z" to the minute, which tells runs apart.
std::string minute(const std::string& iso) {
    std::string text = iso.substr(0, 16);
    std::replace(text.begin(), text.end(), 'T', ' ');
    return text;
}

Row row_of(const RunSummary& run) {
    return {
        std::to_string(run.id),        printable(run.run.name),      text(run.state),
        minute(run.started),           std::to_string(run.run.seed), std::to_string(run.flows),
        std::to_string(run.allowed),   std::to_string(run.dropped),  std::to_string(run.uncertain),
        std::to_string(run.unexpected)};
}

std::string line(const Row& row, const std::vector<std::size_t>& widths) {
    std::string text;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string cell = shorten_middle(row[i], widths[i]);
        text +=
            i == 0 || i >= first_number ? pad_left(cell, widths[i]) : pad_right(cell, widths[i]);
        text += "  ";
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

std::vector<std::size_t> widths_of(const std::vector<Row>& rows) {
    std::vector<std::size_t> widths(heads.size(), 0);
    for (const Row& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], display_width(row[i]));
    return widths;
}

}  // namespace

void write_runs_table(std::ostream& out, const std::vector<RunSummary>& runs, const Style& style) {
    if (runs.empty()) {
        out << "no runs\n";
        return;
    }
    std::vector<Row> rows = {heads};
    for (const RunSummary& run : runs) rows.push_back(row_of(run));
    std::vector<std::size_t> widths = widths_of(rows);
    if (style.width != 0) widths = fit_columns(widths, least, style.width);
    for (const Row& row : rows) out << line(row, widths) << '\n';
}

void write_runs_json(std::ostream& out, const std::vector<RunSummary>& runs) {
    using Json = nlohmann::ordered_json;
    Json list = Json::array();
    for (const RunSummary& run : runs)
        list.push_back({{"id", run.id},
                        {"name", run.run.name},
                        {"scenario", run.run.scenario},
                        {"state", text(run.state)},
                        {"started", run.started},
                        {"dataplane", run.run.dataplane},
                        {"seed", run.run.seed},
                        {"tool_version", run.run.tool_version},
                        {"simulated_s", static_cast<double>(run.simulated) / 1e9},
                        {"flows", run.flows},
                        {"allowed", run.allowed},
                        {"dropped", run.dropped},
                        {"uncertain", run.uncertain},
                        {"expected", run.expected},
                        {"unexpected", run.unexpected},
                        {"children", run.children}});
    const Json document = {{"format_version", "1.0"}, {"runs", std::move(list)}};
    out << document.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace results
