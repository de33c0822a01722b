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

VpcDatapath::VpcDatapath(Network network, CauseBook& causes)
    : network_(std::make_unique<Network>(std::move(network))), causes_(causes) {
    for (NetworkIndex i = 0; i < network_->interfaces.size(); ++i) gates_.emplace_back(i);
    for (const NatGateway& gateway : network_->nat_gateways) {
        nats_.emplace_back(gateway.inside, gateway_ports, gateway_timeout);
    }
    index();
}

VpcDatapath::~VpcDatapath() = default;

void VpcDatapath::replace(Network network) {
    auto next = std::make_unique<Network>(std::move(network));
    groups_.reset();
    network_ = std::move(next);
    index();
}

void VpcDatapath::index() {
    groups_ = std::make_unique<SecurityGroups>(*network_, causes_);
    acls_.clear();
    for (NetworkIndex i = 0; i < network_->acls.size(); ++i)
        acls_.emplace_back(*network_, i, causes_);
    addresses_.assign(network_->vpcs.size(), {});
    publics_of_.assign(network_->vpcs.size(), {});
    publics_.clear();
    for (NetworkIndex i = 0; i < network_->interfaces.size(); ++i) {
        const Interface& interface = network_->interfaces[i];
        const NetworkIndex vpc = network_->subnets[interface.subnet].vpc;
        for (const IpAddress& address : interface.addresses) addresses_[vpc].emplace(address, i);
        for (const PublicAddress& address : interface.publics) add_public(vpc, address);
    }
    for (const NatGateway& gateway : network_->nat_gateways) {
        const NetworkIndex vpc = network_->subnets[gateway.subnet].vpc;
        if (gateway.outside) add_public(vpc, {gateway.inside, *gateway.outside});
    }
}

void VpcDatapath::add_public(NetworkIndex vpc, const PublicAddress& address) {
    publics_of_[vpc].emplace(address.inside, address.outside);
    publics_.emplace(address.outside, Owner{vpc, address.inside});
}

const NetworkIndex* VpcDatapath::interface_of(NetworkIndex vpc, const IpAddress& address) const {
    const auto found = addresses_[vpc].find(address);
    return found == addresses_[vpc].end() ? nullptr : &found->second;
}

Passage VpcDatapath::send(NetworkIndex interface, const Packet& packet, Time now,
                          const DrawBelow& draw) {
    return VpcWalk(*this, packet, now, draw).from_interface(interface);
}

Passage VpcDatapath::enter(const Packet& packet, Time now, const DrawBelow& draw) {
    return VpcWalk(*this, packet, now, draw).from_outside();
}

}  // namespace policy
