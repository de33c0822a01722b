// SPDX-License-Identifier: MIT
// The workloads of two worlds, side by side.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "policy/model/model.h"
#include "policy/reach/reachability.h"

namespace analysis {

// One of the two that are compared.
struct Version {
    const policy::World& world;
    const policy::Reachability& reach;
};

// Pods of one workload that are judged alike before, and alike after. Named as Group (workloads.h):
// the largest part of a workload bears its name, the pods of the others their own.
struct Part {
    std::string name;
    std::optional<policy::ClassId> before;   // none: the workload is new
    std::optional<policy::ClassId> after;    // none: it is gone
    std::vector<std::uint32_t> pods_before;  // World::pods
    std::vector<std::uint32_t> pods_after;
};

struct Parts {
    std::vector<Part> parts;                                   // by name of workload
    std::vector<std::pair<std::string, std::string>> renamed;  // workloads, before and after
};

// Pods are one if workload and name are; where the names of a workload's pods differ, as after a
// rollout, its pods before stand for those after. Another number of replicas is no difference. A
// workload that is only before, and one that is only after, are one that was renamed if they alone
// share namespace, kind and pods' labels.
Parts match_parts(const Version& before, const Version& after);

}  // namespace analysis
