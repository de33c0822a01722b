// SPDX-License-Identifier: MIT
#include "results/report/reach_report.h"

#include <utility>

#include "results/report/reach_csv.h"
#include "results/report/reach_dot.h"
#include "results/report/reach_json.h"
#include "results/report/reach_markdown.h"
#include "results/report/reach_table.h"

namespace results {

std::unique_ptr<ReachReport> make_reach_report(ReachFormat format, std::ostream& out,
                                               const Style& style) {
    switch (format) {
        case ReachFormat::Json:
            return std::make_unique<ReachJson>(out);
        case ReachFormat::Csv:
            return std::make_unique<ReachCsv>(out);
        case ReachFormat::Markdown:
            return std::make_unique<ReachMarkdown>(out);
        case ReachFormat::Dot:
            return std::make_unique<ReachDot>(out);
        case ReachFormat::Table:
            break;
    }
    return std::make_unique<ReachTable>(out, style);
}

ReachAnswer::ReachAnswer(Connections allowed, Connections doubtful,
                         std::vector<std::string> why_doubtful)
    : connections(std::move(allowed)),
      uncertain(std::move(doubtful)),
      caveats(std::move(why_doubtful)) {
    if (!connections.empty() || uncertain.empty()) text = results::text(connections);
    if (!uncertain.empty()) text += (text.empty() ? "? " : " ? ") + results::text(uncertain);
    const char* before = " (";
    for (const std::string& caveat : caveats) {
        text.append(before).append(caveat);
        before = ", ";
    }
    if (!caveats.empty()) text += ')';
}

}  // namespace results
