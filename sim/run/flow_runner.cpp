// SPDX-License-Identifier: MIT
#include "sim/run/flow_runner.h"

#include <algorithm>
#include <numeric>

#include <ns3/nstime.h>
#include <ns3/simulator.h>

#include "sim/apps/raw_exchange.h"
#include "sim/cluster/mixed.h"
#include "sim/cluster/packet_view.h"
#include "sim/scenario/network/network_plan.h"
#include "sim/scenario/network/network_values.h"

namespace sim {
namespace {

// Twice MaxSegLifetime (stack_defaults.cpp): how long ns-3 keeps a closed client's port.
constexpr policy::Time time_wait = std::chrono::milliseconds(10);

// Far above the scenario's flows and their children.
constexpr FlowId first_asked = FlowId{1} << 31U;

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
      next_asked_(first_asked),
      order_(scenario.flows.size()) {
    if (!scenario.names.empty()) {
        names_.emplace(scenario);
    }
    for (std::uint32_t i = 0; i < scenario.pod_count(); ++i) {
        for (const policy::IpAddress& address : scenario.pod(i).addresses) {
            ends_.emplace(address, scenario::End{scenario::End::Kind::Pod, i});
        }
    }
    for (std::uint32_t i = 0; i < scenario.world.nodes.size(); ++i) {
        for (const policy::IpAddress& address : scenario.world.nodes[i].addresses) {
            ends_.emplace(address, scenario::End{scenario::End::Kind::Node, i});
        }
    }
    std::iota(order_.begin(), order_.end(), FlowId{0});
    std::stable_sort(order_.begin(), order_.end(), [&](FlowId a, FlowId b) {
        return scenario.flows[a].at < scenario.flows[b].at;
    });
}

FlowRunner::~FlowRunner() = default;

void FlowRunner::begin(std::function<void()> on_idle) {
    on_idle_ = std::move(on_idle);
    const auto chosen = ns3::MakeCallback(&FlowRunner::chosen, this);
    const auto readdressed = ns3::MakeCallback(&FlowRunner::readdressed, this);
    for (const auto& worker : cluster_.workers()) {
        worker->TraceConnectWithoutContext("Chosen", chosen);
        worker->TraceConnectWithoutContext("Readdressed", readdressed);
    }
    cluster_.fabric()->TraceConnectWithoutContext("Chosen", chosen);
    cluster_.fabric()->TraceConnectWithoutContext("Readdressed", readdressed);
    if (order_.empty()) {
        ns3::Simulator::ScheduleNow([this] { on_idle_(); });
        return;
    }
    schedule_next();
}

void FlowRunner::world_changed(const policy::World& world) {
    if (names_) {
        names_->follow(world);
    }
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

const scenario::Flow& FlowRunner::flow(FlowId id) const {
    if (id >= first_asked) {
        return asked_.at(id);
    }
    const std::size_t flows = scenario_.flows.size();
    return id < flows ? scenario_.flows[id] : children_[id - flows];
}

void FlowRunner::start(FlowId id) {
    const scenario::Flow& flow = this->flow(id);
    begin_waiting(id);
    if (flow.to.kind != scenario::End::Kind::Name) {
        connect(id, destination_of(flow.to, id));
    } else if (names_->service_for(flow.from)) {
        look_up(id);
    } else {
        look_up_outside(id);
    }
}

void FlowRunner::ask(const scenario::Flow& flow, std::function<void(Outcome)> told) {
    const FlowId id = next_asked_++;
    asked_.emplace(id, flow);
    begin_waiting(id).told = std::move(told);
    connect(id, destination_of(flow.to, id));
}

// The flow's time runs from here, whatever it waits for.
FlowRunner::Live& FlowRunner::begin_waiting(FlowId id) {
    Live& live = live_[id];
    live.timeout = ns3::Simulator::Schedule(ns3::NanoSeconds(flow(id).timeout.count()),
                                            &FlowRunner::time_out, this, id);
    return live;
}

void FlowRunner::connect(FlowId id, const policy::IpAddress& destination) {
    if (!open(id, destination)) {
        return;
    }
    const scenario::Flow& flow = this->flow(id);
    Endpoint& client = client_of(id);
    const policy::Tuple& tuple = live_.at(id).tuple;
    const ExchangeSpec spec{id, tuple, flow.request_bytes, flow.response_bytes};
    if (Endpoint* server = cluster_.find(destination)) {
        serve(*server, tuple, id);
    }
    begin_exchange(id, flow.exchange == scenario::Exchange::Probe
                           ? make_probe(spec, client, *this)
                           : make_connection(spec, client, *this));
}

// Gives the flow its tuple. Where it cannot have one it is ended, and the answer is no.
bool FlowRunner::open(FlowId id, const policy::IpAddress& destination) {
    const scenario::Flow& flow = this->flow(id);
    Endpoint& client = client_of(id);
    client.set_raw_sink(this);
    const auto port = ports_.draw(id, client.node_id(), flow.protocol, now());
    Live& live = live_.at(id);
    if (!port) {
        ns3::Simulator::Remove(live.timeout);
        const Live failed = std::move(live);
        const std::optional<FlowId> parent = failed.parent;
        live_.erase(id);
        if (id >= first_asked) {
            tell(id, failed.told, Outcome::Unreachable);
            return false;
        }
        events_.no_source_port(id);
        count_ended(id);
        if (parent && live_.at(*parent).answer) {
            live_.at(*parent).child.reset();
            behind_ended(*parent, failed, false);
        } else if (parent) {
            go_on(*parent, std::nullopt, false);
        }
        return false;
    }
    live.owner = client.node_id();
    live.tuple = {client.address(), destination, flow.protocol, *port, flow.port};
    if (flow.protocol == policy::Protocol::ICMP) {
        live.tuple.destination_port = *port;  // the identifier
    }
    flows_.open(id, live.tuple);
    if (id < first_asked) {
        events_.started(id, *port);
    }
    return true;
}

void FlowRunner::begin_exchange(FlowId id, std::unique_ptr<Exchange> exchange) {
    Live& live = live_.at(id);
    live.exchange = std::move(exchange);
    // In the client's context, so that ns-3's logs and traces name the right node.
    ns3::Simulator::ScheduleWithContext(live.owner, ns3::Time(0), &Exchange::start,
                                        live.exchange.get());
}

const policy::IpAddress& FlowRunner::destination_of(const scenario::End& end, FlowId flow) const {
    if (end.kind == scenario::End::Kind::LoadBalancer) {  // as DNS would answer
        const auto& addresses = cluster_.load_balancers().in_dns(end.index);
        return addresses[mixed(mixed(scenario_.seed) + flow) % addresses.size()];
    }
    if (end.kind == scenario::End::Kind::Service) {
        return *ipv4_of(scenario_.service(end.index).cluster_ips);
    }
    const policy::IpAddress& own = cluster_.endpoint(end).address();
    const bool from_internet = is_on_internet(this->flow(flow).from);
    return from_internet ? scenario::seen_from_internet(scenario_.network, own) : own;
}

bool FlowRunner::is_on_internet(const scenario::End& end) const {
    if (end.kind != scenario::End::Kind::Host) {
        return false;
    }
    const scenario::Host& host = scenario_.hosts[end.index];
    return !host.on_premises && !scenario::subnet_of(scenario_.subnets, host.address);
}

// Makes whatever has the packet's destination ready to answer it.
void FlowRunner::serve(Endpoint& server, const policy::Tuple& tuple, FlowId flow) {
    server.set_raw_sink(this);
    if (cluster_.load_balancers().at(server.address())) {
        serve_proxy(server);
    } else if (cache_of(flow, server) != nullptr) {
        serve_cache(server);
    }
    if (this->flow(flow).exchange != scenario::Exchange::Probe) {
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
    if (choice.flow >= first_asked) {
        return;
    }
    events_.chosen(choice.flow, choice.sent.destination, choice.sent.destination_port);
    const Live& live = live_.at(choice.flow);
    if (live.from != nullptr) {  // its client's backend, too
        events_.chosen(*live.parent, choice.sent.destination, choice.sent.destination_port);
    }
}

// Answers will bear the new tuple, and who has the new destination is to give them.
void FlowRunner::readdressed(const Readdressing& readdressing) {
    if (live_.count(readdressing.flow) == 0) {
        return;
    }
    flows_.add(readdressing.flow, readdressing.sent);
    if (Endpoint* server = cluster_.find(readdressing.sent.destination)) {
        serve(*server, readdressing.sent, readdressing.flow);
    }
}

void FlowRunner::raw_packet(Endpoint& endpoint, const FlowTag& tag,
                            const ns3::Ptr<ns3::Packet>& packet) {
    std::uint8_t bytes[view_bytes];
    const auto view = view_of(bytes, packet->CopyData(bytes, sizeof bytes));
    if (!view) {
        return;
    }
    if (tag.leg() == Leg::Forward) {
        const FlowId id = tag.flow();
        const auto answer = [this, &endpoint, id, packet = *view] {
            answer_raw(endpoint, id, packet, flow(id).response_bytes);
        };
        const bool is_proxy = cluster_.load_balancers().at(endpoint.address()).has_value();
        if (is_proxy && live_.count(id) != 0) {
            hand_on(id, endpoint.address(), answer);
        } else if (cache_of(id, endpoint) != nullptr) {
            ask_upstream(id, endpoint, answer);
        } else {
            answer();
        }
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
    if (const auto child = live_.at(flow).child) {
        time_out(*child);
        if (live_.count(flow) == 0) {
            return;  // ended with it
        }
    }
    if (!live_.at(flow).outcome) {
        outcome_known(flow, Outcome::TimedOut);
    }
    finish(flow, false);
}

void FlowRunner::cut() {
    std::vector<FlowId> under_way;
    for (const auto& [flow, live] : live_) {
        if (flow < first_asked) {
            under_way.push_back(flow);
        }
    }
    std::sort(under_way.begin(), under_way.end());
    for (const FlowId flow : under_way) {
        while (live_.count(flow) != 0) {  // until its children are over, and it with them
            cut_short(flow);
        }
    }
}

// Ends the last of those that the flow waits for.
void FlowRunner::cut_short(FlowId flow) {
    while (live_.at(flow).child) {
        flow = *live_.at(flow).child;
    }
    const bool unknown = !live_.at(flow).outcome;
    if (unknown) {
        outcome_known(flow, Outcome::TimedOut);
    }
    finish(flow, unknown);
}

void FlowRunner::finish(FlowId id, bool cut) {
    if (const auto child = live_.at(id).child) {  // what it waited for, it waits for no longer
        live_.at(*child).parent.reset();
        outcome_known(*child, Outcome::TimedOut);
        finish(*child, cut);
    }
    const auto found = live_.find(id);
    Live live = std::move(found->second);
    live_.erase(found);
    ns3::Simulator::Remove(live.timeout);
    if (live.exchange) {
        flows_.close(id, live.tuple);
        finished_.push_back(std::move(live.exchange));
        if (finished_.size() == 1) {
            ns3::Simulator::ScheduleNow(&FlowRunner::free_finished, this);
        }
        ports_.release(live.owner, live.tuple.protocol, live.tuple.source_port, now() + time_wait);
    }
    if (id >= first_asked) {
        tell(id, live.told, *live.outcome);
        return;
    }
    events_.ended(id, *live.outcome, live.known_at, cut);
    if (live.parent) {
        child_ended(*live.parent, live, cut);
    }
    count_ended(id);
}

void FlowRunner::tell(FlowId id, const std::function<void(Outcome)>& listener, Outcome outcome) {
    asked_.erase(id);
    listener(outcome);
}

void FlowRunner::free_finished() {
    finished_.clear();
}

void FlowRunner::count_ended(FlowId flow) {
    if (flow < scenario_.flows.size() && ++ended_ == scenario_.flows.size()) {
        on_idle_();
    }
}

}  // namespace sim
