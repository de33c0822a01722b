// SPDX-License-Identifier: MIT
// Whether what neither side of a comparison knows must come out alike on both.
#pragma once

#include <set>
#include <string>

#include "policy/model/model.h"
#include "policy/model/settings.h"

namespace analysis {

// An address that no cluster has given yet is the same address before and after, if only policies
// differ: what is uncertain for its sake stays the same wherever no policy that judges has changed.
// What could not be read is something else: its text may have changed as well.
class SameDoubt {
  public:
    SameDoubt(const policy::World& before, const policy::Settings& settings_before,
              const policy::World& after, const policy::Settings& settings_after);

    // Of what pods of this namespace open and are asked for, as far as their own policies judge it.
    bool of(const std::string& ns) const { return same_things_ && changed_.count(ns) == 0; }

  private:
    bool same_things_;               // pods, namespaces, nodes, settings
    std::set<std::string> changed_;  // namespaces whose policies are not the same
};

}  // namespace analysis
