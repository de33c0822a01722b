// SPDX-License-Identifier: MIT
#include "sim/run/flow_runner.h"

#include <algorithm>
#include <numeric>

#include <ns3/nstime.h>
#include <ns3/simulator.h>

#include "sim/apps/raw_exchange.h"
#include "sim/cluster/packet_view.h"

namespace sim {
namespace {

// Twice MaxSegLifetime (stack_defaults.cpp): how long ns-3 keeps a closed client's port.
constexpr policy::Time time_wait = std::chrono::milliseconds(10);

policy::Time now() {
    return policy::Time(ns3::Simulator::Now().GetNanoSeconds());
}

}  // namespace

FlowRunner::FlowRunner(const scenario::Scenario& scenario, Cluster& cluster, FlowTable& flows,
                       FlowEvents& events)
    : scenario_(scenario),
      cluster_(cluster),
      flows_(flows),
      events_(events),
      ports_(scenario.seed),
      order_(scenario.flows.size()) {
    std::iota(order_.begin(), order_.end(), FlowId{0});
    std::stable_sort(order_.begin(), order_.end(), [&](FlowId a, FlowId b) {
        return scenario.flows[a].at < scenario.flows[b].at;
    });
}

FlowRunner::~FlowRunner() = default;

void FlowRunner::begin(std::function<void()> on_idle) {
    on_idle_ = std::move(on_idle);
    for (const auto& worker : cluster_.workers()) {
        worker->TraceConnectWithoutContext("Chosen", ns3::MakeCallback(&FlowRunner::chosen, this));
    }
    if (order_.empty()) {
        ns3::Simulator::ScheduleNow([this] { on_idle_(); });
        return;
    }
    schedule_next();
}

void FlowRunner::schedule_next() {
    if (next_ < order_.size()) {
        const policy::Time at = scenario_.flows[order_[next_]].at;
        ns3::Simulator::Schedule(ns3::NanoSeconds((at - now()).count()), &FlowRunner::start_due,
                                 this);
    }
}

void FlowRunner::start_due() {
    while (next_ < order_.size() && scenario_.flows[order_[next_]].at <= now()) {
        start(order_[next_++]);
    }
    schedule_next();
}

void FlowRunner::start(FlowId id) {
    const scenario::Flow& flow = scenario_.flows[id];
    Endpoint& client = cluster_.endpoint(flow.from);
    client.set_raw_sink(this);
    const auto port = ports_.draw(id, client.node_id(), flow.protocol, now());
    if (!port) {
        events_.no_source_port(id);
        count_ended();
        return;
    }
    Live& live = live_[id];
    live.owner = client.node_id();
    live.tuple = {client.address(), destination_of(flow.to), flow.protocol, *port, flow.port};
    if (flow.protocol == policy::Protocol::ICMP) {
        live.tuple.destination_port = *port;  // the identifier
    }
    flows_.open(id, live.tuple);
    events_.started(id, *port);
    const ExchangeSpec spec{id, live.tuple, flow.request_bytes, flow.response_bytes};
    if (Endpoint* server = cluster_.find(live.tuple.destination)) {
        serve(*server, live.tuple, id);
    }
    live.exchange = flow.exchange == scenario::Exchange::Probe
                        ? make_probe(spec, client, *this)
                        : make_connection(spec, client, *this);
    live.timeout = ns3::Simulator::Schedule(ns3::NanoSeconds(flow.timeout.count()),
                                            &FlowRunner::time_out, this, id);
    // In the client's context, so that ns-3's logs and traces name the right node.
    ns3::Simulator::ScheduleWithContext(client.node_id(), ns3::Time(0), &Exchange::start,
                                        live.exchange.get());
}

const policy::IpAddress& FlowRunner::destination_of(const scenario::End& end) const {
    if (end.kind == scenario::End::Kind::Service) {
        return *ipv4_of(scenario_.world.services[end.index].cluster_ips);
    }
    return cluster_.endpoint(end).address();
}

// Makes whatever has the packet's destination ready to answer it.
void FlowRunner::serve(Endpoint& server, const policy::Tuple& tuple, FlowId flow) {
    server.set_raw_sink(this);
    if (scenario_.flows[flow].exchange != scenario::Exchange::Probe) {
        server.stack();
        servers_.open(server, tuple.protocol, tuple.destination_port);
    }
}

void FlowRunner::chosen(const Choice& choice) {
    if (live_.count(choice.flow) == 0) {
        return;
    }
    flows_.add(choice.flow, choice.sent);
    if (Endpoint* server = cluster_.find(choice.sent.destination)) {
        serve(*server, choice.sent, choice.flow);
    }
    events_.chosen(choice.flow, choice.sent.destination, choice.sent.destination_port);
}

void FlowRunner::raw_packet(Endpoint& endpoint, const FlowTag& tag,
                            const ns3::Ptr<ns3::Packet>& packet) {
    std::uint8_t bytes[view_bytes];
    const auto view = view_of(bytes, packet->CopyData(bytes, sizeof bytes));
    if (!view) {
        return;
    }
    if (tag.leg() == Leg::Forward) {
        answer_raw(endpoint, tag.flow(), *view, scenario_.flows[tag.flow()].response_bytes);
        return;
    }
    if (const auto found = live_.find(tag.flow()); found != live_.end()) {
        found->second.exchange->answer(*view);
    }
}

void FlowRunner::outcome_known(FlowId flow, Outcome outcome) {
    if (const auto found = live_.find(flow); found != live_.end()) {
        found->second.outcome = outcome;
        found->second.known_at = now();
    }
}

void FlowRunner::closed(FlowId flow) {
    if (live_.count(flow) != 0) {
        finish(flow, false);
    }
}

void FlowRunner::time_out(FlowId flow) {
    if (!live_.at(flow).outcome) {
        outcome_known(flow, Outcome::TimedOut);
    }
    finish(flow, false);
}

void FlowRunner::cut() {
    std::vector<FlowId> under_way;
    for (const auto& [flow, live] : live_) {
        under_way.push_back(flow);
    }
    std::sort(under_way.begin(), under_way.end());
    for (const FlowId flow : under_way) {
        const bool unknown = !live_.at(flow).outcome;
        if (unknown) {
            outcome_known(flow, Outcome::TimedOut);
        }
        finish(flow, unknown);
    }
}

void FlowRunner::finish(FlowId id, bool cut) {
    const auto found = live_.find(id);
    Live live = std::move(found->second);
    live_.erase(found);
    flows_.close(id, live.tuple);
    ns3::Simulator::Remove(live.timeout);
    finished_.push_back(std::move(live.exchange));
    if (finished_.size() == 1) {
        ns3::Simulator::ScheduleNow(&FlowRunner::free_finished, this);
    }
    ports_.release(live.owner, live.tuple.protocol, live.tuple.source_port, now() + time_wait);
    events_.ended(id, *live.outcome, live.known_at, cut);
    count_ended();
}

void FlowRunner::free_finished() {
    finished_.clear();
}

void FlowRunner::count_ended() {
    if (++ended_ == scenario_.flows.size()) {
        on_idle_();
    }
}

}  // namespace sim
