// SPDX-License-Identifier: MIT
#include "results/report/compare_table.h"

#include <ostream>
#include <string>

#include <fmt/format.h>

#include "results/report/change_summary.h"
#include "results/report/words.h"

namespace results {
namespace {

// The verdict in whose colour a line is printed.
const char* verdict_of(char sign) {
    if (sign == '-') return "drop";
    return sign == '+' ? "allow" : "uncertain";
}

const char* heading(ChangeLine::Section section) {
    switch (section) {
        case ChangeLine::Section::NewOrGone:
            return "With workloads that are new or gone:\n";
        case ChangeLine::Section::Children:
            return "Child flows, which are steps of others and not counted with them:\n";
        default:
            return "Uncertain before and after, whether it differs is not known:\n";
    }
}

}  // namespace

void CompareTable::print(const ChangeLine& line) {
    std::string text = fmt::format("{} {} -> {}  {}", line.sign, names_text(line.sources),
                                   names_text(line.destinations), line.what);
    if (line.flows > 0)
        text += fmt::format("  {} flow{}  {}", with_thousands(line.flows),
                            line.flows == 1 ? "" : "s", line.how);
    out_ << colored(printable(text), verdict_of(line.sign), style_) << '\n';
    for (const std::string& note : line.notes) out_ << "      " << printable(note) << '\n';
}

void CompareTable::end(const FlowComparison& result) {
    ChangeLine::Section section = ChangeLine::Section::Differs;
    for (const ChangeLine& line : lines_.take()) {
        if (line.section != section) out_ << heading(line.section);
        section = line.section;
        print(line);
    }
    for (const std::string& remark : change_remarks(head_, result))
        out_ << printable(remark) << '\n';
    out_ << change_summary(head_, result.counts) << '\n';
}

}  // namespace results
