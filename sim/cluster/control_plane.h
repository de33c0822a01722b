// SPDX-License-Identifier: MIT
// The cluster's state as it changes in time.
#pragma once

#include <functional>

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
    void begin(std::function<void(const policy::World&)> changed);

  private:
    void happen(const scenario::TimelineEvent& event);

    const scenario::Scenario& scenario_;
    Cluster& cluster_;
    scenario::Moment moment_;
    std::function<void(const policy::World&)> changed_;
};

}  // namespace sim
