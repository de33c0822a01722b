// SPDX-License-Identifier: MIT
// The network section: what it says, what a VPC has beside it, and what is wrong with it.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/scenario/network/traffic_text.h"
#include "sim/scenario/timeline.h"
#include "tests/scenario/marked.h"
#include "tests/scenario/reading.h"

namespace scenario {
namespace {

using policy::Network;
using policy::NetworkIndex;
using policy::RouteTarget;
using Row = MarkedRow;
const auto name_of = [](const auto& row) { return row.param.name; };

const std::string head = "apiVersion: vethlab/v1\nkind: Scenario\n";

Scenario read_good(const std::string& text) {
    auto read = read_scenario("s.yaml", MemoryFiles({{"s.yaml", head + text}}));
    EXPECT_EQ(lines(read.diagnostics), "");
    return read.scenario ? std::move(*read.scenario) : Scenario();
}

template <class Things>
std::vector<std::string> names_of(const Things& things) {
    std::vector<std::string> names;
    for (const auto& thing : things) names.push_back(thing.name);
    return names;
}
using Names = std::vector<std::string>;

// ---- Traffic --------------------------------------------------------------------------------

TEST(Traffic, IsWrittenInFewWords) {
    const auto match = parse_traffic("UDP/1024-65535");
    ASSERT_TRUE(match);
    EXPECT_EQ(match->protocol, policy::Protocol::UDP);
    EXPECT_EQ(match->first_port, 1024);
    EXPECT_EQ(match->last_port, 65535);
    EXPECT_FALSE(parse_traffic("all")->protocol);
    EXPECT_EQ(parse_traffic("TCP/443")->last_port, 443);
    EXPECT_EQ(parse_traffic("ICMP/3/4")->icmp_code, 4);
    EXPECT_FALSE(parse_traffic("ICMP/3")->icmp_code);
    EXPECT_EQ(parse_traffic("50")->protocol, static_cast<policy::Protocol>(50));
    for (const char* bad : {"", "tcp", "TCP/", "TCP/1-", "TCP/9-8", "TCP/65536", "TCP/-1",
                            "ICMP/256", "ICMP/3/", "256", "TCP/1-2-3", "any"}) {
        EXPECT_FALSE(parse_traffic(bad)) << bad;
    }
}

// ---- What is not said -----------------------------------------------------------------------

TEST(NetworkPlan, AVpcOfWhichNothingIsSaidHasTheUsual) {
    const Scenario scenario = read_good("network: {hosts: [{name: office, ip: 192.168.1.1}]}\n");
    const Network& net = scenario.network;
    EXPECT_EQ(names_of(net.internet_gateways), Names({"internet-gateway"}));
    ASSERT_EQ(net.nat_gateways.size(), 1U);
    EXPECT_EQ(net.subnets[net.nat_gateways[0].subnet].name, "public-a");
    EXPECT_TRUE(
        net.subnets[net.nat_gateways[0].subnet].cidrs[0].contains(net.nat_gateways[0].inside));
    for (const policy::Subnet& subnet : net.subnets) {
        const policy::RouteTable& table = net.route_tables[subnet.route_table];
        const bool is_public = subnet.name.rfind("public", 0) == 0;
        EXPECT_EQ(table.routes[0].target.kind,
                  is_public ? RouteTarget::Kind::InternetGateway : RouteTarget::Kind::NatGateway);
        EXPECT_EQ(table.routes[1].destination.text(), "192.168.1.1/32");
        EXPECT_EQ(table.routes[1].origin, policy::RouteOrigin::Propagated);
        EXPECT_TRUE(net.acls[subnet.acl].inbound[0].allow);
    }
    EXPECT_EQ(names_of(net.groups), Names({"open", "load-balancers"}));
    ASSERT_EQ(net.interfaces.size(), 3U);  // the nodes'
    EXPECT_EQ(net.interfaces[0].groups, std::vector<NetworkIndex>({0}));
}

TEST(NetworkPlan, AVpcWithoutAPublicSubnetHasNoWayOut) {
    const Scenario scenario = read_good(
        "network: {vpcs: [{name: v, cidr: 10.0.0.0/16, subnets: [{name: a, cidr: "
        "10.0.0.0/20}]}]}\n");
    EXPECT_TRUE(scenario.network.internet_gateways.empty());
    EXPECT_TRUE(scenario.network.nat_gateways.empty());
    EXPECT_TRUE(
        scenario.network.route_tables[scenario.network.subnets[0].route_table].routes.empty());
}

TEST(NetworkPlan, GatewaysThatAreRefusedAreNotThere) {
    const std::string subnets =
        "    subnets: [{name: a, cidr: 10.0.0.0/20, public: true}, {name: b, cidr: "
        "10.0.16.0/20}]\n";
    const std::string vpc = "network:\n  vpcs:\n  - name: v\n    cidr: 10.0.0.0/16\n" + subnets;
    EXPECT_EQ(read_good(vpc).network.nat_gateways.size(), 1U);
    EXPECT_EQ(read_good(vpc + "    natGateways: []\n").network.nat_gateways.size(), 0U);
    EXPECT_EQ(read_good(vpc + "    internetGateway: false\n").network.internet_gateways.size(), 0U);
}

// ---- What is said ---------------------------------------------------------------------------

const std::string written = R"(network:
  vpcs:
  - name: main
    cidr: 10.42.0.0/16
    subnets:
    - {name: public-a, cidr: 10.42.0.0/20, public: true}
    - {name: inner, cidr: 10.42.96.0/20, networkAcl: strict}
    - {name: other, cidr: 10.42.112.0/20, routeTable: closed}
    natGateways: [{name: nat-a, subnet: public-a}, {name: within, subnet: inner, private: true}]
    vpn: {networks: [192.168.0.0/16]}
    routeTables:
    - name: by-nat
      main: true
      routes:
      - {to: 0.0.0.0/0, via: nat/nat-a}
      - {to: list/offices, via: vpn}
      - {to: 10.60.0.0/16, via: peering/pcx}
      - {to: 10.70.0.0/16, via: transit/hub}
      - {to: 10.80.0.0/16, via: blackhole}
    - {name: closed}
    networkAcls:
    - name: strict
      inbound: [{number: 200, deny: all, from: 0.0.0.0/0}, {number: 100, allow: TCP/80, from: 10.42.0.0/16}]
      outbound: [{number: 1, allow: all, to: 0.0.0.0/0}]
    securityGroups:
    - {name: nodes, inbound: [{allow: [TCP/80, UDP/53], from: [group/nodes, list/offices]}], outbound: []}
    - {name: db, inbound: [{allow: TCP/3306, from: group/nodes}]}
  - {name: data, cidr: 10.60.0.0/16, subnets: [{name: d, cidr: 10.60.0.0/20}]}
  prefixLists: [{name: offices, entries: [192.168.1.0/24, 192.168.2.0/24]}]
  peerings: [{name: pcx, between: [main, data], sameRegion: false}]
  transitGateways:
  - {name: hub, attachments: [{vpc: main, subnets: [inner]}, {name: dc, networks: [10.70.0.0/16]}]}
  hosts:
  - {name: db, ip: 10.42.96.9, securityGroups: [db, nodes], publicIp: 198.51.100.9}
  - {name: router, ip: 10.42.96.10, sourceDestCheck: false}
cluster: {nodes: [{name: w, subnet: inner, securityGroups: nodes}]}
)";

TEST(NetworkReader, ReadsWhatAVpcHas) {
    const Scenario scenario = read_good(written);
    const Network& net = scenario.network;
    const policy::RouteTable& table = net.route_tables[0];
    EXPECT_EQ(net.subnets[0].route_table, 0U) << "the main one, public or not";
    EXPECT_EQ(net.route_tables[net.subnets[2].route_table].name, "closed");
    EXPECT_EQ(net.acls[net.subnets[1].acl].name, "strict");
    EXPECT_EQ(net.acls[net.subnets[0].acl].name, "default");
    ASSERT_EQ(table.routes.size(), 7U) << "with the list's two, and one that the VPN propagates";
    EXPECT_EQ(table.routes[1].origin, policy::RouteOrigin::PrefixList);
    EXPECT_EQ(table.routes[1].target.kind, RouteTarget::Kind::PrivateGateway);
    EXPECT_EQ(table.routes[3].target.kind, RouteTarget::Kind::Peering);
    EXPECT_EQ(table.routes[4].target.kind, RouteTarget::Kind::TransitGateway);
    EXPECT_TRUE(table.routes[5].blackhole);
    EXPECT_EQ(table.routes[5].position.line, 21U);
    EXPECT_EQ(table.routes[6].origin, policy::RouteOrigin::Propagated);

    EXPECT_TRUE(net.nat_gateways[0].outside);
    EXPECT_FALSE(net.nat_gateways[1].outside);
    EXPECT_FALSE(net.peerings[0].same_region);
    ASSERT_EQ(net.transit_gateways[0].tables.size(), 1U);
    EXPECT_EQ(net.transit_gateways[0].tables[0].size(), 2U) << "each attachment's, propagated";

    ASSERT_EQ(net.groups[0].name, "nodes");
    EXPECT_EQ(net.groups[0].inbound.size(), 4U) << "each traffic with each peer";
    EXPECT_TRUE(net.groups[0].outbound.empty());
    EXPECT_EQ(net.groups[1].outbound.size(), 1U) << "AWS lets a new group send everything";

    ASSERT_EQ(names_of(net.interfaces), Names({"w", "db", "router"}));
    EXPECT_EQ(net.interfaces[0].groups, std::vector<NetworkIndex>({0}));
    EXPECT_EQ(net.interfaces[1].groups, std::vector<NetworkIndex>({1, 0}));
    EXPECT_EQ(net.interfaces[1].publics.at(0).outside.text(), "198.51.100.9");
    EXPECT_FALSE(net.interfaces[2].source_dest_check);
}

// ---- Security groups for Pods ---------------------------------------------------------------

const std::string groups_head =
    head +
    "network:\n  vpcs:\n  - name: v\n    cidr: 10.0.0.0/16\n    subnets: [{name: a, cidr: "
    "10.0.0.0/20}]\n    securityGroups: [{name: g}, {name: h}]\n";

std::string pods(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += "---\napiVersion: v1\nkind: Pod\nmetadata: {namespace: s, name: p" +
                std::to_string(i) +
                ", labels: {app: x}}\nspec: {serviceAccountName: sa, containers: []}\n";
    }
    return text;
}
std::string group_policy(const std::string& name, const std::string& spec) {
    return "---\napiVersion: vpcresources.k8s.aws/v1beta1\nkind: SecurityGroupPolicy\nmetadata: "
           "{namespace: s, name: " +
           name + "}\nspec: {" + spec + "}\n";
}
const std::string of_x = "podSelector: {matchLabels: {app: x}}, securityGroups: {groupIds: [g]}";

ReadResult read_groups_of(const std::string& cluster, const std::string& manifest) {
    const std::string text = groups_head + "cluster: {" + cluster + ", manifests: [m.yaml]}\n";
    return read_scenario("s.yaml", MemoryFiles({{"s.yaml", text}, {"m.yaml", manifest}}));
}

// EKS User Guide, "Assign security groups to individual Pods"; the resource controller's webhook.
TEST(PodGroups, AreThoseOfEveryPolicyThatSelectsThePod) {
    const std::string account =
        "---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {namespace: s, name: sa, labels: {a: "
        "b}}\n";
    const struct {
        const char* name;
        std::string policies;
        std::vector<NetworkIndex> groups;
    } rows[] = {
        {"none", "", {}},
        {"by its labels", group_policy("p", of_x), {0}},
        {"of two, joined",
         group_policy("p", of_x) +
             group_policy("q", "podSelector: {}, securityGroups: {groupIds: [h, g]}"),
         {0, 1}},
        {"by its account's labels",
         account +
             group_policy(
                 "p",
                 "serviceAccountSelector: {matchLabels: {a: b}}, securityGroups: {groupIds: [h]}"),
         {1}},
        {"not by its account's name",
         account + group_policy("p",
                                "serviceAccountSelector: {matchLabels: {name: sa}}, "
                                "securityGroups: {groupIds: [h]}"),
         {}},
        {"both selectors have to",
         account + group_policy("p",
                                "podSelector: {matchLabels: {app: other}}, serviceAccountSelector: "
                                "{matchLabels: {a: b}}, securityGroups: {groupIds: [h]}"),
         {}},
    };
    for (const auto& row : rows) {
        const ReadResult read =
            read_groups_of("nodes: [{name: w, subnet: a}]", pods(1) + row.policies);
        ASSERT_TRUE(read.scenario) << row.name << lines(read.diagnostics);
        EXPECT_EQ(read.scenario->pod_groups.at(0), row.groups) << row.name;
        const Network& net = read.scenario->network;
        ASSERT_EQ(net.interfaces.size(), row.groups.empty() ? 1U : 2U) << row.name;
        EXPECT_EQ(net.interfaces.back().addresses.size(), row.groups.empty() ? 2U : 1U) << row.name;
    }
}

TEST(PodGroups, AreOnNodesThatHaveBranchInterfacesForThem) {
    const auto says = [](const std::string& type, int count) {
        return lines(read_groups_of("nodes: [{name: w, subnet: a, instanceType: " + type + "}]",
                                    pods(count) + group_policy("p", of_x))
                         .diagnostics);
    };
    EXPECT_EQ(says("m5.large", 9), "");
    EXPECT_NE(says("m5.large", 10)
                  .find("pod \"s/p9\" would stay Pending: node \"w\" has 9 branch "
                        "interfaces"),
              std::string::npos);
    EXPECT_NE(says("t3.large", 1).find("node \"w\" has 0 branch interfaces"), std::string::npos);
    EXPECT_NE(says("x9.huge", 1).find("how many branch interfaces a x9.huge has is not known"),
              std::string::npos);
}

// ---- Custom networking ----------------------------------------------------------------------

const std::string two_zones =
    head +
    "network:\n  vpcs:\n  - name: main\n    cidrs: [10.0.0.0/16, 100.64.0.0/16]\n"
    "    subnets:\n"
    "    - {name: a, cidr: 10.0.0.0/24, zone: za}\n    - {name: b, cidr: 10.0.1.0/24, zone: zb}\n"
    "    - {name: pods-a, cidr: 100.64.0.0/24, zone: za}\n"
    "    - {name: pods-b, cidr: 100.64.1.0/24, zone: zb}\n"
    "    securityGroups: [{name: g}, {name: h}]\n";

std::string eni_config(const std::string& name, const std::string& spec) {
    return "---\napiVersion: crd.k8s.amazonaws.com/v1alpha1\nkind: ENIConfig\nmetadata: {name: " +
           name + "}\nspec: {" + spec + "}\n";
}

ReadResult read_custom(const std::string& cni, const std::string& manifest) {
    const std::string text = two_zones +
                             "cluster:\n  nodes: [{name: w, subnet: a, securityGroups: g}]\n"
                             "  manifests: [m.yaml]\n  cni: {" +
                             cni + "}\n";
    return read_scenario("s.yaml", MemoryFiles({{"s.yaml", text}, {"m.yaml", manifest}}));
}

const std::string by_zone = "customNetworking: true, eniConfigLabel: topology.kubernetes.io/zone";
const std::string three_pods =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: new}\n"
    "---\napiVersion: v1\nkind: Pod\nmetadata: {name: old}\nstatus: {podIP: 10.0.0.77}\n"
    "---\napiVersion: v1\nkind: Pod\nmetadata: {name: host}\nspec: {hostNetwork: true}\n";

// EKS User Guide, "Deploy Pods in alternate subnets with custom networking".
TEST(CustomNetworking, PodsStandOnAnInterfaceOfTheirOwnSubnet) {
    const auto read =
        read_custom(by_zone, three_pods + eni_config("za", "subnet: pods-a, securityGroups: [h]"));
    ASSERT_TRUE(read.scenario) << lines(read.diagnostics);
    const Scenario& made = *read.scenario;
    EXPECT_EQ(made.world.pods[0].addresses[0].text(), "100.64.0.4");
    EXPECT_EQ(made.world.pods[1].addresses[0].text(), "10.0.0.77") << "it had one before";
    EXPECT_EQ(made.world.pods[2].addresses[0].text(), "10.0.0.4") << "its node's";
    ASSERT_EQ(made.network.interfaces.size(), 2U);
    const policy::Interface& node = made.network.interfaces[0];
    const policy::Interface& shared = made.network.interfaces[1];
    EXPECT_EQ(node.addresses.size(), 2U);
    EXPECT_EQ(made.network.groups[node.groups.at(0)].name, "g");
    EXPECT_EQ(shared.name, "w-pods");
    EXPECT_EQ(made.network.subnets[shared.subnet].name, "pods-a");
    EXPECT_EQ(made.network.groups[shared.groups.at(0)].name, "h");
    EXPECT_FALSE(shared.branch);
}

TEST(CustomNetworking, WithoutGroupsPodsHaveTheirNodes) {
    const auto read =
        read_custom("customNetworking: true", three_pods + eni_config("default", "subnet: pods-a"));
    ASSERT_TRUE(read.scenario) << lines(read.diagnostics);
    const Network& net = read.scenario->network;
    EXPECT_EQ(net.groups[net.interfaces[1].groups.at(0)].name, "g");
}

// A SecurityGroupPolicy's groups win; its pods' branches stand in the ENIConfig's subnet.
TEST(CustomNetworking, APodWithGroupsOfItsOwnIsInTheSameSubnet) {
    const auto read = read_custom(
        by_zone,
        "apiVersion: v1\nkind: Pod\nmetadata: {namespace: s, name: p, labels: {app: x}}\n" +
            group_policy("p", of_x) + eni_config("za", "subnet: pods-a, securityGroups: [h]"));
    ASSERT_TRUE(read.scenario) << lines(read.diagnostics);
    const policy::Interface& own = read.scenario->network.interfaces.back();
    EXPECT_TRUE(own.branch);
    EXPECT_EQ(read.scenario->network.subnets[own.subnet].name, "pods-a");
    EXPECT_EQ(read.scenario->network.groups[own.groups.at(0)].name, "g");
}

TEST(CustomNetworking, FaultsAreReported) {
    const struct {
        const char* name;
        std::string cni;
        std::string manifest;
        const char* said;
    } rows[] = {
        {"no ENIConfig", by_zone, "",
         "the pods of node \"w\" get no addresses: there is no ENIConfig \"za\" (its name is that "
         "of the node's label topology.kubernetes.io/zone)"},
        {"one of a near name", by_zone, eni_config("zaa", "subnet: pods-a"),
         "there is no ENIConfig \"za\" (did you mean \"zaa\"?)"},
        {"no such subnet", by_zone, eni_config("za", "subnet: pods-c"),
         "m.yaml:5:16+6: unknown subnet \"pods-c\" (did you mean"},
        {"a subnet elsewhere", by_zone, eni_config("za", "subnet: pods-b"),
         "m.yaml:5:16+6: subnet \"pods-b\" of ENIConfig \"za\" is in zone zb, and node \"w\" in "
         "zone za (an instance's interfaces are all in its zone and VPC)"},
        {"no such group", by_zone, eni_config("za", "subnet: pods-a, securityGroups: [hh]"),
         "unknown security group \"hh\""},
        {"no subnet", by_zone, eni_config("za", "securityGroups: [h]"), "missing key \"subnet\""},
        {"six groups", by_zone,
         eni_config("za", "subnet: pods-a, securityGroups: [a, b, c, d, e, f]"),
         "spec.securityGroups: at most five"},
        {"a key that it has not", by_zone, eni_config("za", "subnet: pods-a, subnets: [b]"),
         "unknown key \"subnets\""},
        {"not asked for", "externalSnat: true", eni_config("za", "subnet: pods-a"),
         "warning: ENIConfig has no effect here (cluster.cni.customNetworking: true has the VPC "
         "CNI "
         "use it)"},
    };
    for (const auto& row : rows) {
        const std::string manifest = row.manifest.empty() ? three_pods : row.manifest;
        const std::string said = lines(read_custom(row.cni, manifest).diagnostics);
        EXPECT_NE(said.find(row.said), std::string::npos) << row.name << "\n" << said;
    }
}

TEST(PodGroups, FaultsAreReported) {
    const struct {
        std::string spec;
        const char* message;
    } rows[] = {
        {"podSelector: {}, securityGroups: {groupIds: [z]}", "unknown security group \"z\""},
        {"podSelector: {}, securityGroups: {groupIds: []}", "groupIds: one to five are required"},
        {"podSelector: {}", "missing key \"securityGroups\""},
        {"securityGroups: {groupIds: [g]}", "podSelector or serviceAccountSelector is required"},
        {"podSelektor: {}, securityGroups: {groupIds: [g]}", "unknown key \"podSelektor\""},
    };
    for (const auto& row : rows) {
        const std::string found = lines(
            read_groups_of("nodes: [{name: w, subnet: a}]", pods(1) + group_policy("p", row.spec))
                .diagnostics);
        EXPECT_NE(found.find(row.message), std::string::npos) << row.spec << "\n" << found;
    }
}

TEST(Cni, HasItsSettings) {
    const ReadResult read = read_groups_of(
        "cni: {externalSnat: true, excludeSnatCidrs: [10.9.0.0/16], randomizeSnat: none, "
        "podSecurityGroupEnforcingMode: strict}",
        pods(1));
    ASSERT_TRUE(read.scenario) << lines(read.diagnostics);
    const Cni& cni = read.scenario->cni;
    EXPECT_TRUE(cni.external_snat && cni.strict_pod_groups && !cni.random_snat_ports);
    ASSERT_EQ(cni.exclude_snat.size(), 1U);
    const std::string wrong =
        lines(read_groups_of("cni: {podSecurityGroupEnforcingMode: strikt}", pods(1)).diagnostics);
    EXPECT_NE(wrong.find("unknown value \"strikt\" of podSecurityGroupEnforcingMode (one of "
                         "standard, strict)"),
              std::string::npos)
        << wrong;
}

// ---- Changes --------------------------------------------------------------------------------

TEST(NetworkChange, ReplacesWhatItSays) {
    const Scenario scenario = read_good(written + R"(timeline:
- {at: 1s, network: {securityGroups: [{name: nodes, inbound: []}]}}
- {at: 2s, network: {networkAcls: [{name: main/strict, outbound: []}], routeTables: [{name: by-nat, routes: [{to: 0.0.0.0/0, via: vpn}]}]}}
)");
    ASSERT_EQ(scenario.timeline.size(), 2U);
    EXPECT_EQ(scenario.timeline[0].text, "change security group nodes");
    EXPECT_EQ(scenario.timeline[1].text, "change network ACL main/strict, route table by-nat");
    Network net = scenario.network;
    advance(net, scenario.timeline, std::chrono::seconds(1));
    EXPECT_TRUE(net.groups[0].inbound.empty());
    EXPECT_EQ(net.groups[1].inbound.size(), 1U) << "another's";
    EXPECT_EQ(net.route_tables[0].routes.size(), 7U) << "not yet";
    advance(net, scenario.timeline, std::chrono::seconds(2));
    EXPECT_EQ(net.acls[0].inbound.size(), 2U) << "what is not said stays";
    EXPECT_TRUE(net.acls[0].outbound.empty());
    ASSERT_EQ(net.route_tables[0].routes.size(), 2U);
    EXPECT_EQ(net.route_tables[0].routes[0].target.kind, RouteTarget::Kind::PrivateGateway);
    EXPECT_EQ(net.route_tables[0].routes[1].origin, policy::RouteOrigin::Propagated);
}

// ---- What is wrong --------------------------------------------------------------------------

class NetworkFaults : public testing::TestWithParam<Row> {};

TEST_P(NetworkFaults, AreReportedWhereTheyStand) {
    std::string text = head + "network:\n" + GetParam().text;
    const std::vector<std::string> places = take_marks(text);
    std::string expected;
    ASSERT_EQ(places.size(), GetParam().messages.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        expected += "s" + places[i].substr(1) + ": " + GetParam().messages[i] + "\n";
    }
    std::string found;
    for (const Diagnostic& d :
         read_scenario("s.yaml", MemoryFiles({{"s.yaml", text}})).diagnostics) {
        const bool warning = d.severity == Diagnostic::Severity::Warning;
        found += d.file + ":" + std::to_string(d.line) + ":" + std::to_string(d.column) + ": " +
                 (warning ? "warning: " : "") + d.message +
                 (d.help.empty() ? "" : " (" + d.help + ")") + "\n";
    }
    EXPECT_EQ(found, expected) << text;
}

std::string vpc(const std::string& more) {
    return "  vpcs:\n  - name: v\n    cidr: 10.0.0.0/16\n    subnets: [{name: a, cidr: "
           "10.0.0.0/20, public: "
           "true}]\n" +
           more;
}
std::string entries(const std::string& inbound) {
    return vpc("    networkAcls: [{name: x, inbound: [" + inbound + "]}]\n");
}
std::string group_rules(const std::string& inbound) {
    return vpc("    securityGroups: [{name: web, inbound: [" + inbound + "]}]\n");
}
std::string routes(const std::string& list) {
    return vpc("    routeTables: [{name: t, routes: [" + list + "]}]\n");
}
std::string many_entries() {
    std::string all;
    for (int i = 1; i <= 21; ++i) {
        all += "{number: " + std::to_string(i) + ", allow: TCP, from: 10.0.0.0/8}, ";
    }
    return vpc("    networkAcls: [{name: x, ^inbound: [" + all + "]}]\n");
}

INSTANTIATE_TEST_SUITE_P(
    All, NetworkFaults,
    testing::Values(
        Row{"traffic",
            entries("{number: 1, allow: ^TPC/80, from: 10.0.0.0/8}"),
            {"\"TPC/80\" is no traffic (write it like all, TCP, TCP/443, UDP/1024-65535, ICMP or "
             "ICMP/8 (its type))"}},
        Row{"number_twice",
            entries("{number: 1, allow: TCP, from: 10.0.0.0/8}, {^number: 1, deny: UDP, from: "
                    "10.0.0.0/8}"),
            {"number 1 is given twice (it is first given in line 8)"}},
        Row{"allow_and_deny",
            entries("^{number: 1, allow: TCP, deny: UDP, from: 10.0.0.0/8}"),
            {"an entry allows or denies: one of the two ({number: 100, allow: TCP/443, from: "
             "0.0.0.0/0})"}},
        Row{"two_kinds",
            entries("^{number: 1, allow: [TCP, UDP], from: 10.0.0.0/8}"),
            {"an entry speaks of one kind of traffic (write one for each, with numbers of their "
             "own)"}},
        Row{"quota_of_entries",
            many_entries(),
            {"warning: network ACL \"x\" inbound has 21; AWS allows 20 unless the quota is "
             "raised"}},
        Row{"unknown_group",
            group_rules("{allow: all, from: ^group/wep}"),
            {"unknown security group \"wep\" (did you mean \"web\"?)"}},
        Row{"no_peer",
            group_rules("{allow: all, from: ^10.0.0.0}"),
            {"\"10.0.0.0\" is no peer (write a CIDR, group/NAME or list/NAME)"}},
        Row{"group_twice",
            vpc("    securityGroups: [{name: g}, {name: ^g}]\n"),
            {"security group \"v/g\" is defined twice (it is first defined at s.yaml:8:29)"}},
        Row{"default_route_twice",
            routes("{to: 0.0.0.0/0, via: internet}, {to: ^0.0.0.0/0, via: blackhole}"),
            {"route table \"t\" has a route to 0.0.0.0/0 already (it is first given in line 8)"}},
        Row{"unknown_target",
            routes("{to: 0.0.0.0/0, via: ^igw}"),
            {"\"igw\" is nothing that a route leads to (a route leads via internet, nat/NAME, "
             "peering/NAME, transit/NAME, vpn, blackhole or unknown)"}},
        Row{"no_vpn", routes("{to: 0.0.0.0/0, via: ^vpn}"), {"VPC \"v\" has no VPN gateway"}},
        Row{"unknown_nat", routes("{to: 0.0.0.0/0, via: ^nat/b}"), {"unknown NAT gateway \"b\""}},
        Row{"two_main_tables",
            vpc("    routeTables: [{name: t, main: true}, {name: u, ^main: true}]\n"),
            {"VPC \"v\" has one with `main: true` already"}},
        Row{"unknown_table",
            "  vpcs:\n  - {name: v, cidr: 10.0.0.0/16, subnets: [{name: a, cidr: "
            "10.0.0.0/20, routeTable: ^t}]}\n",
            {"unknown route table \"t\""}},
        Row{"unknown_acl",
            "  vpcs:\n  - {name: v, cidr: 10.0.0.0/16, subnets: [{name: a, cidr: "
            "10.0.0.0/20, networkAcl: ^t}]}\n",
            {"unknown network ACL \"t\""}},
        Row{"nat_subnet",
            vpc("    natGateways: [{name: x, subnet: ^b}]\n"),
            {"unknown subnet \"b\""}},
        Row{"peering_with_itself",
            vpc("  peerings: [{name: p, ^between: [v, v]}]\n"),
            {"a peering is between two VPCs (write it like between: [main, data])"}},
        Row{"attachment",
            vpc("  transitGateways: [{name: t, attachments: [^{name: x}]}]\n"),
            {"an attachment is of a VPC or of networks: one of the two"}},
        Row{"on_premises_in_a_subnet",
            vpc("  hosts: [{name: h, ip: ^10.0.0.9, onPremises: true}]\n"),
            {"10.0.0.9 lies in a VPC's subnet: the host cannot be on premises"}},
        Row{"group_of_a_host_outside",
            vpc("  hosts: [{name: h, ip: 203.0.113.9, securityGroups: ^open}]\n"),
            {"host \"h\" is in no VPC: it has no interface there"}},
        Row{"change_of_nothing",
            vpc("\ntimeline: [{at: 1s, network: ^{}}]\n"),
            {"nothing of the network is changed (name securityGroups, networkAcls or "
             "routeTables)"}},
        Row{"change_of_an_unknown_group",
            vpc("\ntimeline: [{at: 1s, network: {securityGroups: [{name: ^g}]}}]\n"),
            {"unknown security group \"g\""}},
        Row{"public_address",
            vpc("  hosts: [{name: h, ip: 10.0.0.9, publicIp: ^maybe}]\n"),
            {"publicIp is true, false or an IPv4 address"}}),
    name_of);

}  // namespace
}  // namespace scenario
