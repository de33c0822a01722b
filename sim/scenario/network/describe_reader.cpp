// SPDX-License-Identifier: MIT
// In the order of reading: describe_values.h, this, describe_rules.cpp, describe_machines.cpp.
#include "sim/scenario/network/describe_reader.h"

#include <algorithm>
#include <array>

#include "sim/scenario/network/describe_values.h"

namespace scenario {

using described::begins;
using described::child;
using described::has_tag_of_worker;
using described::is_of_cni;
using described::is_true;
using described::items;
using described::text;

namespace {

// Of describe-*'s lists those that are read, and what tells one item from another.
struct ListName {
    std::string_view list;
    std::string_view id;
};
constexpr std::array<ListName, 13> list_names = {{
    {"Vpcs", "VpcId"},
    {"Subnets", "SubnetId"},
    {"RouteTables", "RouteTableId"},
    {"NetworkAcls", "NetworkAclId"},
    {"SecurityGroups", "GroupId"},
    {"InternetGateways", "InternetGatewayId"},
    {"NatGateways", "NatGatewayId"},
    {"VpnGateways", "VpnGatewayId"},
    {"VpnConnections", "VpnConnectionId"},
    {"VpcPeeringConnections", "VpcPeeringConnectionId"},
    {"PrefixLists", "PrefixListId"},
    {"NetworkInterfaces", "NetworkInterfaceId"},
    {"Instances", "InstanceId"},
}};

}  // namespace

void DescribeReader::add(const Node& document) {
    if (document.kind != Node::Kind::Map) {
        return findings_.error(document.place, "this is no answer of `aws ec2 describe-*`",
                               "it is a map with a list in it, like {\"Vpcs\": [...]}");
    }
    for (const Entry& entry : document.entries) {
        if (entry.key == "Reservations") {
            for (const Node* reservation : items(document, "Reservations")) {
                if (const Node* list = child(*reservation, "Instances")) {
                    add_list("Instances", *list);
                }
            }
        } else {
            add_list(entry.key, *entry.value);
        }
    }
}

void DescribeReader::add_list(std::string_view key, const Node& list) {
    const auto* name = std::find_if(list_names.begin(), list_names.end(),
                                    [key](const ListName& each) { return each.list == key; });
    if (name == list_names.end()) return;
    if (list.kind != Node::Kind::Sequence) {
        return findings_.error(list.place, "expected a list, as describe-* prints it");
    }
    for (const Node* item : list.items) {
        const std::string_view id = text(*item, name->id);
        if (id.empty()) {
            findings_.error(item->place, "this has no " + std::string(name->id));
        } else if (ids_.emplace(id).second) {
            lists_[std::string(key)].push_back(item);
            if (key == "Instances") {
                for (const Node* interface : items(*item, "NetworkInterfaces")) {
                    const std::string_view own = text(*interface, "NetworkInterfaceId");
                    if (!own.empty() && ids_.emplace(own).second) {
                        lists_["NetworkInterfaces"].push_back(interface);
                    }
                }
            }
        }
    }
}

const DescribeReader::Things& DescribeReader::of(std::string_view key) const {
    static const Things none;
    const auto found = lists_.find(key);
    return found == lists_.end() ? none : found->second;
}

DescribeReader::Things DescribeReader::of_vpc(std::string_view key, std::string_view vpc) const {
    Things own;
    for (const Node* item : of(key)) {
        if (text(*item, "VpcId") == vpc) own.push_back(item);
    }
    return own;
}

void DescribeReader::index() {
    for (const Node* group : of("SecurityGroups")) {
        const std::string_view vpc = text(*group, "VpcId");
        if (ids_.count(vpc) > 0) vpc_of_group_.emplace(text(*group, "GroupId"), vpc);
    }
    for (const Node* table : of("RouteTables")) {
        for (const Node* each : items(*table, "Associations")) {
            table_of_subnet_.emplace(text(*each, "SubnetId"), text(*table, "RouteTableId"));
        }
    }
    for (const Node* acl : of("NetworkAcls")) {
        for (const Node* each : items(*acl, "Associations")) {
            acl_of_subnet_.emplace(text(*each, "SubnetId"), text(*acl, "NetworkAclId"));
        }
    }
    for (const Node* gateway : of("InternetGateways")) {
        for (const Node* each : items(*gateway, "Attachments")) {
            vpc_of_internet_gateway_.emplace(text(*gateway, "InternetGatewayId"),
                                             text(*each, "VpcId"));
        }
    }
    for (const Node* gateway : of("VpnGateways")) {
        for (const Node* each : items(*gateway, "VpcAttachments")) {
            if (text(*each, "State") != "attached") continue;
            vpc_of_vpn_gateway_.emplace(text(*gateway, "VpnGatewayId"), text(*each, "VpcId"));
        }
    }
    for (const Node* instance : of("Instances")) {
        if (has_tag_of_worker(*instance)) workers_.emplace(text(*instance, "InstanceId"));
    }
    for (const Node* interface : of("NetworkInterfaces")) {
        const Node* attachment = child(*interface, "Attachment");
        if (attachment != nullptr && is_of_cni(*interface)) {
            workers_.emplace(text(*attachment, "InstanceId"));
        }
    }
}

Described DescribeReader::take() {
    index();
    Described described;
    for (const Node* vpc : of("Vpcs")) described.vpcs.push_back(vpc_section(*vpc));
    for (const Node* list : of("PrefixLists")) {
        Things entries;
        for (const Node* cidr : items(*list, "Cidrs")) {
            if (cidr->text.find(':') == std::string_view::npos) entries.push_back(cidr);
        }
        described.prefix_lists.push_back(make_.map(
            {{"name", child(*list, "PrefixListId")}, {"entries", make_.list(entries, list->place)}},
            list->place));
    }
    for (const Node* peering : of("VpcPeeringConnections")) {
        const Node* status = child(*peering, "Status");
        const Node* requester = child(*peering, "RequesterVpcInfo");
        const Node* accepter = child(*peering, "AccepterVpcInfo");
        if (status == nullptr || text(*status, "Code") != "active") continue;
        if (requester == nullptr || accepter == nullptr) continue;
        const Node* ends[] = {child(*requester, "VpcId"), child(*accepter, "VpcId")};
        if (ends[0] == nullptr || ends[1] == nullptr) continue;
        if (ids_.count(ends[0]->text) == 0 || ids_.count(ends[1]->text) == 0) continue;
        const bool near = text(*requester, "Region") == text(*accepter, "Region");
        described.peerings.push_back(
            make_.map({{"name", child(*peering, "VpcPeeringConnectionId")},
                       {"between", make_.list({ends[0], ends[1]}, peering->place)},
                       {"sameRegion", make_.plain(near ? "true" : "false", peering->place)}},
                      peering->place));
    }
    for (const Node* interface : of("NetworkInterfaces")) {
        if (is_host(*interface)) described.hosts.push_back(host(*interface));
    }
    return described;
}

const Node* DescribeReader::vpc_section(const Node& vpc) {
    const std::string_view id = text(vpc, "VpcId");
    const Place& place = vpc.place;
    Things cidrs;
    for (const Node* each : items(vpc, "CidrBlockAssociationSet")) {
        const Node* state = child(*each, "CidrBlockState");
        if (state != nullptr && text(*state, "State") != "associated") continue;
        if (const Node* cidr = child(*each, "CidrBlock")) cidrs.push_back(cidr);
    }
    if (cidrs.empty() && child(vpc, "CidrBlock") != nullptr) {
        cidrs.push_back(child(vpc, "CidrBlock"));
    }
    const auto all = [&](std::string_view key, auto section) {
        Things made;
        for (const Node* item : of_vpc(key, id)) {
            if (const Node* each = (this->*section)(*item)) made.push_back(each);
        }
        return make_.list(made, place);
    };
    const bool has_gateway =
        std::any_of(vpc_of_internet_gateway_.begin(), vpc_of_internet_gateway_.end(),
                    [id](const auto& gateway) { return gateway.second == id; });
    return make_.map({{"name", child(vpc, "VpcId")},
                      {"cidrs", make_.list(cidrs, place)},
                      {"subnets", all("Subnets", &DescribeReader::subnet)},
                      {"routeTables", all("RouteTables", &DescribeReader::route_table)},
                      {"networkAcls", all("NetworkAcls", &DescribeReader::acl)},
                      {"securityGroups", all("SecurityGroups", &DescribeReader::group)},
                      {"natGateways", all("NatGateways", &DescribeReader::nat_gateway)},
                      {"internetGateway", make_.plain(has_gateway ? "true" : "false", place)},
                      {"vpn", vpn(id, place)}},
                     place);
}

// Null where it has no IPv4.
const Node* DescribeReader::subnet(const Node& node) {
    if (child(node, "CidrBlock") == nullptr) return nullptr;
    const std::string_view id = text(node, "SubnetId");
    const auto own = [&](const auto& of_subnet) -> const Node* {
        const auto found = of_subnet.find(id);
        return found == of_subnet.end() ? nullptr : make_.string(found->second, node.place);
    };
    // By its own table, or else the main one of its VPC.
    const auto by_own = table_of_subnet_.find(id);
    bool is_public = false;
    for (const Node* table : of_vpc("RouteTables", text(node, "VpcId"))) {
        const Span<const Node*> ends = items(*table, "Associations");
        const bool is_main = std::any_of(ends.begin(), ends.end(),
                                         [](const Node* each) { return is_true(*each, "Main"); });
        const bool is_its = by_own == table_of_subnet_.end()
                                ? is_main
                                : text(*table, "RouteTableId") == by_own->second;
        if (!is_its) continue;
        for (const Node* route : items(*table, "Routes")) {
            is_public = is_public || begins(text(*route, "GatewayId"), "igw-");
        }
    }
    return make_.map({{"name", child(node, "SubnetId")},
                      {"cidr", child(node, "CidrBlock")},
                      {"zone", child(node, "AvailabilityZone")},
                      {"public", make_.plain(is_public ? "true" : "false", node.place)},
                      {"routeTable", own(table_of_subnet_)},
                      {"networkAcl", own(acl_of_subnet_)}},
                     node.place);
}

const Node* DescribeReader::route_table(const Node& node) {
    Things routes;
    std::set<std::string_view> known;
    // Those that somebody wrote first: they win over propagated ones to the same place.
    for (const bool propagated : {false, true}) {
        for (const Node* each : items(node, "Routes")) {
            if ((text(*each, "Origin") == "EnableVgwRoutePropagation") != propagated) continue;
            const std::string_view to = text(*each, "DestinationCidrBlock");
            if (!to.empty() && !known.insert(to).second) continue;
            if (const Node* made = route(*each, text(node, "VpcId"))) routes.push_back(made);
        }
    }
    const Span<const Node*> ends = items(node, "Associations");
    const bool is_main = std::any_of(ends.begin(), ends.end(),
                                     [](const Node* each) { return is_true(*each, "Main"); });
    return make_.map({{"name", child(node, "RouteTableId")},
                      {"main", make_.plain(is_main ? "true" : "false", node.place)},
                      {"routes", make_.list(routes, node.place)}},
                     node.place);
}

// Null for the local ones and those of IPv6.
const Node* DescribeReader::route(const Node& node, std::string_view vpc) {
    const Node* to = child(node, "DestinationCidrBlock");
    if (to == nullptr) {
        const std::string_view list = text(node, "DestinationPrefixListId");
        if (list.empty() || ids_.count(list) == 0) return nullptr;
        to = make_.string("list/" + std::string(list), node.place);
    }
    if (text(node, "GatewayId") == "local") return nullptr;
    return make_.map({{"to", to}, {"via", make_.string(target(node, vpc), node.place)}},
                     node.place);
}

std::string DescribeReader::target(const Node& route, std::string_view vpc) const {
    if (text(route, "State") == "blackhole") return "blackhole";
    const auto is_of_vpc = [vpc](const auto& gateways, std::string_view id) {
        const auto found = gateways.find(id);
        return found != gateways.end() && found->second == vpc;
    };
    const std::string_view gateway = text(route, "GatewayId");
    if (is_of_vpc(vpc_of_internet_gateway_, gateway)) return "internet";
    if (is_of_vpc(vpc_of_vpn_gateway_, gateway)) return "vpn";
    const std::string_view nat = text(route, "NatGatewayId");
    if (ids_.count(nat) > 0) return "nat/" + std::string(nat);
    const std::string_view peering = text(route, "VpcPeeringConnectionId");
    if (ids_.count(peering) > 0) return "peering/" + std::string(peering);
    return "unknown";
}

}  // namespace scenario
