// SPDX-License-Identifier: MIT
// Workloads, whose templates make pods. Fields with no say here are not looked at.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {

// `kind` is one of is_workload() of kinds.h. A selector that does not match its own template is an
// error, as the API server says.
std::optional<WorkloadObject> read_workload(const std::string& api_version, const std::string& kind,
                                            const Node& node, const std::string& default_namespace,
                                            Findings& findings);

// Above this a workload's `replicas` is taken for a mistake.
constexpr std::int64_t max_replicas = 100'000;

}  // namespace scenario
