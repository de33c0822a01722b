// SPDX-License-Identifier: MIT
// FlowRunner's look-ups: the child flows of flows to names.
#include <ns3/simulator.h>

#include "sim/run/flow_runner.h"

namespace sim {

// The cluster's DNS, asked over UDP.
void FlowRunner::look_up(FlowId id) {
    const scenario::Flow& flow = this->flow(id);
    const std::uint32_t service = *names_->service_for(flow.from);
    const FlowId child = begin_child(id, service, policy::Protocol::UDP);
    if (!open(child, destination_of({scenario::End::Kind::Service, service}, id))) {
        return;
    }
    const ExchangeSpec spec{child, live_.at(child).tuple, 0, 0};
    auto exchange = std::make_unique<DnsExchange>(
        spec, names_->asked(flow),
        [this, child](const std::string& name) {
            DnsReply reply = names_->reply(name);
            const auto asking = live_.find(child);
            reply.failed = asking != live_.end() && asking->second.failed_upstream;
            return reply;
        },
        cluster_.endpoint(flow.from), *this);
    live_.at(child).look_up = exchange.get();
    begin_exchange(child, std::move(exchange));
}

// The VPC's resolver, which is not modelled: its answer is there at once.
void FlowRunner::look_up_outside(FlowId id) {
    events_.started(id, 0);
    go_on(id, names_->outside_address(flow(id), id), false);
}

FlowId FlowRunner::begin_child(FlowId parent, std::uint32_t service, policy::Protocol protocol) {
    const scenario::Flow& asking = flow(parent);
    const auto id = static_cast<FlowId>(scenario_.flows.size() + children_.size());
    scenario::Flow child;
    child.name = asking.name + ": look-up of " + scenario_.names[asking.to.index];
    child.from = asking.from;
    child.to = {scenario::End::Kind::Service, service};
    child.protocol = protocol;
    child.port = 53;
    child.at = policy::Time(ns3::Simulator::Now().GetNanoSeconds());
    child.timeout = asking.timeout;
    child.position = asking.position;
    children_.push_back(child);
    events_.started(parent, 0);
    events_.child(id, children_.back(), parent);
    begin_waiting(id).parent = parent;
    live_.at(parent).child = id;
    return id;
}

void FlowRunner::child_ended(FlowId parent, const Live& child, bool cut) {
    Live& waiting = live_.at(parent);
    waiting.child.reset();
    if (waiting.answer) {
        behind_ended(parent, child, cut);
        return;
    }
    const bool answered = child.outcome == Outcome::Answered || child.outcome == Outcome::Connected;
    if (answered && child.look_up != nullptr && child.look_up->found() != nullptr) {
        waiting.name = *child.look_up->found();
        if (child.look_up->truncated()) {  // once more, over TCP
            const std::uint32_t service = *names_->service_for(flow(parent).from);
            const FlowId again = begin_child(parent, service, policy::Protocol::TCP);
            children_.back().request_bytes = 64;
            children_.back().response_bytes = names_->reply(waiting.name).bytes;
            connect(again, destination_of(children_.back().to, again));
            return;
        }
    }
    const bool found = answered && !waiting.name.empty();
    go_on(parent, found ? names_->address(waiting.name, parent) : std::nullopt, cut);
}

// From name to address: the flow itself begins, or there is none.
void FlowRunner::go_on(FlowId id, const std::optional<policy::IpAddress>& address, bool cut) {
    if (address) {
        events_.resolved(id, *address);
        connect(id, *address);
        return;
    }
    outcome_known(id, Outcome::Unresolved);
    finish(id, cut);
}

}  // namespace sim
