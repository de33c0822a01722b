// SPDX-License-Identifier: MIT
// The VPCs around the pods, as plain structs: what `aws ec2 describe-*` would list.
//
// Things name each other by their index in the Network's lists. Everything that judges traffic
// REQUIRES that indices are in range and that no two interfaces of one VPC share an address; the
// reader sees to it and reports what breaks it.
// Source of each rule: Amazon VPC User Guide, section named beside it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "policy/model/ip.h"
#include "policy/model/object.h"

namespace policy {

using NetworkIndex = std::uint32_t;  // of one of the lists of Network

struct Vpc {
    std::string name;
    std::vector<Prefix> cidrs;
    Position position;
};

// Which way a packet crosses the edge of a subnet, or of an interface: the two have the same two.
enum class Way : std::uint8_t { In, Out };

// Which packets a security group's rule or a network ACL's entry speaks of. Ports count for TCP,
// UDP and SCTP only, type and code for ICMP and ICMPv6 only; absent means every one of them.
struct TrafficMatch {
    std::optional<Protocol> protocol;
    std::uint16_t first_port = 0;
    std::uint16_t last_port = 65535;
    std::optional<std::uint8_t> icmp_type;
    std::optional<std::uint8_t> icmp_code;
};

// "Network ACL rules": tried in the order of `number`, the first that matches decides.
struct AclEntry {
    std::uint16_t number = 0;  // 1-32766, once in a list
    bool allow = false;
    TrafficMatch traffic;
    Prefix cidr;  // the source of what comes in, the destination of what goes out
    Position position;
};

// Without state: a reply is judged like any packet. What no entry matches is dropped.
struct NetworkAcl {
    std::string name;
    std::vector<AclEntry> inbound;
    std::vector<AclEntry> outbound;
    Position position;
};

struct PrefixList {
    std::string name;
    std::vector<Prefix> entries;
    Position position;
};

// A peer of a security group's rule that is not a CIDR.
struct GroupPeer {
    NetworkIndex group = 0;
};
struct PrefixListPeer {
    NetworkIndex list = 0;
};

// "Security group rules": allow rules only.
struct SecurityRule {
    TrafficMatch traffic;
    std::variant<Prefix, PrefixListPeer, GroupPeer> peer;  // source if inbound, else destination
    Position position;
};

struct SecurityGroup {
    std::string name;
    NetworkIndex vpc = 0;
    std::vector<SecurityRule> inbound;
    std::vector<SecurityRule> outbound;
    Position position;
};

// Where a route leads. Other: to something this model does not have (an appliance's interface, a
// Gateway Load Balancer's endpoint ...); what takes such a route is uncertain from there on.
struct RouteTarget {
    enum class Kind : std::uint8_t {
        InternetGateway,
        NatGateway,
        Peering,
        TransitGateway,
        PrivateGateway,
        Other,
    };
    Kind kind = Kind::Other;
    NetworkIndex index = 0;  // in the list of that kind
};

// "Route priority". Where destinations are equal, the earlier origin wins.
enum class RouteOrigin : std::uint8_t { Static, PrefixList, Propagated };

struct Route {
    Prefix destination;
    RouteTarget target;
    RouteOrigin origin = RouteOrigin::Static;
    bool blackhole = false;  // its target is gone; it is still chosen, and drops
    Position position;
};

// Beside these routes a table has the local ones: the CIDRs of its VPC.
struct RouteTable {
    std::string name;
    NetworkIndex vpc = 0;
    std::vector<Route> routes;
    Position position;
};

struct Subnet {
    std::string name;
    NetworkIndex vpc = 0;
    std::vector<Prefix> cidrs;  // one of each family at most
    std::string zone;
    NetworkIndex route_table = 0;  // its own, or the VPC's main one
    NetworkIndex acl = 0;          // its own, or the VPC's default one
    Position position;
};

// An address of an interface that the internet gateway translates, one to one.
struct PublicAddress {
    IpAddress inside;
    IpAddress outside;
};

// An elastic network interface: of a worker, a branch of one, or a machine's.
struct Interface {
    std::string name;
    NetworkIndex subnet = 0;
    std::vector<IpAddress> addresses;  // the first of a family is the primary one
    std::vector<PublicAddress> publics;
    std::vector<NetworkIndex> groups;  // security groups; none only for what has none
    bool source_dest_check = true;
    // Of a Network Load Balancer: it hands packets on with the addresses of their clients, and
    // they count as its own where a rule names one of its groups.
    bool balancer = false;
    bool branch = false;  // of one pod, which has groups of its own
    Position position;
};

struct InternetGateway {
    std::string name;
    NetworkIndex vpc = 0;
    Position position;
};

// "NAT gateways". Without a public address it is a private one, which an internet gateway refuses.
struct NatGateway {
    std::string name;
    NetworkIndex subnet = 0;
    IpAddress inside;
    std::optional<IpAddress> outside;
    Position position;
};

struct Peering {
    std::string name;
    NetworkIndex requester = 0;  // VPCs
    NetworkIndex accepter = 0;
    bool same_region = true;  // else rules that name the peer's groups match nothing
    Position position;
};

// Networks on premises behind a virtual private gateway (VPN, Direct Connect).
struct PrivateGateway {
    std::string name;
    NetworkIndex vpc = 0;
    std::vector<Prefix> networks;
    Position position;
};

// "How transit gateways work". An attachment of a VPC has one subnet in each zone it serves; one
// of a network on premises has none.
struct TransitAttachment {
    std::optional<NetworkIndex> vpc;
    std::vector<NetworkIndex> subnets;
    std::vector<Prefix> networks;  // on premises, behind this attachment
    NetworkIndex table = 0;        // TransitGateway::tables: what comes from it is routed by
};
struct TransitRoute {
    Prefix destination;
    std::optional<NetworkIndex> attachment;  // none: a static blackhole
    bool propagated = false;
    Position position;
};
struct TransitGateway {
    std::string name;
    std::vector<TransitAttachment> attachments;
    std::vector<std::vector<TransitRoute>> tables;
    Position position;
};

struct Network {
    std::vector<Vpc> vpcs;
    std::vector<Subnet> subnets;
    std::vector<RouteTable> route_tables;
    std::vector<NetworkAcl> acls;
    std::vector<SecurityGroup> groups;
    std::vector<PrefixList> prefix_lists;
    std::vector<InternetGateway> internet_gateways;
    std::vector<NatGateway> nat_gateways;
    std::vector<Peering> peerings;
    std::vector<PrivateGateway> private_gateways;
    std::vector<TransitGateway> transit_gateways;
    std::vector<Interface> interfaces;
    std::vector<std::string> files;  // what positions' files are called
};

}  // namespace policy
