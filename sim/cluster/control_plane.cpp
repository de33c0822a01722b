// SPDX-License-Identifier: MIT
#include "sim/cluster/control_plane.h"

#include <utility>

#include <ns3/nstime.h>
#include <ns3/simulator.h>

namespace sim {

ControlPlane::ControlPlane(const scenario::Scenario& scenario, Cluster& cluster)
    : scenario_(scenario), cluster_(cluster), moment_(scenario::moment_of(scenario.world)) {}

void ControlPlane::begin(std::function<void(const policy::World&)> changed) {
    changed_ = std::move(changed);
    for (const scenario::TimelineEvent& event : scenario_.timeline) {
        ns3::Simulator::Schedule(ns3::NanoSeconds(event.at.count()),
                                 [this, &event] { happen(event); });
    }
}

void ControlPlane::happen(const scenario::TimelineEvent& event) {
    scenario::happen(event.changes, moment_);
    cluster_.enforce(moment_);
    if (event.changes.of_cluster()) {
        cluster_.serve(moment_, scenario_.service_delay);
        changed_(moment_.world);
    }
}

}  // namespace sim
