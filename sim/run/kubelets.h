// SPDX-License-Identifier: MIT
// What the kubelets of all nodes do: they ask pods whether they are ready.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <ns3/event-id.h>

#include "sim/apps/exchange.h"
#include "sim/run/flow_runner.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/timeline.h"

namespace sim {

// Sends each readiness probe of the scenario from its pod's node to the pod: first after its
// initial delay, then every period, the one before having ended. A connection that is answered
// within the timeout is a success. Pods of the scenario's start begin as ready, others as not; a
// pod is ready when each of its probes says so. Source: pkg/kubelet/prober/worker.go of
// Kubernetes 1.33, without its random start.
class Kubelets {
  public:
    // A pod becomes ready, or is no longer: what `probe` met has done it.
    using Found = std::function<void(bool ready, const scenario::Probe& probe, Outcome outcome)>;

    // Both outlive the kubelets.
    Kubelets(const scenario::Scenario& scenario, FlowRunner& runner, Found found);

    // Begins with the pods that are there at the start.
    void begin() { follow(scenario::moment_of(scenario_.world)); }
    // Pods have come or gone.
    void follow(const scenario::Moment& moment);

  private:
    struct Worker {  // of one probe
        bool there = false;
        bool ready = false;
        bool last = false;     // the last result
        std::int64_t run = 0;  // results like it, one after the other
        ns3::EventId next;
    };

    void ask(std::size_t probe);
    void answered(std::size_t probe, policy::Time asked_at, Outcome outcome);
    bool is_ready(std::uint32_t pod) const;
    scenario::End node_of(std::uint32_t pod) const;

    const scenario::Scenario& scenario_;
    FlowRunner& runner_;
    Found found_;
    std::vector<Worker> workers_;  // by probe
};

}  // namespace sim
