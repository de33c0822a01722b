// SPDX-License-Identifier: MIT
// Each finding in a VPC where it is due, and where it is not. Lists of entries are the user guide's
// ("Custom network ACLs"), changed in one place.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "policy/lint/network.h"

namespace {

using policy::AclEntry;
using policy::GroupPeer;
using policy::Network;
using policy::Prefix;
using policy::Protocol;
using policy::SecurityRule;
using policy::TrafficMatch;

using Places = std::vector<std::string>;  // "CODE resource path", in order of the findings
const Places none;

policy::Position next_line() {
    static std::uint32_t line = 0;
    return {0, ++line, 1};
}

TrafficMatch tcp(std::uint16_t first, std::uint16_t last) {
    TrafficMatch match;
    match.protocol = Protocol::TCP;
    match.first_port = first;
    match.last_port = last;
    return match;
}
TrafficMatch tcp(std::uint16_t port) {
    return tcp(port, port);
}
TrafficMatch of(Protocol protocol) {
    TrafficMatch match;
    match.protocol = protocol;
    return match;
}
TrafficMatch ping() {
    TrafficMatch match = of(Protocol::ICMP);
    match.icmp_type = std::uint8_t{8};
    return match;
}
const TrafficMatch everything;

AclEntry allow(std::uint16_t number, const TrafficMatch& traffic, const char* cidr) {
    return {number, true, traffic, *Prefix::parse(cidr), next_line()};
}
AclEntry deny(std::uint16_t number, const TrafficMatch& traffic, const char* cidr) {
    AclEntry entry = allow(number, traffic, cidr);
    entry.allow = false;
    return entry;
}
SecurityRule rule(const TrafficMatch& traffic, const char* cidr) {
    return {traffic, *Prefix::parse(cidr), next_line()};
}
SecurityRule from_group(const TrafficMatch& traffic, policy::NetworkIndex group) {
    return {traffic, GroupPeer{group}, next_line()};
}

// One VPC with two groups, an interface in each, and one ACL.
Network network() {
    Network made;
    made.files = {"scenario.yaml"};
    made.vpcs = {{"main", {*Prefix::parse("10.0.0.0/16")}, next_line()}};
    made.subnets = {{"a", 0, {*Prefix::parse("10.0.1.0/24")}, "a", 0, 0, next_line()}};
    made.route_tables = {{"main", 0, {}, next_line()}};
    made.acls = {{"acl", {}, {}, next_line()}};
    made.groups = {{"web", 0, {}, {}, next_line()}, {"db", 0, {}, {}, next_line()}};
    for (policy::NetworkIndex group : {0U, 1U}) {
        policy::Interface interface;
        interface.addresses = {policy::IpAddress::v4(0x0A00010AU + group)};
        interface.groups = {group};
        made.interfaces.push_back(interface);
    }
    return made;
}

Places places(const Network& made) {
    Places result;
    for (const policy::LintFinding& finding : policy::lint(made)) {
        std::string text = std::string(info(finding.lint).code) + " " + finding.resource;
        if (!finding.path.empty()) text += " " + finding.path;
        result.push_back(text);
        EXPECT_GT(finding.position.line, 0U) << text;
    }
    return result;
}

Places of_acl(std::vector<AclEntry> in, std::vector<AclEntry> out) {
    Network made = network();
    made.acls[0].inbound = std::move(in);
    made.acls[0].outbound = std::move(out);
    return places(made);
}

Places of_group(std::vector<SecurityRule> in, std::vector<SecurityRule> out = {}) {
    Network made = network();
    made.groups[0].inbound = std::move(in);
    made.groups[0].outbound = std::move(out);
    return places(made);
}

const char* const anyone = "0.0.0.0/0";

AclEntry answers(std::uint16_t number) {
    return allow(number, tcp(1024, 65535), anyone);
}

TEST(NetworkLint, AnswersNeedAnEntryOfTheirOwn) {
    const Places in = {"LINT_ACL_ANSWER_BLOCKED NetworkAcl acl inbound[0]"};
    const Places out = {"LINT_ACL_ANSWER_BLOCKED NetworkAcl acl outbound[0]"};
    const struct {
        const char* what;
        std::vector<AclEntry> inbound;
        std::vector<AclEntry> outbound;
        Places found;
    } rows[] = {
        {"nothing goes out", {allow(100, tcp(443), anyone)}, {}, in},
        {"the guide's list",
         {allow(100, tcp(443), anyone), allow(140, tcp(32768, 65535), anyone)},
         {allow(100, tcp(443), anyone), allow(140, tcp(32768, 65535), anyone)},
         none},
        {"too few ports",
         {allow(100, tcp(443), anyone)},
         {allow(100, tcp(49152, 65535), anyone)},
         in},
        {"in two entries",
         {allow(100, tcp(443), anyone)},
         {allow(100, tcp(1024, 40000), anyone), allow(110, tcp(40001, 65535), anyone)},
         none},
        {"denied before",
         {allow(100, tcp(443), anyone), answers(110)},
         {deny(90, tcp(1024, 65535), anyone), allow(100, everything, anyone)},
         in},
        {"denied to some of them",
         {allow(100, tcp(443), anyone), answers(110)},
         {deny(90, everything, "203.0.113.0/24"), allow(100, everything, anyone)},
         none},
        {"to a part of them",
         {allow(100, tcp(443), "10.0.0.0/16")},
         {allow(100, tcp(1024, 65535), "10.0.0.0/24")},
         none},
        {"to quite another",
         {allow(100, tcp(443), "10.0.0.0/24")},
         {allow(100, tcp(1024, 65535), "10.0.1.0/24")},
         in},
        {"out, and nothing comes in", {}, {allow(100, tcp(443), anyone)}, out},
        {"an entry for answers is no opening", {allow(100, tcp(1024, 65535), anyone)}, {}, none},
        {"UDP is not spoken of", {allow(100, of(Protocol::UDP), anyone)}, {}, none},
        {"nor what is denied", {deny(100, tcp(443), anyone)}, {}, none},
        {"everything in, answers to 443 only",
         {allow(100, everything, anyone)},
         {allow(100, tcp(443), anyone)},
         in},
        {"everything both ways",
         {allow(100, everything, anyone)},
         {allow(100, everything, anyone)},
         none},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(of_acl(row.inbound, row.outbound), row.found) << row.what;
    }
}

TEST(NetworkLint, AnEntryAfterWiderOnesNeverDecides) {
    const auto shadowed = [](int index) {
        return Places{"LINT_ACL_ENTRY_SHADOWED NetworkAcl acl inbound[" + std::to_string(index) +
                      "]"};
    };
    const struct {
        const char* what;
        std::vector<AclEntry> inbound;
        Places found;
    } rows[] = {
        {"a denial behind what allows",
         {allow(100, everything, anyone), deny(110, tcp(22), anyone)},
         shadowed(1)},
        {"by number, not by place",
         {deny(110, tcp(22), anyone), allow(100, everything, anyone)},
         shadowed(0)},
        {"before it", {deny(90, tcp(22), anyone), allow(100, everything, anyone)}, none},
        {"by two together",
         {allow(100, tcp(1, 100), anyone), allow(110, tcp(101, 65535), anyone),
          deny(120, tcp(80, 120), "10.0.0.0/16")},
         shadowed(2)},
        {"other ports", {deny(100, tcp(1, 100), anyone), allow(110, tcp(443), anyone)}, none},
        {"other addresses",
         {deny(100, everything, "10.0.0.0/16"), allow(110, everything, anyone)},
         none},
        {"pings behind ICMP",
         {deny(100, of(Protocol::ICMP), anyone), allow(110, ping(), anyone)},
         shadowed(1)},
        {"ICMP behind pings",
         {deny(100, ping(), anyone), allow(110, of(Protocol::ICMP), anyone)},
         none},
    };
    for (const auto& row : rows) {
        Places found;
        for (const std::string& place : of_acl(row.inbound, {})) {
            if (place.find("SHADOWED") != std::string::npos) found.push_back(place);
        }
        EXPECT_EQ(found, row.found) << row.what;
    }
}

TEST(NetworkLint, ARuleThatAnotherSaysChangesNothing) {
    const auto implied = [](int index) {
        return Places{"LINT_SG_RULE_IMPLIED SecurityGroup web inbound[" + std::to_string(index) +
                      "]"};
    };
    EXPECT_EQ(of_group({rule(tcp(80), anyone), rule(tcp(1, 100), anyone)}), implied(0));
    EXPECT_EQ(of_group({rule(tcp(80), anyone), rule(tcp(80), "10.0.1.0/24")}), implied(1));
    EXPECT_EQ(of_group({rule(everything, anyone), rule(ping(), anyone)}), implied(1));
    EXPECT_EQ(of_group({rule(tcp(80), anyone), rule(tcp(80), anyone)}), implied(1)) << "once";
    EXPECT_EQ(of_group({from_group(tcp(80), 1), from_group(everything, 1)}), implied(0));
    EXPECT_EQ(of_group({rule(tcp(80), anyone), from_group(tcp(80), 1)}), none)
        << "members come and go, addresses do not";
    EXPECT_EQ(of_group({from_group(tcp(80), 0), from_group(tcp(80), 1)}), none);
    EXPECT_EQ(of_group({rule(tcp(80), anyone)}, {rule(tcp(80), anyone)}), none) << "the other way";
    EXPECT_EQ(of_group({rule(tcp(80, 90), anyone), rule(tcp(85, 95), anyone)}), none);

    Network listed = network();
    listed.prefix_lists = {
        {"offices", {*Prefix::parse("198.51.100.0/24"), *Prefix::parse("203.0.113.0/24")}, {}}};
    listed.groups[0].inbound = {{tcp(22), policy::PrefixListPeer{0}, next_line()},
                                rule(tcp(22), "203.0.113.7/32")};
    EXPECT_EQ(places(listed), implied(1));
    listed.groups[0].inbound[1] = rule(tcp(22), "192.0.2.7/32");
    EXPECT_EQ(places(listed), none);
}

TEST(NetworkLint, GroupsThatNothingIsIn) {
    Network made = network();
    made.groups.push_back({"old", 0, {rule(tcp(80), anyone)}, {}, next_line()});
    EXPECT_EQ(places(made), (Places{"LINT_SG_UNATTACHED SecurityGroup old"}));
    made.groups[0].inbound = {from_group(tcp(80), 2)};
    EXPECT_EQ(places(made), (Places{"LINT_SG_UNATTACHED SecurityGroup old",
                                    "LINT_SG_PEER_EMPTY SecurityGroup web inbound[0]"}));
    made.groups[2].position = {};
    EXPECT_EQ(places(made), (Places{"LINT_SG_PEER_EMPTY SecurityGroup web inbound[0]"}))
        << "nobody wrote it";
}

TEST(NetworkLint, PrivateAddressesThatNobodyHas) {
    const Places found = {"LINT_CIDR_OF_NOBODY SecurityGroup web inbound[0]"};
    EXPECT_EQ(of_group({rule(tcp(80), "10.1.0.0/16")}), found);
    EXPECT_EQ(of_group({rule(tcp(80), "100.64.0.0/16")}), found);
    EXPECT_EQ(of_group({rule(tcp(80), "10.0.7.0/24")}), none) << "of the VPC";
    EXPECT_EQ(of_group({rule(tcp(80), "10.0.0.0/8")}), none) << "around the VPC";
    EXPECT_EQ(of_group({rule(tcp(80), "203.0.113.0/24")}), none) << "of the internet";
    EXPECT_EQ(of_group({rule(tcp(80), anyone)}), none);
    Network routed = network();
    routed.groups[0].inbound = {rule(tcp(80), "10.1.0.0/16")};
    routed.route_tables[0].routes.resize(1);
    routed.route_tables[0].routes[0].destination = *Prefix::parse("10.1.0.0/16");
    EXPECT_EQ(places(routed), none) << "a route leads there";
    Network on_premises = network();
    on_premises.groups[0].inbound = {rule(tcp(80), "192.168.7.0/24")};
    EXPECT_EQ(places(on_premises), found);
    on_premises.private_gateways = {{"vpn", 0, {*Prefix::parse("192.168.0.0/16")}, {}}};
    EXPECT_EQ(places(on_premises), none);
}

}  // namespace
