// SPDX-License-Identifier: MIT
#include "results/report/compare_report.h"

#include "results/report/compare_json.h"
#include "results/report/compare_markdown.h"
#include "results/report/compare_table.h"

namespace results {

std::unique_ptr<CompareReport> make_compare_report(CompareFormat format, std::ostream& out,
                                                   const ComparisonHead& head, const Style& style) {
    switch (format) {
        case CompareFormat::Json:
            return std::make_unique<CompareJson>(out, head);
        case CompareFormat::Markdown:
            return std::make_unique<CompareMarkdown>(out, head);
        case CompareFormat::Table:
            break;
    }
    return std::make_unique<CompareTable>(out, head, style);
}

}  // namespace results
