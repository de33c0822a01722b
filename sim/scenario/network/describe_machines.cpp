// SPDX-License-Identifier: MIT
// Gateways with what is behind them, and hosts.
#include "sim/scenario/network/describe_reader.h"
#include "sim/scenario/network/describe_values.h"

namespace scenario {

using described::begins;
using described::child;
using described::has_tag_of_worker;
using described::is_of_cni;
using described::items;
using described::text;

// Null where it is gone, or not there yet.
const Node* DescribeReader::nat_gateway(const Node& node) {
    const std::string_view state = text(node, "State");
    if (state == "deleted" || state == "deleting" || state == "failed") return nullptr;
    const Node* inside = nullptr;
    const Node* outside = nullptr;
    for (const Node* address : items(node, "NatGatewayAddresses")) {
        if (inside != nullptr) break;
        inside = child(*address, "PrivateIp");
        outside = child(*address, "PublicIp");
    }
    const bool is_private = text(node, "ConnectivityType") == "private";
    return make_.map({{"name", child(node, "NatGatewayId")},
                      {"subnet", child(node, "SubnetId")},
                      {"private", make_.plain(is_private ? "true" : "false", node.place)},
                      {"ip", inside},
                      {"publicIp", is_private ? nullptr : outside}},
                     node.place);
}

// What lies behind a VPC's VPN gateway: where its routes lead, and its connections.
const Node* DescribeReader::vpn(std::string_view vpc, const Place& place) {
    Things networks;
    std::set<std::string_view> known;
    bool any = false;
    for (const auto& [id, owner] : vpc_of_vpn_gateway_) {
        if (owner != vpc) continue;
        any = true;
        const auto add = [&](const Node& route) {
            const Node* to = child(route, "DestinationCidrBlock");
            if (to != nullptr && known.insert(to->text).second) networks.push_back(to);
        };
        for (const Node* table : of_vpc("RouteTables", vpc)) {
            for (const Node* route : items(*table, "Routes")) {
                if (text(*route, "GatewayId") == id) add(*route);
            }
        }
        for (const Node* connection : of("VpnConnections")) {
            if (text(*connection, "VpnGatewayId") != id) continue;
            for (const Node* route : items(*connection, "Routes")) add(*route);
        }
    }
    if (!any) return nullptr;
    return make_.map({{"networks", make_.list(networks, place)}}, place);
}

bool DescribeReader::is_host(const Node& interface) const {
    if (child(interface, "PrivateIpAddress") == nullptr) return false;
    if (text(interface, "Status") == "available") return false;  // attached to nothing
    if (ids_.count(text(interface, "SubnetId")) == 0) return false;
    const std::string_view kind = text(interface, "InterfaceType");
    for (const char* const other :
         {"nat_gateway", "network_load_balancer", "load_balancer", "gateway_load_balancer",
          "vpc_endpoint", "gateway_load_balancer_endpoint", "transit_gateway"}) {
        if (kind == other) return false;
    }
    const std::string_view about = text(interface, "Description");
    for (const char* const other :
         {"ELB ", "Interface for NAT Gateway", "VPC Endpoint Interface"}) {
        if (begins(about, other)) return false;
    }
    if (is_of_cni(interface)) return false;
    const Node* attachment = child(interface, "Attachment");
    const std::string_view instance =
        attachment == nullptr ? std::string_view() : text(*attachment, "InstanceId");
    return !has_tag_of_worker(interface) && workers_.count(instance) == 0;
}

// An instance's first interface has its name.
const Node* DescribeReader::host(const Node& interface) {
    const Node* name = child(interface, "NetworkInterfaceId");
    if (const Node* attachment = child(interface, "Attachment")) {
        const Node* instance = child(*attachment, "InstanceId");
        if (instance != nullptr && named_.emplace(instance->text).second) name = instance;
    }
    Things groups;
    for (const Node* group : items(interface, "Groups")) {
        const std::string_view id = text(*group, "GroupId");
        if (vpc_of_group_.count(id) > 0) groups.push_back(make_.string(id, group->place));
    }
    const Node* association = child(interface, "Association");
    const Node* outside = association == nullptr ? nullptr : child(*association, "PublicIp");
    if (outside == nullptr) outside = make_.plain("false", interface.place);
    return make_.map(
        {{"name", name},
         {"ip", child(interface, "PrivateIpAddress")},
         {"securityGroups", groups.empty() ? nullptr : make_.list(groups, interface.place)},
         {"publicIp", outside},
         {"sourceDestCheck", child(interface, "SourceDestCheck")}},
        interface.place);
}

}  // namespace scenario
