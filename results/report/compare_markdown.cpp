// SPDX-License-Identifier: MIT
#include "results/report/compare_markdown.h"

#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "results/report/change_summary.h"
#include "results/report/escape.h"

namespace results {
namespace {

constexpr std::size_t most_lines = 200;

std::string word_of(const ChangeLine& line) {
    std::string word = line.sign == '-'   ? "newly dropped"
                       : line.sign == '+' ? "newly allowed"
                       : line.sign == '~' ? "another reason"
                                          : "uncertain";
    if (line.section == ChangeLine::Section::NewOrGone) return word + ", workload new or gone";
    if (line.section == ChangeLine::Section::Children) return word + ", child flows";
    return line.section == ChangeLine::Section::Unknown ? word + " before and after" : word;
}

std::string cells(const std::vector<std::string>& texts) {
    std::string row;
    for (const std::string& text : texts) row += "| " + text + " ";
    return row + "|\n";
}

std::string row_of(const ChangeLine& line) {
    std::string change = markdown_text(word_of(line));
    if (line.flows > 0)
        change += fmt::format(" ({} flow{})<br>{}", with_thousands(line.flows),
                              line.flows == 1 ? "" : "s", markdown_text(line.how));
    std::string causes;
    for (const std::string& note : line.notes)
        causes += (causes.empty() ? "" : "<br>") + markdown_text(note);
    return cells({change, markdown_text(names_text(line.sources)),
                  markdown_text(names_text(line.destinations)), markdown_text(line.what), causes});
}

}  // namespace

void CompareMarkdown::end(const FlowComparison& result) {
    const std::vector<ChangeLine> lines = lines_.take();
    if (!lines.empty())
        out_ << "| change | source | destination | ports | cause |\n|---|---|---|---|---|\n";
    for (std::size_t i = 0; i < lines.size() && i < most_lines; ++i) out_ << row_of(lines[i]);
    if (!lines.empty()) out_ << '\n';
    if (lines.size() > most_lines)
        out_ << fmt::format("{} more lines are left out.\n\n", lines.size() - most_lines);
    for (const std::string& remark : change_remarks(head_, result))
        out_ << "- " << markdown_text(remark) << '\n';
    if (!change_remarks(head_, result).empty()) out_ << '\n';
    out_ << change_summary(head_, result.counts) << '\n';
}

}  // namespace results
