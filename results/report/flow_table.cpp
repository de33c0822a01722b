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
constexpr std::size_t cause_column = 7;

const std::array<const char*, 8> heads = {"TIME",    "SOURCE",  "DESTINATION", "PORT",
                                          "VERDICT", "OUTCOME", "REASON",      "CAUSE"};
// What a column keeps on a narrow terminal; all of it where that would make it wrong.
constexpr std::size_t all = 1000;
const std::vector<std::size_t> least = {all, 16, 16, all, all, all, 16, 28};
const std::vector<std::size_t> least_without_cause = {all, 8, 8, all, all, 6, 8};

std::size_t span(const std::vector<std::size_t>& widths) {
    std::size_t sum = 2 * (widths.size() - 1);
    for (const std::size_t width : widths) sum += width;
    return sum;
}

std::string verdict_cell(const Flow& flow) {
    const std::string verdict = with_symbol(flow.verdict);
    return flow.as_expected ? verdict : verdict + ", expected " + flow.expect;
}

std::string without_trailing_spaces(std::string text) {
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

}  // namespace

FlowTable::Row FlowTable::row_of(const FlowView& view) {
    Row row{
        {short_seconds(view.flow.start), view.src.ref, view.dst.ref, protocol_and_port(view.flow),
         verdict_cell(view.flow), view.flow.outcome, view.reason, first_cause(view.causes)},
        view.flow.verdict};
    for (std::string& cell : row.cells) cell = printable(cell);
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
    std::vector<std::size_t> wanted;
    for (std::size_t i = 0; i < columns; ++i) {
        wanted.push_back(display_width(heads.at(i)));
        for (const Row& row : held_)
            wanted[i] = std::max(wanted[i], display_width(row.cells.at(i)));
    }
    const std::size_t room = style_.width == 0 ? span(wanted) : style_.width;
    widths_ = fit_columns(wanted, least, room);
    if (span(widths_) > room) {
        wanted.pop_back();
        widths_ = fit_columns(wanted, least_without_cause, room);
    }
    print_head();
    for (const Row& row : held_) print(row);
    held_.clear();
}

void FlowTable::print_head() {
    std::string line;
    for (std::size_t i = 0; i < widths_.size(); ++i)
        line += (i == 0 ? pad_left(heads.at(i), widths_[i]) : pad_right(heads.at(i), widths_[i])) +
                "  ";
    out_ << without_trailing_spaces(line) << '\n';
}

// A dropped flow's row is coloured whole, so that it stands out; of others only the verdict.
void FlowTable::print(const Row& row) {
    const bool dropped = row.verdict == "drop";
    const std::string text = line(row);
    out_ << (dropped ? colored(text, row.verdict, style_) : text) << '\n';
    const std::string& cause = row.cells[cause_column];
    if (widths_.size() == columns || cause.empty()) return;
    const std::string below =
        "    " + shorten_middle(cause, std::max<std::size_t>(style_.width, 8) - 4);
    out_ << (dropped ? colored(below, row.verdict, style_) : below) << '\n';
}

std::string FlowTable::line(const Row& row) const {
    std::string text;
    for (std::size_t i = 0; i < widths_.size(); ++i) {
        const std::string cell =
            style_.width == 0 ? row.cells.at(i) : shorten_middle(row.cells.at(i), widths_[i]);
        std::string padded = i == 0 ? pad_left(cell, widths_[i]) : pad_right(cell, widths_[i]);
        if (i == verdict_column && row.verdict != "drop")
            padded = colored(padded, row.verdict, style_);
        text += padded + "  ";
    }
    return without_trailing_spaces(text);
}

}  // namespace results
