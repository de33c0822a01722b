// SPDX-License-Identifier: MIT
#include "results/report/reach_markdown.h"

#include <ostream>

#include "results/report/escape.h"

namespace results {

ReachMarkdown::ReachMarkdown(std::ostream& out) : out_(out) {
    out_ << "| source | destination | connections |\n|---|---|---|\n";
}

void ReachMarkdown::add(const ReachEnd& from, const ReachEnd& to, const ReachAnswer& answer) {
    counts_.add(from, to, answer);
    out_ << "| " + markdown_text(from.ref) + " | " + markdown_text(to.ref) + " | " +
                markdown_text(answer.text) + " |\n";
}

void ReachMarkdown::end() {
    out_ << '\n' << summary_line(counts_) << '\n';
}

}  // namespace results
