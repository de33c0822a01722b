// SPDX-License-Identifier: MIT
#include "sim/cluster/vpc_places.h"

namespace sim {
namespace {

using policy::Network;
using Kind = policy::VpcPlace::Kind;

// A network ACL has no VPC but through its subnets.
std::string vpc_of_acl(const Network& network, policy::NetworkIndex acl) {
    for (const policy::Subnet& subnet : network.subnets) {
        if (subnet.acl == acl) return network.vpcs[subnet.vpc].name;
    }
    return "vpc";
}

std::string in_vpc(const Network& network, policy::NetworkIndex vpc, const std::string& name,
                   const char* kind) {
    return network.vpcs[vpc].name + "/" + name + "[" + kind + "]";
}

std::string in_subnet(const Network& network, policy::NetworkIndex subnet, const std::string& name,
                      const char* kind) {
    return in_vpc(network, network.subnets[subnet].vpc, name, kind);
}

}  // namespace

Hook hook_of(policy::VpcHook hook) {
    switch (hook) {
        case policy::VpcHook::Interface:
            return Hook::Interface;
        case policy::VpcHook::GroupsOut:
            return Hook::GroupsOut;
        case policy::VpcHook::AclOut:
            return Hook::AclOut;
        case policy::VpcHook::Route:
            return Hook::Route;
        case policy::VpcHook::Gateway:
            return Hook::Gateway;
        case policy::VpcHook::AclIn:
            return Hook::AclIn;
        case policy::VpcHook::GroupsIn:
            return Hook::GroupsIn;
    }
    return Hook::Route;
}

std::string ref_of(const Network& network, const policy::VpcPlace& place) {
    const policy::NetworkIndex i = place.index;
    switch (place.kind) {
        case Kind::Vpc:
            return "vpc/" + network.vpcs[i].name;
        case Kind::Interface:
            return in_subnet(network, network.interfaces[i].subnet, network.interfaces[i].name,
                             "ENI");
        case Kind::Acl:
            return vpc_of_acl(network, i) + "/" + network.acls[i].name + "[NetworkACL]";
        case Kind::RouteTable:
            return in_vpc(network, network.route_tables[i].vpc, network.route_tables[i].name,
                          "RouteTable");
        case Kind::InternetGateway:
            return in_vpc(network, network.internet_gateways[i].vpc,
                          network.internet_gateways[i].name, "InternetGateway");
        case Kind::NatGateway:
            return in_subnet(network, network.nat_gateways[i].subnet, network.nat_gateways[i].name,
                             "NATGateway");
        case Kind::Peering:
            return network.peerings[i].name + "[Peering]";
        case Kind::PrivateGateway:
            return in_vpc(network, network.private_gateways[i].vpc,
                          network.private_gateways[i].name, "VPNGateway");
        case Kind::TransitGateway:
            return network.transit_gateways[i].name + "[TransitGateway]";
        case Kind::Internet:
            return "internet";
    }
    return "";
}

PlaceId VpcPlaces::of(const Network& network, const policy::VpcPlace& place) {
    const auto key = std::make_pair(place.kind, place.index);
    const auto found = known_.find(key);
    if (found != known_.end()) return found->second;
    return known_.emplace(key, name_(ref_of(network, place))).first->second;
}

}  // namespace sim
