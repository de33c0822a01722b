// SPDX-License-Identifier: MIT
// Facts from the datapath and the flows become rows of the store: the one place that knows both.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "results/writer.h"
#include "sim/cluster/cluster.h"
#include "sim/run/flow_runner.h"
#include "sim/run/flow_trace.h"
#include "sim/run/inventory.h"
#include "sim/scenario/scenario.h"

namespace sim {

class Recorder final : public FlowEvents {
  public:
    // All outlive the recorder. Writes the scenario's inventory and rules at once.
    Recorder(const scenario::Scenario& scenario, const Cluster& cluster, results::Writer& writer);

    // Listens to the cluster's trace sources.
    void connect();

    void started(FlowId flow, std::uint16_t source_port) override;
    void child(FlowId id, const scenario::Flow& child, FlowId parent) override;
    void resolved(FlowId flow, const policy::IpAddress& address) override;
    void chosen(FlowId flow, const policy::IpAddress& backend, std::uint16_t port) override;
    void handed_on(const Judgement& judgement) override;
    void ended(FlowId flow, Outcome outcome, policy::Time known_at, bool cut) override;
    void no_source_port(FlowId flow) override;

    // A pod became ready, or is no longer, by what a kubelet's probe met.
    void readiness(bool ready, const scenario::Probe& probe, Outcome outcome);

    // Writes what is only known at the end: samples and hit counts.
    void finish();

    std::int64_t unexpected() const { return unexpected_; }

  private:
    struct Live {
        std::uint16_t source_port = 0;
        results::Id destination = results::none;  // endpoint, of a flow to a name
        results::Id backend = results::none;      // endpoint
        std::uint16_t backend_port = 0;
        FlowTrace trace;
        FlowTrace look_up;  // its last one's, of a flow to a name
    };
    struct Child {
        const scenario::Flow* flow;
        FlowId parent;
    };
    struct Counts {
        std::int64_t allowed = 0;
        std::int64_t dropped = 0;
    };

    const scenario::Flow& flow(FlowId id) const;
    FlowId flow_of_scenario(FlowId id) const;  // that a child is for, be it a child's child
    void judged(const Judgement& judgement);
    void delivered(const Delivery& delivery);
    void write(FlowId flow, const Live& live, Outcome outcome, policy::Time known_at, bool cut);
    results::Id causes_id(policy::CauseListId causes);
    results::Id path_id(const std::vector<Judgement>& hops);

    const scenario::Scenario& scenario_;
    const Cluster& cluster_;
    results::Writer& writer_;
    RuleBook rules_;
    std::unordered_map<policy::IpAddress, results::Id> endpoints_;  // by their addresses
    std::unordered_map<FlowId, Live> live_;
    std::vector<Child> children_;         // with the ids after those of the scenario's flows
    std::vector<results::Id> cause_ids_;  // by CauseListId; none until needed
    std::vector<std::vector<results::Id>> cause_rules_;  // by cause list of the store
    std::map<std::string, results::Id> path_ids_;        // by the hops' bytes
    std::map<results::Id, std::int64_t> hits_;           // by rule
    std::map<std::int64_t, Counts> buckets_;             // by number of finest interval
    std::int64_t unexpected_ = 0;
    results::Id next_event_;  // the timeline's come first
};

}  // namespace sim
