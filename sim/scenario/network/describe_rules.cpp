// SPDX-License-Identifier: MIT
// What network ACLs and security groups say.
#include "sim/scenario/network/describe_reader.h"
#include "sim/scenario/network/describe_values.h"

namespace scenario {

using described::child;
using described::is_true;
using described::items;
using described::text;

namespace {

// "TCP/443", "ICMP/8", "all": `low` and `high` are ports, or type and code.
std::string traffic(std::string_view protocol, std::string_view low, std::string_view high) {
    const bool any_low = low.empty() || low == "-1";
    if (protocol == "-1") return "all";
    if (protocol == "icmp" || protocol == "1") {
        if (any_low) return "ICMP";
        const bool any_code = high.empty() || high == "-1";
        return "ICMP/" + std::string(low) + (any_code ? "" : "/" + std::string(high));
    }
    if (protocol == "icmpv6") return "58";
    std::string name(protocol);
    if (protocol == "tcp" || protocol == "6") name = "TCP";
    if (protocol == "udp" || protocol == "17") name = "UDP";
    if (protocol == "sctp" || protocol == "132") name = "SCTP";
    const bool has_ports = name == "TCP" || name == "UDP" || name == "SCTP";
    const bool every = any_low || (low == "0" && high == "65535");
    if (!has_ports || every) return name;
    return name + "/" + std::string(low) + (low == high ? "" : "-" + std::string(high));
}

}  // namespace

const Node* DescribeReader::acl(const Node& node) {
    Things sides[2];
    for (const Node* each : items(node, "Entries")) {
        const bool outbound = is_true(*each, "Egress");
        if (const Node* made = entry(*each, outbound)) sides[outbound ? 1 : 0].push_back(made);
    }
    return make_.map(
        {{"name", child(node, "NetworkAclId")},
         {"default", make_.plain(is_true(node, "IsDefault") ? "true" : "false", node.place)},
         {"inbound", make_.list(sides[0], node.place)},
         {"outbound", make_.list(sides[1], node.place)}},
        node.place);
}

// Null for the last one, which denies what no other names, and for those of IPv6.
const Node* DescribeReader::entry(const Node& node, bool outbound) {
    const Node* cidr = child(node, "CidrBlock");
    if (cidr == nullptr || text(node, "RuleNumber") == "32767") return nullptr;
    std::string_view low;
    std::string_view high;
    if (const Node* ports = child(node, "PortRange")) {
        low = text(*ports, "From");
        high = text(*ports, "To");
    }
    if (const Node* icmp = child(node, "IcmpTypeCode")) {
        low = text(*icmp, "Type");
        high = text(*icmp, "Code");
    }
    const Node* what = make_.string(traffic(text(node, "Protocol"), low, high), node.place);
    const bool allows = text(node, "RuleAction") == "allow";
    return make_.map({{"number", child(node, "RuleNumber")},
                      {allows ? "allow" : "deny", what},
                      {outbound ? "to" : "from", cidr}},
                     node.place);
}

const Node* DescribeReader::group(const Node& node) {
    const std::string_view vpc = text(node, "VpcId");
    const Node* in = child(node, "IpPermissions");
    const Node* out = child(node, "IpPermissionsEgress");
    const Node* none = make_.list({}, node.place);
    return make_.map({{"name", child(node, "GroupId")},
                      {"inbound", in == nullptr ? none : rules(*in, vpc, "from")},
                      {"outbound", out == nullptr ? none : rules(*out, vpc, "to")}},
                     node.place);
}

const Node* DescribeReader::rules(const Node& permissions, std::string_view vpc, const char* peer) {
    Things made;
    for (const Node* each : permissions.items) {
        const Things whom = peers(*each, vpc);
        if (whom.empty()) continue;
        const std::string what =
            traffic(text(*each, "IpProtocol"), text(*each, "FromPort"), text(*each, "ToPort"));
        made.push_back(make_.map(
            {{"allow", make_.string(what, each->place)}, {peer, make_.list(whom, each->place)}},
            each->place));
    }
    return make_.list(made, permissions.place);
}

DescribeReader::Things DescribeReader::peers(const Node& permission, std::string_view vpc) {
    Things whom;
    for (const Node* range : items(permission, "IpRanges")) {
        if (const Node* cidr = child(*range, "CidrIp")) whom.push_back(cidr);
    }
    for (const Node* range : items(permission, "Ipv6Ranges")) {
        if (const Node* cidr = child(*range, "CidrIpv6")) whom.push_back(cidr);
    }
    const auto missing = [this](const Node& at, const std::string& what) {
        findings_.warning(at.place, what + " is not in what is imported: the rule is left out",
                          "import it too; as it is, what the rule lets through is dropped here");
    };
    for (const Node* pair : items(permission, "UserIdGroupPairs")) {
        const std::string id(text(*pair, "GroupId"));
        const auto found = vpc_of_group_.find(id);
        if (found == vpc_of_group_.end()) {
            missing(*pair, "security group \"" + id + "\"");
        } else {
            const std::string whole = found->second == vpc ? id : found->second + "/" + id;
            whom.push_back(make_.string("group/" + whole, pair->place));
        }
    }
    for (const Node* list : items(permission, "PrefixListIds")) {
        const std::string id(text(*list, "PrefixListId"));
        if (ids_.count(id) == 0) {
            missing(*list, "prefix list \"" + id + "\"");
        } else {
            whom.push_back(make_.string("list/" + id, list->place));
        }
    }
    return whom;
}

}  // namespace scenario
