// SPDX-License-Identifier: MIT
// network.import: answers of `aws ec2 describe-*`, as the EC2 API Reference has them.
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "tests/scenario/reading.h"

namespace scenario {
namespace {

using Names = std::vector<std::string>;
using Texts = std::map<std::string, std::string>;

const std::string head = "apiVersion: vethlab/v1\nkind: Scenario\n";

ReadResult import(Texts files, const std::string& network = "import: [d/*.json]") {
    files.emplace("s.yaml", head + "network: {" + network + "}\n");
    return read_scenario("s.yaml", MemoryFiles(std::move(files)));
}

Scenario good(Texts files, const std::string& network = "import: [d/*.json]") {
    auto result = import(std::move(files), network);
    EXPECT_EQ(lines(result.diagnostics), "");
    return result.scenario ? std::move(*result.scenario) : Scenario();
}

template <class Things>
Names names_of(const Things& things) {
    Names names;
    for (const auto& thing : things) names.push_back(thing.name);
    return names;
}

// Two VPCs, each with a subnet.
const char* const two_vpcs = R"({"Vpcs": [
 {"VpcId": "vpc-a", "CidrBlock": "10.1.0.0/16"},
 {"VpcId": "vpc-b", "CidrBlock": "10.2.0.0/16", "CidrBlockAssociationSet": [
   {"CidrBlock": "10.2.0.0/16", "CidrBlockState": {"State": "associated"}},
   {"CidrBlock": "10.9.0.0/16", "CidrBlockState": {"State": "disassociated"}},
   {"CidrBlock": "100.64.0.0/16", "CidrBlockState": {"State": "associated"}}]}],
"Subnets": [
 {"SubnetId": "subnet-a", "VpcId": "vpc-a", "CidrBlock": "10.1.0.0/24", "AvailabilityZone": "eu-west-1a"},
 {"SubnetId": "subnet-b", "VpcId": "vpc-b", "CidrBlock": "100.64.1.0/24", "AvailabilityZone": "eu-west-1b"}]}
)";

TEST(Import, VpcsAndSubnetsAreCalledByTheirIds) {
    const Scenario scenario = good({{"d/vpcs.json", two_vpcs}});
    EXPECT_EQ(names_of(scenario.vpcs), (Names{"vpc-a", "vpc-b"}));
    EXPECT_EQ(names_of(scenario.subnets), (Names{"subnet-a", "subnet-b"}));
    ASSERT_EQ(scenario.vpcs[1].cidrs.size(), 2U) << "one is disassociated";
    EXPECT_EQ(scenario.vpcs[1].cidrs[1].text(), "100.64.0.0/16");
    EXPECT_EQ(scenario.subnets[1].zone, "eu-west-1b");
    EXPECT_FALSE(scenario.subnets[0].is_public);
}

TEST(Import, FilesAreNamedOneByOneByPatternOrByFolderAndReadOnce) {
    const Texts files = {{"d/vpcs.json", two_vpcs}, {"d/more.json", two_vpcs}};
    for (const char* const how : {"import: d/vpcs.json", "import: [d/*.json]", "import: [d]",
                                  "import: ['d/vpc?.json']", "import: [d/vpcs.json, d/*.json]"}) {
        EXPECT_EQ(good(files, how).vpcs.size(), 2U) << how;
    }
    EXPECT_EQ(lines(import(files, "import: [d/*.jsn]").diagnostics),
              "s.yaml:3:20+7: no file fits \"d/*.jsn\" (paths begin at the scenario's "
              "folder)\n");
}

TEST(Import, WhatIsWrittenBesideIsAsGood) {
    const Scenario scenario =
        good({{"d/vpcs.json", two_vpcs}},
             "import: [d/*.json], vpcs: [{name: own, cidr: 10.3.0.0/16, subnets: [{name: s, cidr: "
             "10.3.0.0/24}]}], peerings: [{name: p, between: [own, vpc-a]}]");
    EXPECT_EQ(names_of(scenario.vpcs), (Names{"own", "vpc-a", "vpc-b"}));
    EXPECT_EQ(scenario.written.peerings.size(), 1U);
}

TEST(Import, RoutesLeadWhereTheyDo) {
    const Scenario scenario = good({{"d/vpcs.json", two_vpcs}, {"d/routes.json", R"({
"InternetGateways": [{"InternetGatewayId": "igw-a", "Attachments": [{"VpcId": "vpc-a", "State": "available"}]}],
"VpnGateways": [{"VpnGatewayId": "vgw-a", "VpcAttachments": [{"VpcId": "vpc-a", "State": "attached"}]}],
"VpnConnections": [{"VpnConnectionId": "vpn-a", "VpnGatewayId": "vgw-a", "Routes": [{"DestinationCidrBlock": "192.168.7.0/24"}]}],
"NatGateways": [
 {"NatGatewayId": "nat-a", "VpcId": "vpc-a", "SubnetId": "subnet-a", "State": "available",
  "NatGatewayAddresses": [{"PrivateIp": "10.1.0.40", "PublicIp": "198.51.100.4"}]},
 {"NatGatewayId": "nat-p", "VpcId": "vpc-a", "SubnetId": "subnet-a", "State": "available", "ConnectivityType": "private",
  "NatGatewayAddresses": [{"PrivateIp": "10.1.0.41"}]},
 {"NatGatewayId": "nat-x", "VpcId": "vpc-a", "SubnetId": "subnet-a", "State": "deleted"}],
"VpcPeeringConnections": [
 {"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active"},
  "RequesterVpcInfo": {"VpcId": "vpc-a", "Region": "eu-west-1"}, "AccepterVpcInfo": {"VpcId": "vpc-b", "Region": "eu-west-2"}},
 {"VpcPeeringConnectionId": "pcx-2", "Status": {"Code": "pending-acceptance"},
  "RequesterVpcInfo": {"VpcId": "vpc-a"}, "AccepterVpcInfo": {"VpcId": "vpc-b"}}],
"PrefixLists": [{"PrefixListId": "pl-s3", "PrefixListName": "s3", "Cidrs": ["52.218.0.0/17", "2600:1f00::/40"]}],
"RouteTables": [
 {"RouteTableId": "rtb-main", "VpcId": "vpc-a", "Associations": [{"Main": true}],
  "Routes": [
   {"DestinationCidrBlock": "10.1.0.0/16", "GatewayId": "local", "State": "active"},
   {"DestinationCidrBlock": "192.168.0.0/16", "GatewayId": "vgw-a", "Origin": "EnableVgwRoutePropagation", "State": "active"},
   {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "vgw-a", "Origin": "EnableVgwRoutePropagation", "State": "active"},
   {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-a", "Origin": "CreateRoute", "State": "active"},
   {"DestinationCidrBlock": "10.2.0.0/16", "VpcPeeringConnectionId": "pcx-1", "Origin": "CreateRoute", "State": "active"},
   {"DestinationCidrBlock": "10.8.0.0/16", "TransitGatewayId": "tgw-1", "Origin": "CreateRoute", "State": "active"},
   {"DestinationCidrBlock": "10.7.0.0/16", "NatGatewayId": "nat-x", "Origin": "CreateRoute", "State": "blackhole"},
   {"DestinationPrefixListId": "pl-s3", "GatewayId": "vpce-1", "Origin": "CreateRoute", "State": "active"},
   {"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "eigw-1", "Origin": "CreateRoute", "State": "active"}]},
 {"RouteTableId": "rtb-pub", "VpcId": "vpc-a", "Associations": [{"Main": false, "SubnetId": "subnet-a"}],
  "Routes": [{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-a", "Origin": "CreateRoute", "State": "active"}]}]
})"}});
    const policy::Network& net = scenario.written;
    using Kind = policy::RouteTarget::Kind;
    EXPECT_EQ(names_of(net.nat_gateways), (Names{"nat-a", "nat-p"}));
    EXPECT_EQ(scenario.network.nat_gateways[0].inside.text(), "10.1.0.40");
    EXPECT_EQ(scenario.network.nat_gateways[0].outside->text(), "198.51.100.4");
    EXPECT_FALSE(scenario.network.nat_gateways[1].outside);
    EXPECT_EQ(names_of(net.peerings), (Names{"pcx-1"}));
    EXPECT_FALSE(net.peerings[0].same_region);
    ASSERT_EQ(net.route_tables[0].name, "rtb-main");
    std::map<std::string, policy::Route> routes;
    for (const policy::Route& route : net.route_tables[0].routes) {
        EXPECT_TRUE(routes.emplace(route.destination.text(), route).second);
    }
    EXPECT_EQ(routes.size(), 6U) << "neither the local route nor IPv6's, nor the second default";
    EXPECT_EQ(routes["192.168.0.0/16"].target.kind, Kind::PrivateGateway);
    EXPECT_EQ(routes["0.0.0.0/0"].target.kind, Kind::NatGateway) << "a static route wins";
    EXPECT_EQ(routes["10.2.0.0/16"].target.kind, Kind::Peering);
    EXPECT_EQ(routes["10.8.0.0/16"].target.kind, Kind::Other);
    EXPECT_FALSE(routes["10.8.0.0/16"].blackhole);
    EXPECT_TRUE(routes["10.7.0.0/16"].blackhole);
    EXPECT_EQ(routes["52.218.0.0/17"].origin, policy::RouteOrigin::PrefixList);
    EXPECT_EQ(routes["10.8.0.0/16"].position.line, 25U) << "in the file where it stands";
    ASSERT_EQ(net.private_gateways.size(), 1U);
    Names behind;
    for (const policy::Prefix& cidr : net.private_gateways[0].networks) {
        behind.push_back(cidr.text());
    }
    EXPECT_EQ(behind, (Names{"192.168.0.0/16", "0.0.0.0/0", "192.168.7.0/24"}));
    EXPECT_TRUE(scenario.subnets[0].is_public) << "by its own table";
    EXPECT_FALSE(scenario.subnets[1].is_public);
}

TEST(Import, RulesOfGroupsAndAclsSayWhatTheySay) {
    const Scenario scenario = good({{"d/vpcs.json", two_vpcs}, {"d/rules.json", R"({
"PrefixLists": [{"PrefixListId": "pl-1", "Cidrs": ["10.20.0.0/16"]}],
"SecurityGroups": [
 {"GroupId": "sg-a", "VpcId": "vpc-a",
  "IpPermissions": [
   {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 81, "IpRanges": [{"CidrIp": "10.0.0.0/8"}], "Ipv6Ranges": [{"CidrIpv6": "2001:db8::/32"}],
    "UserIdGroupPairs": [{"GroupId": "sg-a"}, {"GroupId": "sg-b"}], "PrefixListIds": [{"PrefixListId": "pl-1"}]},
   {"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
   {"IpProtocol": "icmp", "FromPort": 3, "ToPort": 4, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
   {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.1.0.0/16"}]},
   {"IpProtocol": "udp", "FromPort": 0, "ToPort": 65535, "IpRanges": [{"CidrIp": "10.1.0.0/16"}]},
   {"IpProtocol": "50", "IpRanges": [{"CidrIp": "10.1.0.0/16"}]}],
  "IpPermissionsEgress": []},
 {"GroupId": "sg-b", "VpcId": "vpc-b", "IpPermissions": [],
  "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}],
"NetworkAcls": [
 {"NetworkAclId": "acl-a", "VpcId": "vpc-a", "IsDefault": true, "Associations": [],
  "Entries": [
   {"RuleNumber": 100, "Egress": false, "RuleAction": "allow", "Protocol": "1", "IcmpTypeCode": {"Type": 3, "Code": -1}, "CidrBlock": "0.0.0.0/0"},
   {"RuleNumber": 110, "Egress": false, "RuleAction": "deny", "Protocol": "17", "PortRange": {"From": 53, "To": 53}, "CidrBlock": "10.0.0.0/8"},
   {"RuleNumber": 101, "Egress": true, "RuleAction": "allow", "Protocol": "-1", "Ipv6CidrBlock": "::/0"},
   {"RuleNumber": 32767, "Egress": false, "RuleAction": "deny", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}]}]
})"}});
    const policy::Network& net = scenario.written;
    const auto group = [&](const std::string& name) {
        for (const policy::SecurityGroup& each : net.groups) {
            if (each.name == name) return each;
        }
        return policy::SecurityGroup();
    };
    const policy::SecurityGroup a = group("sg-a");
    ASSERT_EQ(a.inbound.size(), 10U);
    EXPECT_TRUE(a.outbound.empty()) << "nothing goes out, which is not what nobody says";
    EXPECT_EQ(group("sg-b").outbound.size(), 1U);
    EXPECT_EQ(a.inbound[0].traffic.protocol, policy::Protocol::TCP);
    EXPECT_EQ(a.inbound[0].traffic.first_port, 80);
    EXPECT_EQ(a.inbound[0].traffic.last_port, 81);
    EXPECT_EQ(std::get<policy::Prefix>(a.inbound[1].peer).text(), "2001:db8::/32");
    const auto peer = [&](std::size_t rule) {
        return net.groups[std::get<policy::GroupPeer>(a.inbound[rule].peer).group].name;
    };
    EXPECT_EQ(peer(2), "sg-a");
    EXPECT_EQ(peer(3), "sg-b") << "of a peered VPC";
    EXPECT_TRUE(std::holds_alternative<policy::PrefixListPeer>(a.inbound[4].peer));
    EXPECT_EQ(a.inbound[5].traffic.icmp_type, 8);
    EXPECT_FALSE(a.inbound[5].traffic.icmp_code);
    EXPECT_EQ(a.inbound[6].traffic.icmp_code, 4);
    EXPECT_FALSE(a.inbound[7].traffic.protocol);
    EXPECT_EQ(a.inbound[8].traffic.protocol, policy::Protocol::UDP);
    EXPECT_EQ(a.inbound[9].traffic.protocol, static_cast<policy::Protocol>(50));
    ASSERT_EQ(net.acls.size(), 1U);
    ASSERT_EQ(net.acls[0].inbound.size(), 2U) << "the last one is in every list";
    EXPECT_TRUE(net.acls[0].outbound.empty());
    EXPECT_EQ(net.acls[0].inbound[0].traffic.icmp_type, 3);
    EXPECT_FALSE(net.acls[0].inbound[1].allow);
    EXPECT_EQ(net.acls[0].inbound[1].traffic.first_port, 53);
}

TEST(Import, HostsAreInterfacesThatNobodyElseHas) {
    const Scenario scenario = good({{"d/vpcs.json", two_vpcs}, {"d/machines.json", R"({
"SecurityGroups": [{"GroupId": "sg-a", "VpcId": "vpc-a", "IpPermissions": [], "IpPermissionsEgress": []}],
"Reservations": [{"Instances": [
  {"InstanceId": "i-own", "NetworkInterfaces": [
    {"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-a", "Status": "in-use", "PrivateIpAddress": "10.1.0.11", "SourceDestCheck": false,
     "Groups": [{"GroupId": "sg-a"}], "Attachment": {"InstanceId": "i-own"}, "Association": {"PublicIp": "198.51.100.9"}}]},
  {"InstanceId": "i-worker", "Tags": [{"Key": "kubernetes.io/cluster/shop", "Value": "owned"}], "NetworkInterfaces": []}]}],
"NetworkInterfaces": [
  {"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-a", "Status": "in-use", "PrivateIpAddress": "10.1.0.11", "Attachment": {"InstanceId": "i-own"}},
  {"NetworkInterfaceId": "eni-2", "SubnetId": "subnet-a", "Status": "in-use", "PrivateIpAddress": "10.1.0.12", "Attachment": {"InstanceId": "i-own"}},
  {"NetworkInterfaceId": "eni-3", "SubnetId": "subnet-a", "Status": "in-use", "PrivateIpAddress": "10.1.0.13", "Attachment": {"InstanceId": "i-worker"}},
  {"NetworkInterfaceId": "eni-4", "SubnetId": "subnet-a", "Status": "in-use", "PrivateIpAddress": "10.1.0.14", "Description": "aws-K8S-i-other", "Attachment": {"InstanceId": "i-other"}},
  {"NetworkInterfaceId": "eni-4a", "SubnetId": "subnet-a", "Status": "in-use", "PrivateIpAddress": "10.1.0.24", "Attachment": {"InstanceId": "i-other"}},
  {"NetworkInterfaceId": "eni-4b", "SubnetId": "subnet-a", "Status": "in-use", "PrivateIpAddress": "10.1.0.34", "InterfaceType": "branch", "Description": "aws-k8s-branch-eni"},
  {"NetworkInterfaceId": "eni-5", "SubnetId": "subnet-a", "Status": "available", "PrivateIpAddress": "10.1.0.15"},
  {"NetworkInterfaceId": "eni-6", "SubnetId": "subnet-a", "Status": "in-use", "PrivateIpAddress": "10.1.0.16", "InterfaceType": "nat_gateway"},
  {"NetworkInterfaceId": "eni-7", "SubnetId": "subnet-a", "Status": "in-use", "PrivateIpAddress": "10.1.0.17", "Description": "ELB app/shop/1"},
  {"NetworkInterfaceId": "eni-8", "SubnetId": "subnet-x", "Status": "in-use", "PrivateIpAddress": "10.5.0.18"},
  {"NetworkInterfaceId": "eni-9", "SubnetId": "subnet-b", "Status": "in-use", "PrivateIpAddress": "100.64.1.9", "Description": "RDSNetworkInterface"}]
})"}});
    EXPECT_EQ(names_of(scenario.hosts), (Names{"i-own", "eni-2", "eni-9"}));
    ASSERT_EQ(scenario.hosts.size(), 3U);
    EXPECT_EQ(scenario.hosts[0].groups.size(), 1U);
    EXPECT_FALSE(scenario.hosts[0].source_dest_check);
    EXPECT_EQ(scenario.hosts[0].outside->text(), "198.51.100.9");
    EXPECT_TRUE(scenario.hosts[1].only_inside) << "what has no public address is given none";
}

TEST(Import, WhatIsWrongIsSaidWhereItStands) {
    EXPECT_EQ(lines(import({{"d/a.json", "[1, 2]"}}).diagnostics),
              "d/a.json:1:1+1: this is no answer of `aws ec2 describe-*` (it is a map with a "
              "list in it, like {\"Vpcs\": [...]})\n");
    EXPECT_EQ(lines(import({{"d/a.json", "{\"Vpcs\": {}}"}}).diagnostics),
              "d/a.json:1:10+1: expected a list, as describe-* prints it\n");
    EXPECT_EQ(
        lines(import({{"d/a.json", "{\"Vpcs\": [{\"CidrBlock\": \"10.0.0.0/16\"}]}"}}).diagnostics),
        "d/a.json:1:11+1: this has no VpcId\n");
    const std::string overlapping =
        R"({"Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}, {"VpcId": "vpc-b", "CidrBlock": "10.0.0.0/16"}]})";
    EXPECT_EQ(lines(import({{"d/a.json", overlapping}}).diagnostics),
              "d/a.json:1:91+13: 10.0.0.0/16 overlaps with 10.0.0.0/16 of VPC \"vpc-a\"\n");
    const auto unknown = import({{"d/vpcs.json", two_vpcs}, {"d/g.json", R"({"SecurityGroups": [
{"GroupId": "sg-a", "VpcId": "vpc-a", "IpPermissions": [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-gone"}]}]}]})"}});
    EXPECT_EQ(
        lines(unknown.diagnostics),
        "d/g.json:2:99+1: warning: security group \"sg-gone\" is not in what is imported: the "
        "rule is left out (import it too; as it is, what the rule lets through is dropped "
        "here)\n");
    EXPECT_TRUE(unknown.scenario);
    // A group of a VPC that is not there, a subnet without IPv4: no error.
    const auto elsewhere =
        import({{"d/vpcs.json", two_vpcs},
                {"d/g.json", R"({"Subnets": [{"SubnetId": "subnet-6", "VpcId": "vpc-a"}],
"SecurityGroups": [{"GroupId": "sg-x", "VpcId": "vpc-x", "IpPermissions": []},
{"GroupId": "sg-a", "VpcId": "vpc-a", "IpPermissions": [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-x"}]}]}]})"}});
    EXPECT_TRUE(elsewhere.scenario);
    EXPECT_EQ(elsewhere.diagnostics.size(), 1U);
}

}  // namespace
}  // namespace scenario
