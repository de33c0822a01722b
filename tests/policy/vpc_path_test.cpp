// SPDX-License-Identifier: MIT
// What a VPC does to a packet, hook by hook: rows of packets, each with the whole way it takes.
//
// Expectations are the rules of the Amazon VPC and EC2 User Guides, as vpc_walk.h names them.
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "policy/vpc/vpc_datapath.h"
#include "tests/support/networks.h"

namespace {

using namespace std::chrono_literals;
using namespace test_support;
using policy::Network;
using policy::NetworkIndex;
using policy::Packet;
using policy::Passage;
using policy::Protocol;
using policy::Time;
using Target = policy::RouteTarget::Kind;

// One network in time.
class Trial {
  public:
    explicit Trial(Network network = two_vpcs())
        : vpcs(std::make_shared<const policy::VpcRules>(std::move(network), causes)) {}

    void replace(Network network) {
        vpcs.replace(std::make_shared<const policy::VpcRules>(std::move(network), causes));
    }

    const Network& network() const { return vpcs.rules().network(); }
    Passage send(NetworkIndex interface, const Packet& packet, Time now = Time(0)) {
        return vpcs.send(interface, packet, now, draw);
    }
    std::string sent(NetworkIndex interface, const Packet& packet, Time now = Time(0)) {
        return story(network(), send(interface, packet, now));
    }
    std::string entered(const Packet& packet, Time now = Time(0)) {
        return story(network(), vpcs.enter(packet, now, draw));
    }
    std::string causes_of(const policy::VpcStep& step) const {
        std::string text;
        for (const policy::Cause& cause : causes.at(step.verdict.causes)) {
            text += (text.empty() ? "" : ", ") + cause.kind + "/" + cause.name + " " + cause.path;
        }
        return text;
    }

    policy::CauseBook causes;
    policy::VpcDatapath vpcs;
    policy::DrawBelow draw = [](std::uint32_t bound) { return 40000U % bound; };
};

Network edited(const std::function<void(Network&)>& edit) {
    Network network = two_vpcs();
    edit(network);
    return network;
}

TEST(VpcPath, AsksNeitherAclNorRouteWithinASubnet) {
    Network closed = edited([](Network& net) {
        net.acls[main_acl] = {"main", {}, {}, {}};
        net.route_tables[private_table].routes.clear();
    });
    EXPECT_EQ(Trial(closed).sent(node_a, tcp("10.42.96.11:4000", "10.42.97.10:80")),
              "sg out node-a, sg in node-a2 -> node-a2");
    EXPECT_EQ(Trial(closed).sent(node_a, tcp("10.42.96.11:4000", "10.42.128.11:80")),
              "sg out node-a, acl out main x SUBNET_ACL_RESTRICTION");
}

TEST(VpcPath, CrossesBothAclsAndTheLocalRouteBetweenSubnets) {
    Trial trial;
    EXPECT_EQ(trial.sent(node_a, tcp("10.42.96.11:4000", "10.42.128.50:3306")),
              "sg out node-a, acl out main, route private VPC_LOCAL_ROUTE, acl in main, sg in db "
              "-> db");
    // The database has no outbound rule; what answers needs none.
    EXPECT_EQ(trial.sent(db, tcp("10.42.128.50:3306", "10.42.96.11:4000", "S.")),
              "sg out db VPC_SG_TRACKED, acl out main, route private VPC_LOCAL_ROUTE, acl in main, "
              "sg in node-a VPC_SG_TRACKED -> node-a");
    EXPECT_EQ(trial.sent(db, tcp("10.42.128.50:9", "10.42.96.11:80")),
              "sg out db x SG_HAS_NO_RULES");
    EXPECT_EQ(trial.sent(node_a, tcp("10.42.96.11:4000", "10.42.128.99:80")),
              "sg out node-a, acl out main, route private VPC_LOCAL_ROUTE, "
              "route main x NO_POSSIBLE_DESTINATION");
}

TEST(VpcPath, NamesTheRuleThatAdmittedAndTheGroupsThatDidNot) {
    Network net = edited([](Network& n) {
        n.interfaces[db].groups = {bastion_group, store_group, db_group};
        n.groups[bastion_group].inbound.clear();
    });
    Trial trial(net);
    const Passage in = trial.send(node_a, tcp("10.42.96.11:4000", "10.42.128.50:3306"));
    EXPECT_EQ(trial.causes_of(in.steps.back()), "SecurityGroup/db inbound[0]");
    // Rules of store and db match the peer but not the port; bastion has no rules.
    const Passage out = trial.send(node_a, tcp("10.42.96.11:4000", "10.42.128.50:3307"));
    EXPECT_EQ(policy::code(out.steps.back().verdict.reason), "ENI_SG_RULES_MISMATCH");
    EXPECT_EQ(trial.causes_of(out.steps.back()),
              "SecurityGroup/store inbound, SecurityGroup/db inbound, "
              "SecurityGroup/bastion inbound");
    const Passage stranger = trial.send(bastion, tcp("10.42.0.10:4000", "10.42.128.50:3306"));
    EXPECT_EQ(trial.causes_of(stranger.steps.back()),
              "SecurityGroup/db inbound, SecurityGroup/store inbound, "
              "SecurityGroup/bastion inbound");
}

// G76, G77 of the datapath's reference.
TEST(VpcPath, AclsHaveNoMemory) {
    Trial trial(edited([](Network& net) {
        net.acls.push_back({"web",
                            {acl_entry(100, true, tcp_port(80), "0.0.0.0/0")},
                            {acl_entry(100, true, tcp_port(80), "0.0.0.0/0")},
                            {}});
        net.subnets[private_b].acl = 2;
    }));
    EXPECT_EQ(trial.sent(node_a, tcp("10.42.96.11:40000", "10.42.128.11:80")),
              "sg out node-a, acl out main, route private VPC_LOCAL_ROUTE, acl in web, "
              "sg in node-b -> node-b");
    const Passage answer = trial.send(node_b, tcp("10.42.128.11:80", "10.42.96.11:40000", "S."));
    EXPECT_EQ(story(trial.network(), answer),
              "sg out node-b VPC_SG_TRACKED, acl out web x SUBNET_ACL_RESTRICTION");
    EXPECT_EQ(trial.causes_of(answer.steps.back()), "NetworkAcl/web outbound");
}

TEST(VpcPath, TheLowestNumberedEntryThatMatchesDecides) {
    const auto verdict = [](std::vector<policy::AclEntry> entries, const Packet& packet) {
        Network net = two_vpcs();
        net.acls[main_acl].inbound = std::move(entries);
        policy::CauseBook causes;
        const policy::AclJudge judge(net, main_acl, causes);
        const policy::Verdict made = judge.judge(policy::Way::In, packet);
        return std::string(policy::text(made.action)) + " " + causes.at(made.causes).front().path;
    };
    const auto web = tcp("10.42.96.11:4000", "10.42.128.11:80");
    const auto deny_host = acl_entry(200, false, {}, "10.42.96.11/32");
    const auto allow_all = acl_entry(100, true, {}, "0.0.0.0/0");
    EXPECT_EQ(verdict({deny_host, allow_all}, web), "allow inbound[1]");
    const auto allow_late = acl_entry(300, true, {}, "0.0.0.0/0");
    EXPECT_EQ(verdict({deny_host, allow_late}, web), "drop inbound[0]");
    EXPECT_EQ(verdict({deny_host, allow_late}, tcp("10.42.96.12:4000", "10.42.128.11:80")),
              "allow inbound[1]");
    EXPECT_EQ(verdict({}, web), "drop inbound");

    const auto ports = acl_entry(100, true, traffic(Protocol::TCP, 80, 90), "0.0.0.0/0");
    EXPECT_EQ(verdict({ports}, tcp("10.0.0.1:80", "10.42.128.11:79")), "drop inbound");
    EXPECT_EQ(verdict({ports}, tcp("10.0.0.1:1", "10.42.128.11:90")), "allow inbound[0]");
    EXPECT_EQ(verdict({ports}, udp("10.0.0.1:1", "10.42.128.11:90")), "drop inbound");
    Packet rest = tcp("10.0.0.1:0", "10.42.128.11:0");
    rest.later_fragment = true;
    EXPECT_EQ(verdict({ports}, rest), "uncertain inbound[0]");
    EXPECT_EQ(verdict({allow_late}, rest), "allow inbound[0]");
}

TEST(VpcPath, IcmpIsMatchedByTypeAndCode) {
    policy::AclEntry unreachable = acl_entry(100, true, {}, "0.0.0.0/0");
    unreachable.traffic.protocol = Protocol::ICMP;
    unreachable.traffic.icmp_type = std::uint8_t{3};
    Network net = two_vpcs();
    net.acls[main_acl].inbound = {unreachable};
    policy::CauseBook causes;
    const auto judged = [&](std::uint8_t type, std::uint8_t code) {
        Packet packet = test_support::packet(Protocol::ICMP, "10.0.0.1", "10.42.128.11");
        packet.icmp_type = type;
        packet.icmp_code = code;
        return policy::AclJudge(net, main_acl, causes).judge(policy::Way::In, packet).action;
    };
    EXPECT_EQ(judged(3, 4), policy::Action::Allow);
    EXPECT_EQ(judged(8, 0), policy::Action::Drop);
    net.acls[main_acl].inbound[0].traffic.icmp_code = std::uint8_t{4};
    EXPECT_EQ(judged(3, 4), policy::Action::Allow);
    EXPECT_EQ(judged(3, 1), policy::Action::Drop);
}

TEST(VpcPath, NatGatewayTranslatesThereAndBack) {
    Trial trial;
    const Passage out = trial.send(node_a, tcp("10.42.96.11:4000", "203.0.113.9:443"));
    EXPECT_EQ(story(trial.network(), out),
              "sg out node-a, acl out main, route private, acl in main, gateway nat, acl out main, "
              "route public, gateway igw -> 203.0.113.9 outside");
    EXPECT_EQ(out.packet.translated.source, address("198.51.100.1"));
    EXPECT_EQ(out.mtu, 1500U);
    const std::string outside = "198.51.100.1:" + std::to_string(out.packet.translated.source_port);

    const Passage back = trial.vpcs.enter(tcp("203.0.113.9:443", outside, "S."), 1s, trial.draw);
    EXPECT_EQ(story(trial.network(), back),
              "gateway igw, acl in main, gateway nat, acl out main, route public VPC_LOCAL_ROUTE, "
              "acl in main, sg in node-a VPC_SG_TRACKED -> node-a");
    EXPECT_EQ(back.packet.translated.destination, address("10.42.96.11"));
    EXPECT_EQ(back.packet.translated.destination_port, 4000);

    EXPECT_EQ(trial.entered(tcp("203.0.113.77:443", outside, "S."), 1s),
              "gateway igw, acl in main, gateway nat x VPC_NAT_NO_CONNECTION");
}

TEST(VpcPath, NatGatewayForgetsAfter350SecondsAndResets) {
    for (const auto& [idle, expected] :
         {std::pair<Time, std::string>{349s, " -> 203.0.113.9 outside"}, {351s, " RST"}}) {
        Trial trial;
        const auto open = trial.send(node_a, tcp("10.42.96.11:4000", "203.0.113.9:443"));
        trial.vpcs.enter(
            tcp("203.0.113.9:443",
                "198.51.100.1:" + std::to_string(open.packet.translated.source_port), "S."),
            0s, trial.draw);
        trial.send(node_a, tcp("10.42.96.11:4000", "203.0.113.9:443", "."));
        const std::string later =
            trial.sent(node_a, tcp("10.42.96.11:4000", "203.0.113.9:443", "."), idle);
        EXPECT_NE(later.find(expected), std::string::npos) << later;
    }
}

TEST(VpcPath, InternetGatewayKnowsWhatIsPrivate) {
    const std::vector<std::pair<const char*, const char*>> rows = {{"9.255.255.255", ""},
                                                                   {"10.0.0.0", "RFC1918"},
                                                                   {"10.255.255.255", "RFC1918"},
                                                                   {"11.0.0.0", ""},
                                                                   {"172.15.255.255", ""},
                                                                   {"172.16.0.0", "RFC1918"},
                                                                   {"172.31.255.255", "RFC1918"},
                                                                   {"172.32.0.0", ""},
                                                                   {"192.167.255.255", ""},
                                                                   {"192.168.0.0", "RFC1918"},
                                                                   {"192.169.0.0", ""},
                                                                   {"100.63.255.255", ""},
                                                                   {"100.64.0.0", "RFC6598"},
                                                                   {"100.127.255.255", "RFC6598"},
                                                                   {"100.128.0.0", ""}};
    for (const auto& [to, range] : rows) {
        const std::string text = Trial().sent(bastion, tcp("10.42.0.10:4000", to));
        EXPECT_EQ(text.find("NOT_IN_") == std::string::npos, *range == '\0') << to << ": " << text;
        EXPECT_NE(text.find(range), std::string::npos) << to << ": " << text;
    }
}

// Without a public address of its own, a route to the internet gateway is of no use.
TEST(VpcPath, InternetGatewayNeedsAPublicAddress) {
    Trial trial(edited([](Network& net) { net.interfaces[node_a].subnet = public_a; }));
    EXPECT_EQ(trial.sent(node_a, tcp("10.42.96.11:4000", "203.0.113.9:443")),
              "sg out node-a, acl out main, route public, "
              "gateway igw x IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS");
    EXPECT_EQ(trial.sent(bastion, tcp("10.42.0.10:4000", "203.0.113.9:443")),
              "sg out bastion, acl out main, route public, gateway igw -> 203.0.113.9 outside");
    EXPECT_EQ(trial.sent(bastion, tcp("10.42.0.10:4000", "192.168.7.7:443")),
              "sg out bastion, acl out main, route public, "
              "gateway igw x IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS");
    EXPECT_EQ(trial.sent(bastion, tcp("10.42.0.10:4000", "100.64.0.1:443")),
              "sg out bastion, acl out main, route public, "
              "gateway igw x IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS");
}

TEST(VpcPath, TheInternetReachesPublicAddressesOnly) {
    Trial trial;
    EXPECT_EQ(trial.entered(tcp("203.0.113.9:4000", "198.51.100.10:22")),
              "gateway igw, acl in main, sg in bastion -> bastion");
    EXPECT_EQ(trial.entered(tcp("203.0.113.9:4000", "198.51.100.10:23")),
              "gateway igw, acl in main, sg in bastion x ENI_SG_RULES_MISMATCH");
    EXPECT_EQ(trial.entered(tcp("203.0.113.9:4000", "10.42.96.11:22")),
              "gateway internet x IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS");
}

// G75: what comes by a public address is nobody's member, though the group's own interface sent it.
TEST(VpcPath, GroupReferencesMeanPrivateAddresses) {
    Trial trial(edited([](Network& net) {
        net.groups[bastion_group].inbound = {rule_of_group(tcp_port(22), nodes)};
    }));
    EXPECT_EQ(trial.sent(node_a, tcp("10.42.96.11:4000", "10.42.0.10:22")),
              "sg out node-a, acl out main, route private VPC_LOCAL_ROUTE, acl in main, "
              "sg in bastion -> bastion");
    EXPECT_EQ(trial.sent(node_a, tcp("10.42.96.11:4000", "198.51.100.10:22")),
              "sg out node-a, acl out main, route private, acl in main, gateway nat, acl out main, "
              "route public, gateway igw, gateway igw, acl in main, "
              "sg in bastion x ENI_SG_RULES_MISMATCH");
}

TEST(VpcPath, PeeringNeedsRoutesOnBothSides) {
    const auto there = tcp("10.42.96.11:4000", "10.60.0.5:5432");
    const auto back = tcp("10.60.0.5:5432", "10.42.96.11:4000", "S.");
    Trial both;
    EXPECT_EQ(both.sent(node_a, there),
              "sg out node-a, acl out main, route private, gateway pcx, acl in data, sg in store "
              "-> store");
    EXPECT_EQ(both.sent(store, back),
              "sg out store VPC_SG_TRACKED, acl out data, route data, gateway pcx, acl in main, "
              "sg in node-a VPC_SG_TRACKED -> node-a");
    // G78
    Trial one(edited([](Network& net) { net.route_tables[data_table].routes.clear(); }));
    EXPECT_EQ(one.sent(node_a, there).substr(0, 12), "sg out node-");
    EXPECT_EQ(one.sent(store, back),
              "sg out store VPC_SG_TRACKED, acl out data, route data x NO_ROUTE_TO_DESTINATION");
    // Between regions a rule cannot name the peer's groups.
    Trial apart(edited([](Network& net) { net.peerings[0].same_region = false; }));
    EXPECT_EQ(apart.sent(node_a, there),
              "sg out node-a, acl out main, route private, gateway pcx, acl in data, "
              "sg in store x ENI_SG_RULES_MISMATCH");
}

// G79: neither to a third VPC nor to the internet through the peer.
TEST(VpcPath, PeeringIsNotTransitive) {
    Trial trial(edited([](Network& net) {
        net.route_tables[data_table].routes.push_back(route("0.0.0.0/0", Target::Peering));
    }));
    EXPECT_EQ(trial.sent(store, tcp("10.60.0.5:4000", "203.0.113.9:443")),
              "sg out store, acl out data, route data, "
              "gateway pcx x PCX_REQUIRES_ADDRESS_IN_VPC_CIDR");
}

TEST(VpcPath, TheLongestPrefixWinsThenTheKindAndABlackholeStays) {
    const auto way = [](std::vector<policy::Route> routes) {
        Trial trial(edited([&](Network& net) {
            net.route_tables[private_table].routes = std::move(routes);
            net.private_gateways = {{"vgw", 0, {cidr("172.16.0.0/12")}, {}}};
        }));
        std::string text = trial.sent(node_a, tcp("10.42.96.11:4000", "172.16.1.1:443"));
        return text.substr(text.find("route private"));
    };
    policy::Route gone = route("172.16.1.0/24", Target::NatGateway);
    gone.blackhole = true;
    policy::Route propagated = route("172.16.0.0/12", Target::PrivateGateway);
    propagated.origin = policy::RouteOrigin::Propagated;
    // G80
    EXPECT_EQ(way({route("0.0.0.0/0", Target::NatGateway), gone}),
              "route private x BAD_STATE_ROUTE");
    EXPECT_EQ(way({route("0.0.0.0/0", Target::NatGateway), propagated}),
              "route private, gateway vgw -> 172.16.1.1 outside");
    EXPECT_EQ(way({propagated, route("172.16.0.0/12", Target::Other)}),
              "route private ? VPC_ROUTE_TARGET_NOT_MODELLED");
    EXPECT_EQ(way({}), "route private x NO_ROUTE_TO_DESTINATION");
}

// A route inside the VPC's own range counts only where it is longer than the local one.
TEST(VpcPath, OnlyAMoreSpecificRouteBeatsTheLocalOne) {
    const auto way = [](const std::string& destination) {
        Trial trial(edited([&](Network& net) {
            net.route_tables[private_table].routes = {route(destination, Target::Other)};
        }));
        return trial.sent(node_a, tcp("10.42.96.11:4000", "10.42.128.11:80"));
    };
    EXPECT_EQ(way("10.42.0.0/16"),
              "sg out node-a, acl out main, route private VPC_LOCAL_ROUTE, acl in main, "
              "sg in node-b -> node-b");
    EXPECT_EQ(way("10.42.128.0/19"),
              "sg out node-a, acl out main, route private ? VPC_ROUTE_TARGET_NOT_MODELLED");
}

// G81, and the ACLs of the attachment's subnets.
TEST(VpcPath, TransitGatewayServesTheZonesItHasSubnetsIn) {
    const auto transit = [](Network& net) {
        net.peerings.clear();
        net.route_tables[private_table].routes = {route("10.60.0.0/16", Target::TransitGateway)};
        net.route_tables[data_table].routes = {route("10.42.0.0/16", Target::TransitGateway)};
        policy::TransitGateway gateway;
        gateway.name = "tgw";
        gateway.attachments = {{NetworkIndex{0}, {public_a}, {}, 0},
                               {NetworkIndex{1}, {data_a}, {}, 0},
                               {std::nullopt, {}, {cidr("192.168.0.0/16")}, 0}};
        gateway.tables = {{{cidr("10.42.0.0/16"), NetworkIndex{0}, true, {}},
                           {cidr("10.60.0.0/16"), NetworkIndex{1}, true, {}},
                           {cidr("10.60.9.0/24"), std::nullopt, false, {}}}};
        net.transit_gateways = {gateway};
        net.groups[store_group].inbound = {rule_from(tcp_port(5432), "10.42.0.0/16")};
    };
    Trial trial(edited(transit));
    EXPECT_EQ(trial.sent(node_a, tcp("10.42.96.11:4000", "10.60.0.5:5432")),
              "sg out node-a, acl out main, route private, acl in main, gateway tgw, sg in store "
              "-> store");
    EXPECT_EQ(trial.sent(store, tcp("10.60.0.5:5432", "10.42.96.11:4000", "S.")),
              "sg out store VPC_SG_TRACKED, acl out data, route data, gateway tgw, acl out main, "
              "route public VPC_LOCAL_ROUTE, acl in main, sg in node-a VPC_SG_TRACKED -> node-a");
    EXPECT_EQ(trial.sent(node_b, tcp("10.42.128.11:4000", "10.60.0.5:5432")),
              "sg out node-b, acl out main, route private, "
              "gateway tgw x TGW_ROUTE_AZ_RESTRICTION");
    EXPECT_EQ(trial.sent(node_a, tcp("10.42.96.11:4000", "10.60.9.5:5432")),
              "sg out node-a, acl out main, route private, acl in main, "
              "gateway tgw x TGW_RTB_BAD_STATE_ROUTE");
    EXPECT_EQ(trial.entered(tcp("192.168.1.1:4000", "10.60.0.5:5432")),
              "gateway tgw, sg in store x ENI_SG_RULES_MISMATCH");

    Trial unrouted(edited([&](Network& net) {
        transit(net);
        net.transit_gateways[0].tables[0].clear();
    }));
    EXPECT_EQ(unrouted.sent(node_a, tcp("10.42.96.11:4000", "10.60.0.5:5432")),
              "sg out node-a, acl out main, route private, acl in main, "
              "gateway tgw x TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT");
    // A rule cannot name a group across a transit gateway (unless it is told to, which is not
    // modelled).
    Trial named(edited([&](Network& net) {
        transit(net);
        net.groups[store_group].inbound = {rule_of_group(tcp_port(5432), nodes)};
    }));
    EXPECT_EQ(named.sent(node_a, tcp("10.42.96.11:4000", "10.60.0.5:5432")),
              "sg out node-a, acl out main, route private, acl in main, gateway tgw, "
              "sg in store x ENI_SG_RULES_MISMATCH");
}

TEST(VpcPath, NetworksOnPremisesComeByTheirGateway) {
    Trial trial(edited([](Network& net) {
        net.private_gateways = {{"vgw", 0, {cidr("192.168.0.0/16")}, {}}};
        net.route_tables[private_table].routes.push_back(
            route("192.168.0.0/16", Target::PrivateGateway));
        net.groups[nodes].inbound.push_back(rule_from(tcp_port(80), "192.168.0.0/16"));
    }));
    EXPECT_EQ(trial.entered(tcp("192.168.1.1:4000", "10.42.96.11:80")),
              "gateway vgw, acl in main, sg in node-a -> node-a");
    EXPECT_EQ(trial.sent(node_a, tcp("10.42.96.11:80", "192.168.1.1:4000", "S.")),
              "sg out node-a VPC_SG_TRACKED, acl out main, route private, gateway vgw "
              "-> 192.168.1.1 outside");
}

// G86
TEST(VpcPath, ProviderServicesAreNotFiltered) {
    Trial trial(edited([](Network& net) {
        net.acls[main_acl] = {"main", {}, {}, {}};
        net.groups[nodes].outbound.clear();
    }));
    for (const char* service : {"10.42.0.2:53", "169.254.169.253:53", "169.254.169.254:80"}) {
        EXPECT_EQ(trial.sent(node_a, udp("10.42.96.11:4000", service)),
                  "route main VPC_PROVIDER_SERVICE -> provider");
    }
    EXPECT_EQ(trial.sent(node_a, udp("10.42.96.11:4000", "10.42.0.3:53")),
              "sg out node-a x SG_HAS_NO_RULES");
}

TEST(VpcPath, AnInterfaceSendsItsOwnAddressesOnly) {
    Trial trial;
    EXPECT_EQ(trial.sent(node_a, tcp("10.42.97.10:4000", "10.42.128.11:80")),
              "eni node-a x ENI_SOURCE_DEST_CHECK_RESTRICTION");
    Trial appliance(edited([](Network& net) {
        net.interfaces[node_a].source_dest_check = false;
        net.groups[nodes].inbound = {rule_from({}, "0.0.0.0/0")};
    }));
    EXPECT_EQ(appliance.sent(node_a, tcp("192.0.2.7:4000", "10.42.97.10:80")),
              "sg out node-a, sg in node-a2 -> node-a2");
}

// User guide for Network Load Balancers, "Client IP preservation", "Security groups": targets see
// the client, yet a rule that names the load balancer's group admits it; answers return to it.
TEST(VpcPath, ALoadBalancerHandsOnWhatItsClientsSent) {
    Network network = edited([](Network& net) {
        net.groups.push_back(group("lb", 0, {rule_from(tcp_port(80), "0.0.0.0/0")},
                                   {rule_from(tcp_port(8080), "0.0.0.0/0")}));
        net.groups[nodes].inbound.push_back(rule_of_group(tcp_port(8080), 4));
        net.interfaces.push_back(interface("lb", public_a, {"10.42.0.20"}, 4));
        net.interfaces.back().publics = {{address("10.42.0.20"), address("198.51.100.20")}};
        net.interfaces.back().balancer = true;
    });
    const auto lb = static_cast<NetworkIndex>(network.interfaces.size() - 1);
    const Packet handed_on = tcp("203.0.113.9:5000", "10.42.96.11:8080");
    const Packet answer = tcp("10.42.96.11:8080", "203.0.113.9:5000", "S.");
    Trial trial(network);
    EXPECT_EQ(trial.sent(lb, handed_on),
              "sg out lb, acl out main, route public VPC_LOCAL_ROUTE, acl in main, sg in node-a "
              "-> node-a");
    EXPECT_EQ(story(trial.network(), trial.vpcs.hand_back(node_a, lb, answer, 0s, trial.draw)),
              "sg out node-a VPC_SG_TRACKED, acl out main, acl in main, sg in lb VPC_SG_TRACKED "
              "-> lb");

    // The same packet from anything else is none of that interface's, nor of its group.
    network.interfaces[lb].balancer = false;
    EXPECT_EQ(Trial(network).sent(lb, handed_on), "eni lb x ENI_SOURCE_DEST_CHECK_RESTRICTION");
    network.interfaces[lb].source_dest_check = false;
    EXPECT_EQ(Trial(network).sent(lb, handed_on),
              "sg out lb, acl out main, route public VPC_LOCAL_ROUTE, acl in main, sg in node-a x "
              "ENI_SG_RULES_MISMATCH");

    // ACLs judge the client's address on both sides of a load balancer.
    network.interfaces[lb].balancer = true;
    network.acls[main_acl].outbound.insert(network.acls[main_acl].outbound.begin(),
                                           acl_entry(50, false, {}, "203.0.113.0/24"));
    Trial closed(network);
    closed.sent(lb, handed_on);
    EXPECT_EQ(story(closed.network(), closed.vpcs.hand_back(node_a, lb, answer, 0s, closed.draw)),
              "sg out node-a VPC_SG_TRACKED, acl out main x SUBNET_ACL_RESTRICTION");
}

TEST(VpcPath, RoutesInACircleEnd) {
    Trial trial(edited([](Network& net) {
        net.route_tables[public_table].routes = {route("0.0.0.0/0", Target::NatGateway)};
    }));
    EXPECT_EQ(trial.send(node_a, tcp("10.42.96.11:4000", "203.0.113.9:443")).action,
              policy::Action::Drop);
}

// A tracked connection outlives its rule, one that need not be tracked is cut with it.
TEST(VpcPath, TrackedConnectionsOutliveTheirRule) {
    const auto packet = tcp("203.0.113.9:4000", "198.51.100.10:22");
    const auto data = tcp("203.0.113.9:4000", "198.51.100.10:22", ".");
    const auto answer = tcp("10.42.0.10:22", "203.0.113.9:4000", "S.");
    for (const bool everyone : {true, false}) {
        Network net = edited([&](Network& n) {
            n.groups[bastion_group].inbound = {
                rule_from(tcp_port(22), everyone ? "0.0.0.0/0" : "203.0.113.0/24")};
        });
        Trial trial(net);
        ASSERT_EQ(trial.entered(packet), "gateway igw, acl in main, sg in bastion -> bastion");
        ASSERT_EQ(trial.sent(bastion, answer).substr(0, 14), "sg out bastion");
        trial.entered(data);
        net.groups[bastion_group].inbound.clear();
        trial.replace(net);
        EXPECT_EQ(trial.entered(data),
                  everyone ? "gateway igw, acl in main, sg in bastion x SG_HAS_NO_RULES"
                           : "gateway igw, acl in main, sg in bastion VPC_SG_TRACKED -> bastion");
        // A network ACL cuts either kind at once.
        net.acls[main_acl].inbound.clear();
        trial.replace(net);
        EXPECT_EQ(trial.entered(data), "gateway igw, acl in main x SUBNET_ACL_RESTRICTION");
    }
}

TEST(VpcPath, UdpIsRemembered30SecondsAndAStream180) {
    const auto ask = udp("10.42.96.11:4000", "10.42.128.50:3306");
    const auto reply = udp("10.42.128.50:3306", "10.42.96.11:4000");
    const auto network = edited([](Network& net) {
        net.groups[db_group].inbound = {rule_of_group(traffic(Protocol::UDP, 3306, 3306), nodes)};
    });
    const auto answered = [&](bool stream, Time idle) {
        Trial trial(network);
        trial.send(node_a, ask);
        Time last{0};
        if (stream) {
            for (const Time at : {Time(1s), Time(3s), Time(5s)}) {
                trial.send(db, reply, at);
                trial.send(node_a, ask, at);
                last = at;
            }
        }
        return trial.send(db, reply, last + idle).action == policy::Action::Allow;
    };
    EXPECT_TRUE(answered(false, 29s));
    EXPECT_FALSE(answered(false, 31s));
    EXPECT_TRUE(answered(true, 179s));
    EXPECT_FALSE(answered(true, 181s));
}

TEST(SecurityGate, DropsWhatItMayNotRemember) {
    const Network net = two_vpcs();
    policy::CauseBook causes;
    const policy::SecurityGroups groups(net, causes);
    policy::SecurityGate gate(db);
    policy::TrackingAllowance allowance{2, 0};
    const auto judged = [&](const Packet& packet, Time now) {
        const auto verdict = gate.judge(groups, packet, policy::Way::In, {}, &allowance, now);
        return std::string(policy::code(verdict.reason));
    };
    EXPECT_EQ(judged(tcp("10.42.96.11:1", "10.42.128.50:3306"), 0s), "VPC_SG_RULE_MATCH");
    EXPECT_EQ(judged(tcp("10.42.96.11:2", "10.42.128.50:3306"), 0s), "VPC_SG_RULE_MATCH");
    EXPECT_EQ(judged(tcp("10.42.96.11:3", "10.42.128.50:3306"), 0s), "VPC_SG_TRACKING_ALLOWANCE");
    EXPECT_EQ(judged(tcp("10.42.96.11:2", "10.42.128.50:3306"), 1s), "VPC_SG_TRACKED");
    EXPECT_EQ(allowance.tracked, 2U);
}

}  // namespace
