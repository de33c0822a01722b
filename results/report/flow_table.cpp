// SPDX-License-Identifier: MIT
#include "results/report/flow_table.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include "results/report/words.h"

namespace results {
namespace {

constexpr std::size_t held_rows = 1000;
constexpr std::size_t verdict_column = 4;
constexpr std::size_t reason_column = 6;
constexpr std::size_t cause_column = 7;
constexpr std::size_t narrow_columns = reason_column;
constexpr std::size_t indent = 4;

const std::array<const char*, 8> heads = {"TIME",    "SOURCE",  "DESTINATION", "PORT",
                                          "VERDICT", "OUTCOME", "REASON",      "CAUSE"};
// What a column keeps of what it wants, where room is short.
constexpr std::size_t all = 1000;
const std::vector<std::size_t> least_wide = {all, 16, 16, all, all, all, all, all};
const std::vector<std::size_t> least_narrow = {all, 11, 11, all, all, all};

std::size_t span(const std::vector<std::size_t>& widths) {
    std::size_t sum = 2 * (widths.size() - 1);
    for (const std::size_t width : widths) sum += width;
    return sum;
}

std::string without_trailing_spaces(std::string text) {
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

// Of the parts that are not empty.
std::string joined(const std::vector<std::string>& parts, const char* separator) {
    std::string result;
    for (const std::string& part : parts) {
        if (!result.empty() && !part.empty()) result += separator;
        result += part;
    }
    return result;
}

}  // namespace

FlowTable::Row FlowTable::row_of(const FlowView& view) {
    Row row{
        {short_seconds(view.flow.start), view.src.ref, view.dst.ref, protocol_and_port(view.flow),
         with_symbol(view.flow.verdict), view.flow.outcome, view.reason, first_cause(view.causes)},
        view.flow.verdict,
        view.flow.as_expected ? "" : "expected " + view.flow.expect};
    for (std::string& cell : row.cells) cell = printable(cell);
    row.expected = printable(row.expected);
    return row;
}

void FlowTable::add(const FlowView& view) {
    counts_.add(view.flow);
    Row row = row_of(view);
    if (!widths_.empty()) return print(row);
    held_.push_back(std::move(row));
    if (held_.size() == held_rows) lay_out();
}

void FlowTable::end() {
    if (widths_.empty() && !held_.empty()) lay_out();
    out_ << summary_line(counts_) << '\n';
}

void FlowTable::lay_out() {
    const auto wanted = wanted_widths(columns);
    const std::size_t room = style_.width == 0 ? span(wanted) : style_.width;
    widths_ = fit_columns(wanted, least_wide, room);
    if (span(widths_) > room)
        widths_ = fit_columns(wanted_widths(narrow_columns), least_narrow, room);
    print_head();
    for (const Row& row : held_) print(row);
    held_.clear();
}

std::vector<std::size_t> FlowTable::wanted_widths(std::size_t count) const {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < count; ++i) {
        widths.push_back(display_width(heads.at(i)));
        for (const Row& row : held_) {
            const std::string& cell = row.cells.at(i);
            widths[i] = std::max(
                widths[i],
                display_width(i == verdict_column ? verdict_cell(row, count == columns) : cell));
        }
    }
    return widths;
}

std::string FlowTable::verdict_cell(const Row& row, bool wide) {
    return joined({row.cells[verdict_column], wide ? row.expected : ""}, ", ");
}

void FlowTable::print_head() {
    std::string text;
    for (std::size_t i = 0; i < widths_.size(); ++i)
        text += (i == 0 ? pad_left(heads.at(i), widths_[i]) : pad_right(heads.at(i), widths_[i])) +
                "  ";
    out_ << without_trailing_spaces(text) << '\n';
}

// A dropped flow is coloured whole, so that it stands out; of others only the verdict.
void FlowTable::print(const Row& row) {
    const auto write = [&](const std::string& text) {
        out_ << (row.verdict == "drop" ? colored(text, row.verdict, style_) : text) << '\n';
    };
    write(line(row));
    if (wide()) return;
    for (const std::string& text : below(row)) write(std::string(indent, ' ') + text);
}

std::string FlowTable::line(const Row& row) const {
    std::string text;
    for (std::size_t i = 0; i < widths_.size(); ++i) {
        std::string cell = i == verdict_column ? verdict_cell(row, wide()) : row.cells.at(i);
        if (style_.width != 0) cell = shorten_middle(cell, widths_[i]);
        cell = i == 0 ? pad_left(cell, widths_[i]) : pad_right(cell, widths_[i]);
        if (i == verdict_column && row.verdict != "drop") cell = colored(cell, row.verdict, style_);
        text += cell + "  ";
    }
    return without_trailing_spaces(text);
}

// One line where reason and cause have room on it, else two.
std::vector<std::string> FlowTable::below(const Row& row) const {
    const std::size_t room = std::max(style_.width, indent + 1) - indent;
    const std::string why = joined({row.expected, row.cells[reason_column]}, ", ");
    const std::string& cause = row.cells[cause_column];
    const std::string both = joined({why, cause}, " ");
    if (both.empty()) return {};
    if (display_width(both) <= room) return {both};
    return {shorten_middle(why, room), shorten_middle(cause, room)};
}

}  // namespace results
