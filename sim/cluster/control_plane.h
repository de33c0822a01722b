// SPDX-License-Identifier: MIT
// The cluster's state as it changes in time.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "sim/cluster/cluster.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/timeline.h"

namespace sim {

// Keeps the cluster's present state, connects and cuts off pods, and puts each change in force at
// every veth at once, as the dataplane `kubernetes` promises. The workers' rules for services
// follow after Scenario::service_delay.
class ControlPlane {
  public:
    // Both outlive the control plane.
    ControlPlane(const scenario::Scenario& scenario, Cluster& cluster);

    // Schedules every event of the scenario's timeline. At one moment, changes come before flows.
    // `changed` is told of each change of more than policies, after it.
    using Changed = std::function<void(const scenario::Moment&)>;
    void begin(Changed changed);

    // What a kubelet found, of a pod that is there. Pods that come later and are probed begin as
    // not ready. A pod is ready if its object says so, too.
    void set_ready(std::uint32_t pod, bool ready);

  private:
    void happen(const scenario::TimelineEvent& event);
    void write_ready(std::uint32_t pod);

    const scenario::Scenario& scenario_;
    Cluster& cluster_;
    scenario::Moment moment_;
    std::vector<bool> ready_by_object_;  // by pod
    std::vector<bool> ready_by_probe_;
    Changed changed_;
};

}  // namespace sim
