// SPDX-License-Identifier: MIT
// FlowRunner's part of an Application Load Balancer: a request that came to it is handed on over a
// connection of its own, which is a child flow.
#include <algorithm>
#include <utility>

#include <ns3/nstime.h>
#include <ns3/simulator.h>

#include "sim/cluster/mixed.h"
#include "sim/run/flow_runner.h"

namespace sim {
namespace {

// How long an Application Load Balancer waits for a target before it answers 504 (user guide,
// "Troubleshoot").
constexpr policy::Time connect_timeout = std::chrono::seconds(10);

}  // namespace

Endpoint& FlowRunner::client_of(FlowId id) {
    const policy::IpAddress* from = live_.at(id).from;
    return from == nullptr ? cluster_.endpoint(flow(id).from) : *cluster_.find(*from);
}

void FlowRunner::serve_proxy(Endpoint& proxy) {
    servers_.hand_on(proxy,
                     [this, &proxy](const policy::Tuple& client, std::function<void()> answer) {
                         const auto match = flows_.find(policy::untranslated(client));
                         if (match && live_.count(match->flow) != 0) {
                             hand_on(match->flow, proxy.address(), std::move(answer));
                         }
                     });
}

const std::string& FlowRunner::host_asked(const scenario::Flow& flow) const {
    const bool by_name = flow.host.empty() && flow.to.kind == scenario::End::Kind::Name;
    return by_name ? scenario_.names[flow.to.index] : flow.host;
}

void FlowRunner::hand_on(FlowId id, const policy::IpAddress& proxy, std::function<void()> answer) {
    const scenario::Flow& flow = this->flow(id);
    const policy::LoadBalancerTable& table = cluster_.load_balancers();
    const std::uint32_t balancer = *table.at(proxy);
    const policy::ServiceAnswer sent =
        table.forward(proxy, live_.at(id).tuple.destination_port, {host_asked(flow), flow.path});
    const bool passes = sent.kind == policy::ServiceAnswer::Kind::Backends;
    Judgement judgement;
    judgement.flow = id;
    judgement.hook = Hook::LoadBalancer;
    judgement.at = cluster_.place_of({scenario::End::Kind::LoadBalancer, balancer});
    judgement.action = passes ? policy::Action::Allow : policy::Action::Drop;
    judgement.reason = reason_id(sent.reason);
    judgement.causes = sent.cause;
    events_.handed_on(judgement);
    if (!passes) {  // it answers 404 or 503
        outcome_known(id, Outcome::Refused);
        finish(id, false);
        return;
    }
    live_.at(id).answer = std::move(answer);
    const std::uint64_t drawn = mixed(mixed(~scenario_.seed) + id) % sent.count;
    begin_behind(id, balancer, proxy, sent.first[drawn]);
}

void FlowRunner::begin_behind(FlowId parent, std::uint32_t balancer, const policy::IpAddress& from,
                              const policy::Endpoint& target) {
    const scenario::Flow& asking = flow(parent);
    const auto id = static_cast<FlowId>(scenario_.flows.size() + children_.size());
    scenario::Flow child = asking;
    child.name = asking.name + ": from the load balancer";
    child.from = {scenario::End::Kind::LoadBalancer, balancer};
    child.to = ends_.at(target.address);
    child.port = target.port;
    child.at = policy::Time(ns3::Simulator::Now().GetNanoSeconds());
    child.timeout = std::min(asking.timeout, connect_timeout);
    child.expect.reset();
    children_.push_back(std::move(child));
    events_.child(id, children_.back(), parent);
    Live& live = begin_waiting(id);
    live.parent = parent;
    live.from = &cluster_.find(from)->address();
    live_.at(parent).child = id;
    events_.chosen(parent, target.address, target.port);
    connect(id, target.address);
}

void FlowRunner::behind_ended(FlowId parent, const Live& child, bool cut) {
    if (child.from == nullptr) {
        upstream_ended(parent, child);
        return;
    }
    const bool answered = child.outcome == Outcome::Answered || child.outcome == Outcome::Connected;
    if (answered) {
        std::exchange(live_.at(parent).answer, nullptr)();
        return;
    }
    outcome_known(parent, child.outcome.value_or(Outcome::Unreachable));  // 502 or 504
    finish(parent, cut);
}

}  // namespace sim
