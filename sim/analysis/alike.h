// SPDX-License-Identifier: MIT
// Classes that policies tell apart, but no answer does.
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "policy/reach/reachability.h"

namespace analysis {

// Two classes are judged alike if each may open to every class the same as the other, and be opened
// the same by every class. What is compared are fingerprints of 256 bits, so that memory does not
// grow with the length of rows.
class Alike {
  public:
    // Only `candidates` may be asked about. Costs a row for each, and all rows where some are the
    // same.
    Alike(const policy::Reachability& reach, const std::vector<policy::ClassId>& candidates);

    bool operator()(policy::ClassId a, policy::ClassId b) const {
        return a == b || prints_.at(a) == prints_.at(b);
    }

  private:
    using Print = std::array<std::uint64_t, 4>;  // of the row, of the column

    void print_rows(const policy::Reachability& reach);
    bool any_rows_equal() const;
    void print_columns(const policy::Reachability& reach);

    std::unordered_map<policy::ClassId, Print> prints_;
};

}  // namespace analysis
