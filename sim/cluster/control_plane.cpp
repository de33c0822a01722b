// SPDX-License-Identifier: MIT
#include "sim/cluster/control_plane.h"

#include <algorithm>
#include <utility>

#include <ns3/nstime.h>
#include <ns3/simulator.h>

namespace sim {

ControlPlane::ControlPlane(const scenario::Scenario& scenario, Cluster& cluster)
    : scenario_(scenario),
      cluster_(cluster),
      moment_(scenario::moment_of(scenario.world)),
      ready_by_object_(scenario.pod_count(), true),
      ready_by_probe_(scenario.pod_count(), true) {
    for (std::size_t pod = 0; pod < scenario.world.pods.size(); ++pod) {
        ready_by_object_[pod] = scenario.world.pods[pod].ready;
    }
    for (const scenario::Probe& probe : scenario.probes) {
        ready_by_probe_[probe.pod] = probe.pod < scenario.world.pods.size();
    }
}

void ControlPlane::begin(Changed changed) {
    changed_ = std::move(changed);
    for (const scenario::TimelineEvent& event : scenario_.timeline) {
        ns3::Simulator::Schedule(ns3::NanoSeconds(event.at.count()),
                                 [this, &event] { happen(event); });
    }
}

void ControlPlane::happen(const scenario::TimelineEvent& event) {
    scenario::happen(event.changes, moment_);
    for (const scenario::PodState& state : event.changes.pods) {
        ready_by_object_[state.index] = state.pod.ready;
        write_ready(state.index);
    }
    cluster_.enforce(moment_);
    if (event.changes.network) {
        cluster_.reroute(*event.changes.network);
    }
    if (event.changes.of_cluster()) {
        cluster_.serve(moment_, scenario_.service_delay);
        changed_(moment_);
    }
}

void ControlPlane::set_ready(std::uint32_t pod, bool ready) {
    ready_by_probe_[pod] = ready;
    write_ready(pod);
    cluster_.serve(moment_, scenario_.service_delay);
    changed_(moment_);
}

void ControlPlane::write_ready(std::uint32_t pod) {
    const auto found = std::lower_bound(moment_.pods.begin(), moment_.pods.end(), pod);
    const auto index = static_cast<std::size_t>(found - moment_.pods.begin());
    moment_.world.pods[index].ready = ready_by_object_[pod] && ready_by_probe_[pod];
}

}  // namespace sim
