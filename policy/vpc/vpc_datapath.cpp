// SPDX-License-Identifier: MIT
#include "policy/vpc/vpc_datapath.h"

#include <utility>

#include "policy/vpc/vpc_walk.h"

namespace policy {
namespace {

// "NAT gateways": ports 1024-65535, 55,000 connections towards one destination.
constexpr NatPorts gateway_ports{1024, 65535, false, 55000};

// Forgotten after 350 s of silence, in whatever state but closed.
Time gateway_timeout(ConnectionState state) {
    using std::chrono::seconds;
    const bool closed =
        state == ConnectionState::TcpClosed || state == ConnectionState::TcpTimeWait;
    return closed ? timeout(state) : Time(seconds(350));
}

}  // namespace

VpcDatapath::VpcDatapath(std::shared_ptr<const VpcRules> rules) : rules_(std::move(rules)) {}

SecurityGate& VpcDatapath::gate(NetworkIndex interface) {
    return gates_.try_emplace(interface, interface).first->second;
}

SourceNat& VpcDatapath::nat(NetworkIndex gateway) {
    const IpAddress& inside = rules_->network().nat_gateways[gateway].inside;
    return nats_.try_emplace(gateway, inside, gateway_ports, gateway_timeout).first->second;
}

Passage VpcDatapath::send(NetworkIndex interface, const Packet& packet, Time now,
                          const DrawBelow& draw) {
    return VpcWalk(*this, packet, now, draw).from_interface(interface);
}

Passage VpcDatapath::hand_back(NetworkIndex interface, NetworkIndex balancer, const Packet& packet,
                               Time now, const DrawBelow& draw) {
    return VpcWalk(*this, packet, now, draw).back_to_balancer(interface, balancer);
}

Passage VpcDatapath::enter(const Packet& packet, Time now, const DrawBelow& draw) {
    return VpcWalk(*this, packet, now, draw).from_outside();
}

}  // namespace policy
