// SPDX-License-Identifier: MIT
// The cluster's policies as they change in time.
#pragma once

#include "policy/model/model.h"
#include "sim/cluster/cluster.h"
#include "sim/scenario/scenario.h"

namespace sim {

// Keeps the world's present state and puts each change in force at every veth at once, as the
// dataplane `kubernetes` promises.
class ControlPlane {
  public:
    // Both outlive the control plane.
    ControlPlane(const scenario::Scenario& scenario, Cluster& cluster);

    // Schedules every event of the scenario's timeline. At one moment, changes come before flows.
    void begin();

  private:
    void happen(const scenario::TimelineEvent& event);

    const scenario::Scenario& scenario_;
    Cluster& cluster_;
    policy::World world_;
};

}  // namespace sim
