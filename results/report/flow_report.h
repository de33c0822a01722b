// SPDX-License-Identifier: MIT
// Flows of one run, written one after another in the format asked for.
#pragma once

#include <iosfwd>
#include <memory>

#include "results/reader.h"
#include "results/report/text_layout.h"

namespace results {

class FlowReport {
  public:
    virtual ~FlowReport() = default;
    virtual void add(const FlowView& view) = 0;
    // Writes what is still held back. Nothing may follow.
    virtual void end() = 0;
};

enum class FlowFormat { Table, Json, Csv, Markdown };

// `out` must outlive the report. `style` is the table's.
std::unique_ptr<FlowReport> make_flow_report(FlowFormat format, std::ostream& out,
                                             const RunSummary& run, const Style& style);

}  // namespace results
