// SPDX-License-Identifier: MIT
// A network to try things on, and what became of a packet in it, as one line.
//
//   VPC main 10.42.0.0/16       zone a: public-a .0.0/19, private-a .96.0/19; zone b: private-b
//                               .128.0/19; an internet gateway; a NAT gateway in public-a
//   VPC data 10.60.0.0/16       zone a: data-a 10.60.0.0/20; peered with main
//   node-a    private-a  10.42.96.10, pods .11 and .12      groups: nodes
//   node-a2   private-a  10.42.97.10                        nodes
//   node-b    private-b  10.42.128.10, pod .11              nodes
//   db        private-b  10.42.128.50                       db: TCP 3306 from nodes, nothing out
//   bastion   public-a   10.42.0.10 = 198.51.100.10         bastion: TCP 22 from anyone, all out
//   store     data-a     10.60.0.5                          store: TCP 5432 from main's nodes
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "policy/vpc/vpc_datapath.h"
#include "tests/support/packets.h"

namespace test_support {

inline policy::Prefix cidr(const std::string& text) {
    const auto parsed = policy::Prefix::parse(text);
    if (!parsed) throw std::invalid_argument("not a CIDR: " + text);
    return *parsed;
}

inline policy::TrafficMatch traffic(policy::Protocol protocol, std::uint16_t first,
                                    std::uint16_t last) {
    policy::TrafficMatch match;
    match.protocol = protocol;
    match.first_port = first;
    match.last_port = last;
    return match;
}
inline policy::TrafficMatch tcp_port(std::uint16_t port) {
    return traffic(policy::Protocol::TCP, port, port);
}

inline policy::AclEntry acl_entry(std::uint16_t number, bool allow,
                                  const policy::TrafficMatch& match, const std::string& peer) {
    policy::AclEntry entry;
    entry.number = number;
    entry.allow = allow;
    entry.traffic = match;
    entry.cidr = cidr(peer);
    return entry;
}

inline policy::SecurityRule rule_from(const policy::TrafficMatch& match, const std::string& peer) {
    policy::SecurityRule rule;
    rule.traffic = match;
    rule.peer = cidr(peer);
    return rule;
}
inline policy::SecurityRule rule_of_group(const policy::TrafficMatch& match,
                                          policy::NetworkIndex group) {
    policy::SecurityRule rule;
    rule.traffic = match;
    rule.peer = policy::GroupPeer{group};
    return rule;
}

inline policy::Route route(const std::string& destination, policy::RouteTarget::Kind kind,
                           policy::NetworkIndex index = 0) {
    policy::Route made;
    made.destination = cidr(destination);
    made.target = {kind, index};
    return made;
}

// The indices of what the network above has, in its lists.
enum Subnets : policy::NetworkIndex { public_a, private_a, private_b, data_a };
enum Tables : policy::NetworkIndex { public_table, private_table, data_table };
enum Acls : policy::NetworkIndex { main_acl, data_acl };
enum Groups : policy::NetworkIndex { nodes, db_group, bastion_group, store_group };
enum Interfaces : policy::NetworkIndex { node_a, node_a2, node_b, db, bastion, store };

inline policy::Interface interface(const std::string& name, policy::NetworkIndex subnet,
                                   std::initializer_list<const char*> addresses,
                                   policy::NetworkIndex group) {
    policy::Interface made;
    made.name = name;
    made.subnet = subnet;
    for (const char* text : addresses) made.addresses.push_back(address(text));
    made.groups = {group};
    return made;
}

inline policy::SecurityGroup group(const std::string& name, policy::NetworkIndex vpc,
                                   std::vector<policy::SecurityRule> inbound,
                                   std::vector<policy::SecurityRule> outbound) {
    policy::SecurityGroup made;
    made.name = name;
    made.vpc = vpc;
    made.inbound = std::move(inbound);
    made.outbound = std::move(outbound);
    return made;
}

inline policy::Subnet subnet(const std::string& name, policy::NetworkIndex vpc,
                             const std::string& block, const std::string& zone,
                             policy::NetworkIndex table, policy::NetworkIndex acl) {
    policy::Subnet made;
    made.name = name;
    made.vpc = vpc;
    made.cidrs = {cidr(block)};
    made.zone = zone;
    made.route_table = table;
    made.acl = acl;
    return made;
}

inline policy::Network two_vpcs() {
    using Kind = policy::RouteTarget::Kind;
    policy::Network net;
    net.vpcs = {{"main", {cidr("10.42.0.0/16")}, {}}, {"data", {cidr("10.60.0.0/16")}, {}}};
    net.subnets = {subnet("public-a", 0, "10.42.0.0/19", "a", public_table, main_acl),
                   subnet("private-a", 0, "10.42.96.0/19", "a", private_table, main_acl),
                   subnet("private-b", 0, "10.42.128.0/19", "b", private_table, main_acl),
                   subnet("data-a", 1, "10.60.0.0/20", "a", data_table, data_acl)};
    net.route_tables = {
        {"public", 0, {route("0.0.0.0/0", Kind::InternetGateway)}, {}},
        {"private",
         0,
         {route("0.0.0.0/0", Kind::NatGateway), route("10.60.0.0/16", Kind::Peering)},
         {}},
        {"data", 1, {route("10.42.0.0/16", Kind::Peering)}, {}}};
    for (const char* name : {"main", "data"}) {
        const auto all = acl_entry(100, true, {}, "0.0.0.0/0");
        net.acls.push_back({name, {all}, {all}, {}});
    }
    const auto anyone = rule_from({}, "0.0.0.0/0");
    net.groups = {group("nodes", 0, {rule_of_group({}, nodes)}, {anyone}),
                  group("db", 0, {rule_of_group(tcp_port(3306), nodes)}, {}),
                  group("bastion", 0, {rule_from(tcp_port(22), "0.0.0.0/0")}, {anyone}),
                  group("store", 1, {rule_of_group(tcp_port(5432), nodes)}, {anyone})};
    net.internet_gateways = {{"igw", 0, {}}};
    net.nat_gateways = {{"nat", public_a, address("10.42.0.100"), address("198.51.100.1"), {}}};
    net.peerings = {{"pcx", 0, 1, true, {}}};
    net.interfaces = {
        interface("node-a", private_a, {"10.42.96.10", "10.42.96.11", "10.42.96.12"}, nodes),
        interface("node-a2", private_a, {"10.42.97.10"}, nodes),
        interface("node-b", private_b, {"10.42.128.10", "10.42.128.11"}, nodes),
        interface("db", private_b, {"10.42.128.50"}, db_group),
        interface("bastion", public_a, {"10.42.0.10"}, bastion_group),
        interface("store", data_a, {"10.60.0.5"}, store_group)};
    net.interfaces[bastion].publics = {{address("10.42.0.10"), address("198.51.100.10")}};
    return net;
}

inline std::string place_text(const policy::Network& net, const policy::VpcPlace& at) {
    using Kind = policy::VpcPlace::Kind;
    switch (at.kind) {
        case Kind::Vpc:
            return net.vpcs[at.index].name;
        case Kind::Interface:
            return net.interfaces[at.index].name;
        case Kind::Subnet:
            return net.acls[net.subnets[at.index].acl].name;
        case Kind::RouteTable:
            return net.route_tables[at.index].name;
        case Kind::InternetGateway:
            return net.internet_gateways[at.index].name;
        case Kind::NatGateway:
            return net.nat_gateways[at.index].name;
        case Kind::Peering:
            return net.peerings[at.index].name;
        case Kind::PrivateGateway:
            return net.private_gateways[at.index].name;
        case Kind::TransitGateway:
            return net.transit_gateways[at.index].name;
        case Kind::Internet:
            return "internet";
    }
    return "?";
}

inline std::string hook_text(policy::VpcHook hook) {
    constexpr const char* words[] = {"eni",     "sg out", "acl out", "route",
                                     "gateway", "acl in", "sg in"};
    return words[static_cast<std::size_t>(hook)];
}

// "sg out node-a, acl out main, route private VPC_LOCAL_ROUTE, ... -> db": a step's code stands
// where it does not simply say that a rule or entry admits; a drop ends with "x CODE".
inline std::string story(const policy::Network& net, const policy::Passage& passage) {
    std::string text;
    for (const policy::VpcStep& step : passage.steps) {
        if (!text.empty()) text += ", ";
        text += hook_text(step.hook) + " " + place_text(net, step.at);
        using policy::Reason;
        const Reason reason = step.verdict.reason;
        const bool plain = reason == Reason::GroupRuleMatch || reason == Reason::AclEntryMatch ||
                           reason == Reason::RouteMatch || reason == Reason::AddressTranslated;
        if (step.verdict.action == policy::Action::Drop) text += " x";
        if (step.verdict.action == policy::Action::Uncertain) text += " ?";
        if (!plain) text += " " + std::string(policy::code(reason));
    }
    switch (passage.to) {
        case policy::Passage::To::Nowhere:
            break;
        case policy::Passage::To::Interface:
            text += " -> " + net.interfaces[passage.interface].name;
            break;
        case policy::Passage::To::Outside:
            text += " -> " + passage.packet.translated.destination.text() + " outside";
            break;
        case policy::Passage::To::Provider:
            text += " -> provider";
            break;
    }
    return text + (passage.reset ? " RST" : "");
}

}  // namespace test_support
