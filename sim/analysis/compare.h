// SPDX-License-Identifier: MIT
// `vethlab compare` of manifests: every pair whose ports changed, and what made it so.
#pragma once

#include <functional>

#include "policy/model/model.h"
#include "policy/model/settings.h"
#include "results/report/compare_report.h"
#include "sim/analysis/compare_parts.h"

namespace analysis {

// Two worlds, ready to be compared.
class WorldComparison {
  public:
    // REQUIRES: the worlds are valid, defaulted, and outlive this.
    WorldComparison(const policy::World& before, const policy::Settings& settings_before,
                    const policy::World& after, const policy::Settings& settings_after);

    // Workloads of one namespace, kind and labels under another name: before, after.
    const std::vector<std::pair<std::string, std::string>>& renamed() const {
        return parts_.renamed;
    }

    // Calls `each` for every pair of workloads, and of a workload and a range outside, that
    // differs or, for all one knows, may differ: what is uncertain on both sides, but for what
    // SameDoubt knows to stay. A workload with itself is included where it has several pods. Works
    // by classes: pods that are alike before and alike after are judged once. Counts pairs x port
    // intervals; what is allowed on both sides is unchanged. Of workloads that are new or gone it
    // counts what is allowed as added and removed.
    results::FlowComparison write(
        const std::function<void(const results::ConnectionChange&)>& each) const;

  private:
    const policy::World& world_before_;
    const policy::World& world_after_;
    policy::Settings settings_before_;
    policy::Settings settings_after_;
    policy::Reachability before_;
    policy::Reachability after_;
    Parts parts_;
};

}  // namespace analysis
