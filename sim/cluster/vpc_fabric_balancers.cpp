// SPDX-License-Identifier: MIT
// VpcFabric's part of load balancers: whom they let in, and to which target they hand on.
#include <utility>

#include <ns3/simulator.h>

#include "sim/cluster/transit.h"
#include "sim/cluster/vpc_fabric.h"

namespace sim {

using policy::Action;
using policy::NetworkIndex;
using policy::Translation;
using Kind = Translation::Kind;

namespace {

// Such as a target's answer to the connection of a load balancer, whose security group has state.
bool is_later_segment(const policy::Packet& packet) {
    return packet.written.protocol == policy::Protocol::TCP && (!packet.tcp.syn || packet.tcp.ack);
}

}  // namespace

void VpcFabric::attach_load_balancer(const policy::IpAddress& address) {
    targets_.push_back({nullptr, nullptr});
    assign(address, static_cast<Attachment>(targets_.size() - 1));
}

void VpcFabric::set_load_balancers(std::vector<PlaceId> at, std::uint64_t seed) {
    load_balancers_ = std::make_unique<LoadBalancers>();
    load_balancers_->at = std::move(at);
    load_balancers_->seed = seed;
}

void VpcFabric::replace(std::shared_ptr<const policy::LoadBalancerTable> table) {
    load_balancers_->proxy.replace(table);
    load_balancers_->table = std::move(table);
}

std::optional<std::uint32_t> VpcFabric::load_balancer_at(const policy::IpAddress& address) const {
    return load_balancers_ ? load_balancers_->table->at(address) : std::nullopt;
}

Translation VpcFabric::balanced(const Transit& transit) {
    // Not the node's draws, whose choice comes after this one.
    const auto draw = draws_for(transit, ~load_balancers_->seed);
    const policy::Time now(ns3::Simulator::Now().GetNanoSeconds());
    return load_balancers_->proxy.translate(transit.view, policy::Origin::Outside, now, draw);
}

// What answers a client whose address a load balancer has kept returns to the load balancer, which
// puts its own address back. False: the packet is no such answer.
bool VpcFabric::hand_back(const Transit& transit, NetworkIndex sender) {
    if (!load_balancers_ || load_balancer_at(transit.view.written.destination)) {
        return false;
    }
    const Translation translation = balanced(transit);
    if (translation.kind != Kind::Reply) {
        return false;
    }
    const Sender balancer = interface_of(translation.sent.source);
    const policy::Time now(ns3::Simulator::Now().GetNanoSeconds());
    const policy::Passage passage =
        vpcs_->hand_back(sender, *balancer, transit.view, now, draws_for(transit, seed_));
    report(transit, passage);
    if (passage.to != policy::Passage::To::Nowhere) {
        send(readdressed(transit, translation.sent, translation.sent_quote), balancer);
    }
    return true;
}

// What has arrived at a load balancer's interface.
void VpcFabric::balance(const Transit& transit, const policy::Passage& passage,
                        std::uint32_t balancer) {
    const Translation translation = balanced(transit);
    const bool lost = translation.kind == Kind::Dropped || translation.kind == Kind::Rejected;
    const bool answers = lost && is_later_segment(transit.view);
    if (translation.kind == Kind::Untouched || answers) {
        deliver(transit, {policy::VpcPlace::Kind::Interface, passage.interface});
        return;
    }
    if (lost || is_opening(transit, translation)) {
        report(transit, Hook::LoadBalancer, load_balancers_->at[balancer],
               lost ? Action::Drop : Action::Allow,
               lost ? translation.reason : policy::Reason::LoadBalancerTarget, translation.cause);
    }
    if (lost) {
        return;
    }
    if (translation.opens) {
        const policy::Time now(ns3::Simulator::Now().GetNanoSeconds());
        load_balancers_->proxy.remember(transit.view, translation, now);
    }
    if (transit.flow && is_opening(transit, translation)) {
        chosen_({transit.flow->flow(), translation.sent});
    }
    send(readdressed(transit, translation.sent, translation.sent_quote), passage.interface);
}

}  // namespace sim
