// SPDX-License-Identifier: MIT
// `vethlab reach`: every allowed connection, row by row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/reach/reachability.h"
#include "results/report/reach_report.h"
#include "sim/analysis/workloads.h"

namespace analysis {

// More rows than these are read by nobody: text prints classes in their place.
constexpr std::size_t most_rows = 5000;

enum class RowsOf : std::uint8_t { Groups, Classes };

struct ReachOptions {
    bool self = false;                                // also what a workload may open to itself
    bool each_pod = false;                            // pods in place of workloads
    bool services = false;                            // also what is allowed through Services
    std::optional<std::vector<std::uint32_t>> focus;  // only rows of these pods; ascending
};

// Writes the rows: for each source by name its destinations by name, then Services by name, then
// those outside by address; then, for each destination by name, the sources outside; then, for each
// load balancer by name, its clients and the workloads that it reaches. Rows with nothing allowed
// are left out, and outside with outside. Needs memory for the classes and the inputs, not for the
// rows.
//
// A row of classes speaks of all groups of a class, and of all destinations with one answer. What
// two groups of a class may open to each other is in it.
class Reach {
  public:
    // REQUIRES: the arguments outlive this.
    Reach(const policy::World& world, const policy::Reachability& reach,
          const ReachOptions& options);

    // How many rows of groups there are, roughly: outside counts as one address, and each group
    // with itself. Stops counting above `most`.
    std::size_t count(std::size_t most) const;
    std::size_t groups() const { return groups_.size(); }

    // Names the load balancers that have targets and reach none of them.
    std::vector<std::string> write(results::ReachReport& report, RowsOf of = RowsOf::Groups) const;

  private:
    const policy::World& world_;
    const policy::Reachability& reach_;
    ReachOptions options_;
    std::vector<Group> groups_;
    std::vector<bool> focused_;  // of each group
};

}  // namespace analysis
