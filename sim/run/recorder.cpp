// SPDX-License-Identifier: MIT
#include "sim/run/recorder.h"

#include <ns3/callback.h>
#include <ns3/simulator.h>

namespace sim {
namespace {

using policy::Action;
using scenario::Expect;

constexpr policy::Time finest_sample = std::chrono::milliseconds(100);
constexpr std::size_t most_samples = 1000;

// Verdict, outcome, or nothing expected at all.
bool meets(const std::optional<Expect>& expect, Action verdict, Outcome outcome) {
    if (!expect) {
        return true;
    }
    switch (*expect) {
        case Expect::Allow:
            return verdict == Action::Allow;
        case Expect::Drop:
            return verdict == Action::Drop;
        case Expect::Connected:
            return outcome == Outcome::Connected;
        case Expect::Answered:
            return outcome == Outcome::Answered;
        case Expect::Refused:
            return outcome == Outcome::Refused;
        case Expect::TimedOut:
            return outcome == Outcome::TimedOut;
        case Expect::Reset:
            return outcome == Outcome::Reset;
        case Expect::Unreachable:
            return outcome == Outcome::Unreachable;
        case Expect::Unresolved:
            return outcome == Outcome::Unresolved;
    }
    return false;
}

template <typename Value>
void append_bytes(std::string& out, Value value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::string key_of(const std::vector<Judgement>& hops) {
    std::string key;
    for (const Judgement& hop : hops) {
        append_bytes(key, hop.leg);
        append_bytes(key, hop.hook);
        append_bytes(key, hop.action);
        append_bytes(key, hop.reason);
        append_bytes(key, hop.at);
        append_bytes(key, hop.causes);
    }
    return key;
}

}  // namespace

Recorder::Recorder(const scenario::Scenario& scenario, const Cluster& cluster,
                   results::Writer& writer)
    : scenario_(scenario),
      cluster_(cluster),
      writer_(writer),
      rules_(writer),
      endpoints_(endpoints_by_address(scenario)),
      next_event_(static_cast<results::Id>(scenario.timeline.size())) {
    write_inventory(scenario, writer);
    for (const policy::NetworkPolicy& policy : scenario.world.policies) {
        rules_.add(policy, scenario.world);
    }
    for (const scenario::TimelineEvent& event : scenario.timeline) {
        for (const policy::NetworkPolicy& policy : event.changes.policies) {
            rules_.add(policy, scenario.world);
        }
    }
}

void Recorder::connect() {
    const auto judged = ns3::MakeCallback(&Recorder::judged, this);
    const auto delivered = ns3::MakeCallback(&Recorder::delivered, this);
    for (const auto& worker : cluster_.workers()) {
        worker->TraceConnectWithoutContext("Judged", judged);
        worker->TraceConnectWithoutContext("Delivered", delivered);
    }
    cluster_.fabric()->TraceConnectWithoutContext("Judged", judged);
    cluster_.fabric()->TraceConnectWithoutContext("Delivered", delivered);
}

void Recorder::judged(const Judgement& judgement) {
    Counts& counts = buckets_[ns3::Simulator::Now().GetNanoSeconds() / finest_sample.count()];
    ++(judgement.action == Action::Drop ? counts.dropped : counts.allowed);
    if (const auto found = live_.find(judgement.flow); found != live_.end()) {
        found->second.trace.judged(judgement);
    }
}

void Recorder::delivered(const Delivery& delivery) {
    if (const auto found = live_.find(delivery.flow); found != live_.end()) {
        found->second.trace.delivered(delivery.leg);
    }
}

void Recorder::started(FlowId flow, std::uint16_t source_port) {
    live_[flow].source_port = source_port;
}

const scenario::Flow& Recorder::flow(FlowId id) const {
    const std::size_t flows = scenario_.flows.size();
    return id < flows ? scenario_.flows[id] : *children_[id - flows].flow;
}

FlowId Recorder::flow_of_scenario(FlowId id) const {
    while (id >= scenario_.flows.size()) {
        id = children_[id - scenario_.flows.size()].parent;
    }
    return id;
}

void Recorder::child(FlowId /*id*/, const scenario::Flow& child, FlowId parent) {
    children_.push_back({&child, parent});
}

void Recorder::resolved(FlowId flow, const policy::IpAddress& address) {
    const auto found = endpoints_.find(address);
    live_[flow].destination = found == endpoints_.end() ? results::none : found->second;
}

void Recorder::chosen(FlowId flow, const policy::IpAddress& backend, std::uint16_t port) {
    const auto found = endpoints_.find(backend);
    Live& live = live_[flow];
    live.backend = found == endpoints_.end() ? results::none : found->second;
    live.backend_port = port;
}

void Recorder::ended(FlowId flow, Outcome outcome, policy::Time known_at, bool cut) {
    const auto found = live_.find(flow);
    write(flow, found->second, outcome, known_at, cut);
    if (flow >= scenario_.flows.size()) {
        const Child& child = children_[flow - scenario_.flows.size()];
        // A look-up is its parent's own, from a pod; what is not goes on behind the parent.
        const bool behind = child.flow->from.kind != scenario::End::Kind::Pod;
        const FlowTrace trace = found->second.trace;
        Live& parent = live_[child.parent];
        if (behind) {
            parent.trace.goes_on(trace);
        } else {
            parent.look_up = trace;
        }
    }
    live_.erase(flow);
}

void Recorder::handed_on(const Judgement& judgement) {
    FlowTrace behind;
    behind.judged(judgement);
    live_[judgement.flow].trace.goes_on(behind);
}

void Recorder::no_source_port(FlowId flow) {
    Live live;
    Judgement judgement;
    judgement.flow = flow;
    judgement.hook = Hook::Endpoint;
    judgement.at = cluster_.place_of(this->flow(flow).from);
    judgement.action = Action::Drop;
    judgement.reason = reason_id(NetworkReason::NoSourcePort);
    live.trace.judged(judgement);
    write(flow, live, Outcome::Unreachable, this->flow(flow).at, false);
}

void Recorder::write(FlowId id, const Live& live, Outcome outcome, policy::Time known_at,
                     bool cut) {
    const scenario::Flow& flow = this->flow(id);
    // What kept the name from being resolved is what kept the flow from being opened.
    const bool unresolved = outcome == Outcome::Unresolved;
    const FlowTrace& trace = unresolved ? live.look_up : live.trace;
    // A flow that was cut off before anything was decided is not known to be allowed.
    Action verdict = trace.verdict();
    if (cut && verdict == Action::Allow) {
        verdict = Action::Uncertain;
    }
    results::Flow row;
    row.id = id;
    row.name = flow.name;
    if (id >= scenario_.flows.size()) {
        row.parent = flow_of_scenario(id);
    }
    row.src = endpoint_id(scenario_, flow.from);
    const results::Id to = endpoint_id(scenario_, flow.to);
    const bool by_name = flow.to.kind == scenario::End::Kind::Name;
    row.asked = by_name ? to : results::none;
    row.dst = by_name ? live.destination : to;
    row.protocol = policy::text(flow.protocol);
    row.port = flow.port;
    row.source_port = live.source_port;
    row.backend = live.backend;
    row.backend_port = live.backend_port;
    row.start = flow.at.count();
    row.end = known_at.count();
    row.verdict = policy::text(verdict);
    row.outcome = text(outcome);
    if (unresolved && verdict == Action::Allow) {
        row.hook = text(Hook::Endpoint);
        row.reason = reason_id(NetworkReason::NameNotFound);
    } else if (const Judgement* decisive = trace.decisive()) {
        row.hook = text(decisive->hook);
        row.reason = decisive->reason;
        row.causes = causes_id(decisive->causes);
    }
    row.path = path_id(trace.hops());
    row.drops = trace.drops();
    row.packets = trace.packets();
    row.caveats = cut ? "RUN_ENDED_FIRST" : "";
    row.expect = flow.expect ? scenario::text(*flow.expect) : "";
    row.as_expected = meets(flow.expect, verdict, outcome);
    unexpected_ += row.as_expected ? 0 : 1;
    if (row.causes != results::none) {
        for (const results::Id rule : cause_rules_[static_cast<std::size_t>(row.causes)]) {
            ++hits_[rule];
        }
    }
    writer_.add(row);
}

results::Id Recorder::causes_id(policy::CauseListId causes) {
    if (causes == policy::no_causes) {
        return results::none;
    }
    if (causes >= cause_ids_.size()) {
        cause_ids_.resize(causes + 1U, results::none);
    }
    if (cause_ids_[causes] == results::none) {
        results::CauseList row;
        row.id = static_cast<results::Id>(cause_rules_.size());
        for (const policy::Cause& cause : cluster_.causes().at(causes)) {
            row.rules.push_back(rules_.id(cause));
        }
        writer_.add(row);
        cause_rules_.push_back(row.rules);
        cause_ids_[causes] = row.id;
    }
    return cause_ids_[causes];
}

results::Id Recorder::path_id(const std::vector<Judgement>& hops) {
    const auto [found, is_new] =
        path_ids_.emplace(key_of(hops), static_cast<results::Id>(path_ids_.size()));
    if (is_new) {
        results::Path row;
        row.id = found->second;
        for (const Judgement& hop : hops) {
            row.hops.push_back({hop.leg == Leg::Forward ? "forward" : "reply",
                                std::string(text(hop.hook)), cluster_.places()[hop.at],
                                std::string(policy::text(hop.action)), hop.reason,
                                causes_id(hop.causes)});
        }
        writer_.add(row);
    }
    return found->second;
}

void Recorder::readiness(bool ready, const scenario::Probe& probe, Outcome outcome) {
    results::Event row;
    row.id = next_event_++;
    row.at = ns3::Simulator::Now().GetNanoSeconds();
    row.text = pod_ref(scenario_.pod(probe.pod)) + (ready ? " is ready" : " is not ready") +
               " (readiness probe of TCP/" + std::to_string(probe.port) + ": " +
               std::string(text(outcome)) + ")";
    writer_.add(row);
}

void Recorder::finish() {
    for (const auto& [rule, flows] : hits_) {
        writer_.set_hits(rule, flows);
    }
    if (buckets_.empty()) {
        return;
    }
    const auto intervals = static_cast<std::size_t>(buckets_.rbegin()->first + 1);
    const auto merged = static_cast<std::int64_t>((intervals + most_samples - 1) / most_samples);
    std::map<std::int64_t, Counts> samples;
    for (const auto& [bucket, counts] : buckets_) {
        Counts& sum = samples[bucket / merged];
        sum.allowed += counts.allowed;
        sum.dropped += counts.dropped;
    }
    const std::int64_t width = merged * finest_sample.count();
    for (const auto& [number, counts] : samples) {
        writer_.add(results::Sample{number * width, width, counts.allowed, counts.dropped});
    }
}

}  // namespace sim
