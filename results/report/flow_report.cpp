// SPDX-License-Identifier: MIT
#include "results/report/flow_report.h"

#include "results/report/flow_csv.h"
#include "results/report/flow_json.h"
#include "results/report/flow_markdown.h"
#include "results/report/flow_table.h"

namespace results {

std::unique_ptr<FlowReport> make_flow_report(FlowFormat format, std::ostream& out,
                                             const RunSummary& run, const Style& style) {
    switch (format) {
        case FlowFormat::Json:
            return std::make_unique<FlowJson>(out, run);
        case FlowFormat::Csv:
            return std::make_unique<FlowCsv>(out);
        case FlowFormat::Markdown:
            return std::make_unique<FlowMarkdown>(out);
        case FlowFormat::Table:
            break;
    }
    return std::make_unique<FlowTable>(out, style);
}

}  // namespace results
