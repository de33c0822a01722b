// SPDX-License-Identifier: MIT
// A scenario run for what its applications see, without a store.
#pragma once

#include <map>
#include <string>

#include <ns3/simulator.h>

#include "sim/cluster/cluster.h"
#include "sim/cluster/control_plane.h"
#include "sim/run/flow_runner.h"
#include "sim/run/kubelets.h"
#include "sim/run/stack_defaults.h"
#include "sim/scenario/network/network_plan.h"

namespace tests {

struct Seen {
    std::string outcome;
    policy::Time took{0};
    std::int64_t dropped = 0;
    std::string resolved;  // the address of a flow to a name
    std::string backend;   // "10.0.0.7:8080"; empty where no service was asked
};

// Runs a scenario without a store and keeps what each flow's application saw. The run is over with
// the constructor, the simulator's events with it: a second trial may follow while the first lives.
class Trial final : public sim::FlowEvents {
  public:
    explicit Trial(const scenario::Scenario& scenario) : scenario_(scenario) {
        scenario::plan_network(scenario_);
        run();
        ns3::Simulator::Destroy();
    }

    const Seen& operator[](sim::FlowId flow) { return seen_[flow]; }

  private:
    void run() {
        sim::set_stack_defaults();
        sim::FlowTable flows;
        sim::Cluster cluster(scenario_, flows);
        const auto judged = ns3::MakeCallback(&Trial::judged, this);
        for (const auto& worker : cluster.workers()) {
            worker->TraceConnectWithoutContext("Judged", judged);
        }
        cluster.fabric()->TraceConnectWithoutContext("Judged", judged);
        sim::ControlPlane control_plane(scenario_, cluster);
        sim::FlowRunner runner(scenario_, cluster, flows, *this);
        sim::Kubelets kubelets(scenario_, runner,
                               [&](bool ready, const scenario::Probe& probe, sim::Outcome) {
                                   control_plane.set_ready(probe.pod, ready);
                               });
        control_plane.begin([&](const scenario::Moment& moment) {
            runner.world_changed(moment.world);
            kubelets.follow(moment);
        });
        kubelets.begin();
        runner.begin([] { ns3::Simulator::Stop(); });
        ns3::Simulator::Run();
    }

    void started(sim::FlowId, std::uint16_t) override {}
    void child(sim::FlowId id, const scenario::Flow& child, sim::FlowId) override {
        children_[id] = &child;
    }
    void resolved(sim::FlowId flow, const policy::IpAddress& address) override {
        seen_[flow].resolved = address.text();
    }
    void chosen(sim::FlowId flow, const policy::IpAddress& backend, std::uint16_t port) override {
        seen_[flow].backend = backend.text() + ':' + std::to_string(port);
    }
    void handed_on(const sim::Judgement& judgement) override { judged(judgement); }
    void ended(sim::FlowId flow, sim::Outcome outcome, policy::Time known_at, bool) override {
        seen_[flow].outcome = text(outcome);
        const auto child = children_.find(flow);
        const policy::Time at =
            child == children_.end() ? scenario_.flows[flow].at : child->second->at;
        seen_[flow].took = known_at - at;
    }
    void no_source_port(sim::FlowId flow) override { seen_[flow].outcome = "no source port"; }
    void judged(const sim::Judgement& judgement) {
        seen_[judgement.flow].dropped += judgement.action == policy::Action::Drop;
    }

    scenario::Scenario scenario_;
    std::map<sim::FlowId, Seen> seen_;
    std::map<sim::FlowId, const scenario::Flow*> children_;  // while the runner lives
};

}  // namespace tests
