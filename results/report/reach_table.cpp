// SPDX-License-Identifier: MIT
#include "results/report/reach_table.h"

#include <algorithm>
#include <numeric>
#include <ostream>
#include <utility>

#include "results/report/words.h"

namespace results {
namespace {

constexpr std::size_t held_rows = 1000;
constexpr std::size_t between = 2;  // spaces from column to column
const std::array<const char*, 3> heads = {"SOURCE", "DESTINATION", "CONNECTIONS"};
// What a column keeps, where room is short: any range of IPv4 addresses; the start of a list of
// ports.
const std::vector<std::size_t> least = {31, 31, 14};

std::size_t span(const std::vector<std::size_t>& widths) {
    return std::accumulate(widths.begin(), widths.end(), between * (widths.size() - 1));
}

// Whether a line may end before `at` without tearing a protocol from its first port.
bool is_seam(const std::string& text, std::size_t at) {
    if (text[at - 1] == ',') return true;
    if (text[at - 1] != ' ') return false;
    return text[at] == '?' || text[at] == '(' || text[at - 2] == ';' || text[at - 2] == ',';
}

// Where a line of at most `width` of the text ends: at a seam, else behind a space, else anywhere.
std::size_t line_end(const std::string& text, std::size_t from, std::size_t width) {
    if (text.size() - from <= width) return text.size();
    for (std::size_t at = from + width; at > from + 1; --at) {
        if (is_seam(text, at)) return at;
    }
    const std::size_t space = text.find_last_of(' ', from + width - 1);
    return space == std::string::npos || space <= from ? from + width : space + 1;
}

// REQUIRES: ASCII, as connections and caveats are; width > 0.
std::vector<std::string> lines_of(const std::string& text, std::size_t width) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = line_end(text, at, width);
        std::string line = text.substr(at, end - at);
        line.erase(line.find_last_not_of(' ') + 1);
        lines.push_back(std::move(line));
        at = end;
    }
    return lines;
}

}  // namespace

void ReachTable::add(const ReachEnd& from, const ReachEnd& to, const ReachAnswer& answer) {
    counts_.add(from, to, answer);
    if (print_plain(from, to, answer)) return;
    Row row{{printable(from.ref), printable(to.ref), answer.text}, !answer.uncertain.empty()};
    if (!widths_.empty()) return print(row);
    held_.push_back(std::move(row));
    if (held_.size() == held_rows) lay_out();
}

void ReachTable::end() {
    if (widths_.empty() && !held_.empty()) lay_out();
    for (const std::string& line :
         lines_of(summary_line(counts_), style_.width == 0 ? std::string::npos : style_.width)) {
        out_ << line << '\n';
    }
}

void ReachTable::lay_out() {
    std::vector<std::size_t> wanted;
    for (std::size_t i = 0; i < columns; ++i) {
        wanted.push_back(display_width(heads.at(i)));
        for (const Row& row : held_)
            wanted[i] = std::max(wanted[i], display_width(row.cells.at(i)));
    }
    const std::size_t room = style_.width == 0 ? span(wanted) : style_.width;
    std::vector<std::size_t> at_least = least;
    for (std::size_t i = 0; i < columns; ++i) at_least[i] = std::min(at_least[i], wanted[i]);
    widths_ = fit_columns(wanted, at_least, room);
    if (span(widths_) > room) widths_ = {room};
    if (!narrow()) print({{heads[0], heads[1], heads[2]}, false});
    for (const Row& row : held_) print(row);
    held_.clear();
}

void ReachTable::print(const Row& row) {
    if (narrow()) return print_narrow(row);
    std::string left = pad_right(shortened(row.cells[0], widths_[0]), widths_[0] + between) +
                       pad_right(shortened(row.cells[1], widths_[1]), widths_[1] + between);
    const std::size_t width = style_.width == 0 ? std::string::npos : widths_[2];
    for (const std::string& line : lines_of(row.cells[2], width)) {
        out_ << left + marked(row, line) + '\n';
        left.assign(widths_[0] + widths_[1] + 2 * between, ' ');
    }
}

// Not on a terminal, of many rows: no name is shortened, no line is broken.
bool ReachTable::print_plain(const ReachEnd& from, const ReachEnd& to, const ReachAnswer& answer) {
    if (style_.width != 0 || style_.color || widths_.empty()) return false;
    if (!is_plain(from.ref) || !is_plain(to.ref)) return false;
    line_ = from.ref;
    line_.resize(std::max(line_.size(), widths_[0]) + between, ' ');
    const std::size_t second = line_.size();
    line_ += to.ref;
    line_.resize(std::max(line_.size(), second + widths_[1]) + between, ' ');
    line_ += answer.text;
    line_ += '\n';
    out_ << line_;
    return true;
}

void ReachTable::print_narrow(const Row& row) {
    static const std::string arrow = "  -> ";
    static const std::string indent = "    ";
    const std::size_t room = widths_[0];
    const auto left = [room](std::size_t used) { return room > used ? room - used : 1; };
    out_ << shortened(row.cells[0], room) + '\n';
    out_ << arrow + shortened(row.cells[1], left(arrow.size())) + '\n';
    for (const std::string& line : lines_of(row.cells[2], left(indent.size()))) {
        out_ << indent + marked(row, line) + '\n';
    }
}

std::string ReachTable::shortened(const std::string& text, std::size_t width) const {
    return style_.width == 0 ? text : shorten_middle(text, width);
}

std::string ReachTable::marked(const Row& row, const std::string& text) const {
    return row.uncertain ? colored(text, "uncertain", style_) : text;
}

}  // namespace results
