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
// summary line. The source of a child flow is marked; where a service chose a backend, that stands
// behind the destination. On a terminal too narrow, backend, reason and cause stand below. The
// first thousand rows decide on that and on the columns' widths; later ones are written as they
// come.
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
        std::string expected;  // "expected allow", where it met something else
        std::string backend;   // "-> shop/web-0[Pod]:8080", where a service chose
    };

    static Row row_of(const FlowView& view);
    static std::string cell(const Row& row, std::size_t column, bool wide);
    void lay_out();
    std::vector<std::size_t> wanted_widths(std::size_t count) const;
    bool wide() const { return widths_.size() == columns; }
    void print_head();
    void print(const Row& row);
    std::string line(const Row& row) const;
    std::vector<std::string> below(const Row& row) const;

    std::ostream& out_;
    Style style_;
    Counts counts_;
    std::vector<Row> held_;
    std::vector<std::size_t> widths_;  // of the columns; empty until laid out
};

}  // namespace results
