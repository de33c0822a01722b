// SPDX-License-Identifier: MIT
#include "sim/cluster/control_plane.h"

#include <ns3/nstime.h>
#include <ns3/simulator.h>

#include "sim/scenario/timeline.h"

namespace sim {

ControlPlane::ControlPlane(const scenario::Scenario& scenario, Cluster& cluster)
    : scenario_(scenario), cluster_(cluster), world_(scenario.world) {}

void ControlPlane::begin() {
    for (const scenario::TimelineEvent& event : scenario_.timeline) {
        ns3::Simulator::Schedule(ns3::NanoSeconds(event.at.count()),
                                 [this, &event] { happen(event); });
    }
}

void ControlPlane::happen(const scenario::TimelineEvent& event) {
    scenario::happen(event, world_);
    cluster_.enforce(world_);
}

}  // namespace sim
