// SPDX-License-Identifier: MIT
#include "results/report/reach_report.h"

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

std::string text(const ReachAnswer& answer) {
    std::string result;
    if (!answer.connections.empty() || answer.uncertain.empty()) result = text(answer.connections);
    if (!answer.uncertain.empty()) {
        result += (result.empty() ? "? " : " ? ") + text(answer.uncertain);
    }
    std::string caveats;
    for (const std::string& caveat : answer.caveats) {
        caveats += (caveats.empty() ? "" : ", ") + caveat;
    }
    return caveats.empty() ? result : result + " (" + caveats + ")";
}

}  // namespace results
