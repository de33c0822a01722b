// SPDX-License-Identifier: MIT
// Workloads, whose templates make pods. Fields with no say here are not looked at.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {

// `kind` is one of is_workload(). A selector that does not match its own template is an error, as
// the API server says.
std::optional<WorkloadObject> read_workload(const std::string& kind, const Node& node,
                                            const std::string& default_namespace,
                                            Findings& findings);

// apps/v1 Deployment, ReplicaSet, StatefulSet, DaemonSet; batch/v1 Job, CronJob; v1
// ReplicationController.
bool is_workload(std::string_view api_version, std::string_view kind);

// Above this a workload's `replicas` is taken for a mistake.
constexpr std::int64_t max_replicas = 100'000;

}  // namespace scenario
