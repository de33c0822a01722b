// SPDX-License-Identifier: MIT
#include "sim/run/experiment.h"

#include <algorithm>
#include <optional>

#include <ns3/nstime.h>
#include <ns3/rng-seed-manager.h>
#include <ns3/simulator.h>

#include "sim/cluster/cluster.h"
#include "sim/cluster/control_plane.h"
#include "sim/run/captures.h"
#include "sim/run/flow_runner.h"
#include "sim/run/kubelets.h"
#include "sim/run/recorder.h"
#include "sim/run/stack_defaults.h"

namespace sim {
namespace {

using ns3::Simulator;

// ns-3's globals, cleared behind us.
struct SimulationScope {
    SimulationScope() = default;
    SimulationScope(const SimulationScope&) = delete;
    SimulationScope& operator=(const SimulationScope&) = delete;
    ~SimulationScope() { Simulator::Destroy(); }
};

// Looks up every `beat` of simulated time, however few flows end.
class Heartbeat {
  public:
    Heartbeat(const Watch& watch, const FlowRunner& runner, std::size_t total)
        : watch_(watch), runner_(runner), total_(total) {}

    void begin() { Simulator::Schedule(beat, &Heartbeat::look, this); }
    bool interrupted() const { return interrupted_; }

  private:
    void look() {
        if (watch_.progress) {
            watch_.progress(runner_.ended(), total_);
        }
        if (watch_.interrupted && watch_.interrupted()) {
            interrupted_ = true;
            Simulator::Stop();
            return;
        }
        begin();
    }

    const ns3::Time beat = ns3::MilliSeconds(10);
    const Watch& watch_;
    const FlowRunner& runner_;
    std::size_t total_;
    bool interrupted_ = false;
};

policy::Time now() {
    return policy::Time(Simulator::Now().GetNanoSeconds());
}

void stop_when_idle(const scenario::Scenario& scenario) {
    if (scenario.duration) {
        return;
    }
    const policy::Time last =
        scenario.timeline.empty() ? policy::Time{0} : scenario.timeline.back().at;
    Simulator::Stop(ns3::NanoSeconds(std::max(policy::Time{0}, last - now()).count()));
}

}  // namespace

RunReport run_experiment(const scenario::Scenario& scenario, results::Writer& writer,
                         const Watch& watch, const CaptureOptions& captures) {
    set_stack_defaults();
    ns3::RngSeedManager::SetSeed(1 + static_cast<std::uint32_t>(scenario.seed % 0xFFFFFFFEU));

    const SimulationScope scope;
    FlowTable flows;
    Cluster cluster(scenario, flows);
    std::optional<Captures> captured;
    if (!captures.folder.empty()) {
        captured.emplace(captures);
        captured->connect(cluster, scenario);
    }
    Recorder recorder(scenario, cluster, writer);
    recorder.connect();
    ControlPlane control_plane(scenario, cluster);
    FlowRunner runner(scenario, cluster, flows, recorder);
    Heartbeat heartbeat(watch, runner, scenario.flows.size());

    Kubelets kubelets(scenario, runner,
                      [&](bool ready, const scenario::Probe& probe, Outcome outcome) {
                          recorder.readiness(ready, probe, outcome);
                          control_plane.set_ready(probe.pod, ready);
                      });
    control_plane.begin([&](const scenario::Moment& moment) {
        runner.world_changed(moment.world);
        kubelets.follow(moment);
    });
    kubelets.begin();
    runner.begin([&] { stop_when_idle(scenario); });
    heartbeat.begin();
    if (scenario.duration) {
        Simulator::Stop(ns3::NanoSeconds(scenario.duration->count()));
    }
    Simulator::Run();

    RunReport report;
    report.state = heartbeat.interrupted() ? results::State::Interrupted : results::State::Done;
    if (!heartbeat.interrupted()) {
        runner.cut();
    }
    recorder.finish();
    report.unexpected = recorder.unexpected();
    report.events = Simulator::GetEventCount();
    report.captures_left_out = captured ? captured->left_out() : 0;
    writer.finish(report.state, now().count());
    if (watch.progress) {
        watch.progress(runner.ended(), scenario.flows.size());
    }
    return report;
}

}  // namespace sim
