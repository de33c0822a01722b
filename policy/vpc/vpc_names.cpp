// SPDX-License-Identifier: MIT
#include "policy/vpc/vpc_names.h"

namespace policy {
namespace {

using Kind = VpcPlace::Kind;

std::string in_vpc(const Network& network, NetworkIndex vpc, const std::string& name,
                   const char* kind) {
    return network.vpcs[vpc].name + "/" + name + "[" + kind + "]";
}

std::string in_subnet(const Network& network, NetworkIndex subnet, const std::string& name,
                      const char* kind) {
    return in_vpc(network, network.subnets[subnet].vpc, name, kind);
}

}  // namespace

std::string_view text(VpcHook hook) {
    switch (hook) {
        case VpcHook::Interface:
            return "eni";
        case VpcHook::GroupsOut:
            return "sg-out";
        case VpcHook::AclOut:
            return "nacl-out";
        case VpcHook::Route:
            return "route";
        case VpcHook::Gateway:
            return "gateway";
        case VpcHook::AclIn:
            return "nacl-in";
        case VpcHook::GroupsIn:
            return "sg-in";
    }
    return "";
}

std::string ref_of(const Network& network, const VpcPlace& place) {
    const NetworkIndex i = place.index;
    switch (place.kind) {
        case Kind::Vpc:
            return "vpc/" + network.vpcs[i].name;
        case Kind::Interface:
            return in_subnet(network, network.interfaces[i].subnet, network.interfaces[i].name,
                             "ENI");
        case Kind::Subnet:
            return in_subnet(network, i, network.subnets[i].name, "Subnet");
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

}  // namespace policy
