// SPDX-License-Identifier: MIT
#include "results/report/flow_table.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include "results/report/words.h"

namespace results {
namespace {

constexpr std::size_t held_rows = 1000;
constexpr std::size_t destination_column = 2;
constexpr std::size_t verdict_column = 4;
constexpr std::size_t reason_column = 6;
constexpr std::size_t cause_column = 7;
constexpr std::size_t narrow_columns = reason_column;
constexpr std::size_t indent = 4;
const char* const child_mark = "`- ";

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
    Row row{{short_seconds(view.flow.start),
             (view.flow.parent == none ? "" : child_mark) + view.src.ref, destination_text(view),
             protocol_and_port(view.flow), with_symbol(view.flow.verdict), view.flow.outcome,
             view.reason, first_cause(view.causes)},
            view.flow.verdict,
            view.flow.as_expected ? "" : "expected " + view.flow.expect,
            view.backend.id == none ? "" : "-> " + backend_text(view)};
    for (std::string& cell : row.cells) cell = printable(cell);
    row.expected = printable(row.expected);
    row.backend = printable(row.backend);
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
        for (const Row& row : held_)
            widths[i] = std::max(widths[i], display_width(cell(row, i, count == columns)));
    }
    return widths;
}

std::string FlowTable::cell(const Row& row, std::size_t column, bool wide) {
    if (wide && column == destination_column)
        return joined({row.cells[destination_column], row.backend}, " ");
    if (wide && column == verdict_column)
        return joined({row.cells[verdict_column], row.expected}, ", ");
    return row.cells.at(column);
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
        std::string part = cell(row, i, wide());
        if (style_.width != 0) part = shorten_middle(part, widths_[i]);
        part = i == 0 ? pad_left(part, widths_[i]) : pad_right(part, widths_[i]);
        if (i == verdict_column && row.verdict != "drop") part = colored(part, row.verdict, style_);
        text += part + "  ";
    }
    return without_trailing_spaces(text);
}

// The backend; then one line where reason and cause have room on it, else two.
std::vector<std::string> FlowTable::below(const Row& row) const {
    const std::size_t room = std::max(style_.width, indent + 1) - indent;
    const std::string why = joined({row.expected, row.cells[reason_column]}, ", ");
    const std::string& cause = row.cells[cause_column];
    const std::string both = joined({why, cause}, " ");
    std::vector<std::string> lines;
    if (!row.backend.empty()) lines.push_back(shorten_middle(row.backend, room));
    if (display_width(both) > room) {
        lines.push_back(shorten_middle(why, room));
        lines.push_back(shorten_middle(cause, room));
    } else if (!both.empty()) {
        lines.push_back(both);
    }
    return lines;
}

}  // namespace results
