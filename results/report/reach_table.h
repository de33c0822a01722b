// SPDX-License-Identifier: MIT
// The table of allowed connections, for people.
#pragma once

#include <array>
#include <iosfwd>
#include <string>
#include <vector>

#include "results/report/reach_report.h"
#include "results/report/reach_summary.h"

namespace results {

// Columns: source, destination, connections, of which long ones are broken into lines; then the
// summary. On a terminal too narrow for that, the three stand below each other. The first thousand
// rows decide on that and on the columns' widths; later ones are written as they come.
class ReachTable : public ReachReport {
  public:
    ReachTable(std::ostream& out, const Style& style) : out_(out), style_(style) {}

    void add(const ReachEnd& from, const ReachEnd& to, const ReachAnswer& answer) override;
    void end() override;

  private:
    static constexpr std::size_t columns = 3;
    struct Row {
        std::array<std::string, columns> cells;
        bool uncertain = false;
    };

    void lay_out();
    bool narrow() const { return widths_.size() == 1; }
    void print(const Row& row);
    bool print_plain(const ReachEnd& from, const ReachEnd& to, const ReachAnswer& answer);
    void print_narrow(const Row& row);
    std::string shortened(const std::string& text, std::size_t width) const;
    std::string marked(const Row& row, const std::string& text) const;

    std::ostream& out_;
    Style style_;
    ReachCounts counts_;
    std::vector<Row> held_;
    std::vector<std::size_t> widths_;  // of the columns; one where narrow; none until laid out
    std::string line_;
};

}  // namespace results
