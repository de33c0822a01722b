// SPDX-License-Identifier: MIT
#include "policy/vpc/vpc_rules.h"

#include <utility>

#include "policy/vpc/network_causes.h"

namespace policy {
namespace {

template <class Map>
const typename Map::mapped_type* find_in(const Map& map, const IpAddress& address) {
    const auto found = map.find(address);
    return found == map.end() ? nullptr : &found->second;
}

}  // namespace

VpcRules::VpcRules(Network network, CauseBook& causes)
    : network_(std::move(network)), groups_(network_, causes) {
    for (NetworkIndex i = 0; i < network_.acls.size(); ++i) {
        acls_.emplace_back(network_, i, causes);
    }
    for (const RouteTable& table : network_.route_tables) {
        TableCauses made;
        made.whole = causes.intern({policy::route_table_cause(network_, table)});
        for (std::size_t i = 0; i < table.routes.size(); ++i) {
            made.routes.push_back(causes.intern({policy::route_cause(network_, table, i)}));
        }
        tables_.push_back(std::move(made));
    }
    for (const TransitGateway& gateway : network_.transit_gateways) {
        transits_.push_back(causes.intern(
            {thing_cause(network_, "TransitGateway", gateway.name, gateway.position)}));
    }
    index_interfaces();
    index_gateways();
}

void VpcRules::index_interfaces() {
    interfaces_.resize(network_.vpcs.size());
    public_of_.resize(network_.vpcs.size());
    for (NetworkIndex i = 0; i < network_.interfaces.size(); ++i) {
        const Interface& interface = network_.interfaces[i];
        const NetworkIndex vpc = network_.subnets[interface.subnet].vpc;
        for (const IpAddress& address : interface.addresses) interfaces_[vpc].emplace(address, i);
        for (const PublicAddress& address : interface.publics) add_public(vpc, address);
    }
}

void VpcRules::index_gateways() {
    nat_gateways_.resize(network_.vpcs.size());
    for (NetworkIndex i = 0; i < network_.nat_gateways.size(); ++i) {
        const NatGateway& gateway = network_.nat_gateways[i];
        const NetworkIndex vpc = network_.subnets[gateway.subnet].vpc;
        nat_gateways_[vpc].emplace(gateway.inside, i);
        if (gateway.outside) add_public(vpc, {gateway.inside, *gateway.outside});
    }
}

void VpcRules::add_public(NetworkIndex vpc, const PublicAddress& address) {
    public_of_[vpc].emplace(address.inside, address.outside);
    owners_.emplace(address.outside, Owner{vpc, address.inside});
}

const NetworkIndex* VpcRules::interface_of(NetworkIndex vpc, const IpAddress& address) const {
    return find_in(interfaces_[vpc], address);
}

const NetworkIndex* VpcRules::nat_gateway_of(NetworkIndex vpc, const IpAddress& address) const {
    return find_in(nat_gateways_[vpc], address);
}

const VpcRules::Owner* VpcRules::owner_of(const IpAddress& outside) const {
    return find_in(owners_, outside);
}

const IpAddress* VpcRules::public_of(NetworkIndex vpc, const IpAddress& inside) const {
    return find_in(public_of_[vpc], inside);
}

}  // namespace policy
