// SPDX-License-Identifier: MIT
// The table that `run` and `flows` print, for people.
#pragma once

#include <array>
#include <iosfwd>
#include <string>
#include <vector>

#include "results/report/flow_report.h"
#include "results/report/summary.h"

namespace results {

// Columns: time, source, destination, protocol/port, verdict, outcome, reason, cause; then the
// summary line. The first thousand rows decide the columns' widths, later ones are written as they
// come. On a terminal too narrow for the cause beside the rest, it stands on a line of its own.
class FlowTable : public FlowReport {
  public:
    FlowTable(std::ostream& out, const Style& style) : out_(out), style_(style) {}

    void add(const FlowView& view) override;
    void end() override;

  private:
    static constexpr std::size_t columns = 8;
    struct Row {
        std::array<std::string, columns> cells;
        std::string verdict;
    };

    static Row row_of(const FlowView& view);
    void lay_out();
    void print_head();
    void print(const Row& row);
    std::string line(const Row& row) const;

    std::ostream& out_;
    Style style_;
    Counts counts_;
    std::vector<Row> held_;
    std::vector<std::size_t> widths_;  // empty until laid out; without the cause's if it is below
};

}  // namespace results
