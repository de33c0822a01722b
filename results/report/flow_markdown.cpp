// SPDX-License-Identifier: MIT
#include "results/report/flow_markdown.h"

#include <ostream>
#include <string>

#include "results/report/escape.h"
#include "results/report/words.h"

namespace results {

FlowMarkdown::FlowMarkdown(std::ostream& out) : out_(out) {
    out_ << "| time | source | destination | port | verdict | outcome | reason | cause |\n"
         << "|---:|---|---|---|---|---|---|---|\n";
}

void FlowMarkdown::add(const FlowView& view) {
    counts_.add(view.flow);
    std::string verdict = view.flow.verdict;
    if (!view.flow.as_expected) verdict += ", expected " + view.flow.expect;
    for (const std::string& cell :
         {short_seconds(view.flow.start),
          (view.flow.parent == none ? "" : "\u21b3 ") + view.src.ref, destination_and_backend(view),
          protocol_and_port(view.flow), verdict, view.flow.outcome, view.reason,
          first_cause(view.causes)})
        out_ << "| " << markdown_text(cell) << ' ';
    out_ << "|\n";
}

void FlowMarkdown::end() {
    out_ << '\n' << summary_line(counts_) << '\n';
}

}  // namespace results
