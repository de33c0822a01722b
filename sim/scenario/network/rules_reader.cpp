// SPDX-License-Identifier: MIT
#include "sim/scenario/network/rules_reader.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "sim/scenario/network/network_values.h"
#include "sim/scenario/network/traffic_text.h"

namespace scenario {
namespace {

using policy::TrafficMatch;

// Amazon VPC quotas, as they are unless raised.
constexpr std::size_t usual_entries = 20;  // of an ACL, a direction
constexpr std::size_t usual_rules = 60;    // of a group, a direction
constexpr std::int64_t highest_number = 32766;

std::vector<TrafficMatch> read_traffic(const Node& node, Findings& findings) {
    std::vector<TrafficMatch> result;
    for (const Node* item : read_one_or_more(node, findings)) {
        const auto text = read_string(*item, findings);
        if (!text) continue;
        if (const auto match = parse_traffic(*text)) {
            result.push_back(*match);
        } else {
            findings.error(item->place, "\"" + *text + "\" is no traffic", traffic_help);
        }
    }
    return result;
}

void warn_of_quota(const Place& place, const std::string& what, std::size_t count,
                   std::size_t usual, Findings& findings) {
    if (count <= usual) return;
    findings.warning(place, what + " has " + std::to_string(count) + "; AWS allows " +
                                std::to_string(usual) + " unless the quota is raised");
}

void read_entry(const Node& node, const char* peer, std::vector<policy::AclEntry>& entries,
                Findings& findings) {
    ObjectReader reader(node, findings);
    const auto number = reader.integer("number", 1, highest_number);
    if (!number) reader.require("number");
    const Node* allow = reader.find("allow");
    const Node* deny = reader.find("deny");
    const Node* cidr_node = reader.require(peer);
    reader.finish();
    if ((allow == nullptr) == (deny == nullptr)) {
        return findings.error(
            node.place, "an entry allows or denies: one of the two",
            "{number: 100, allow: TCP/443, " + std::string(peer) + ": 0.0.0.0/0}");
    }
    const std::vector<TrafficMatch> traffic =
        read_traffic(allow != nullptr ? *allow : *deny, findings);
    const auto cidr = cidr_node == nullptr ? std::nullopt : read_cidr(*cidr_node, findings);
    if (!number || !cidr || traffic.empty()) return;
    if (traffic.size() > 1) {
        return findings.error(node.place, "an entry speaks of one kind of traffic",
                              "write one for each, with numbers of their own");
    }
    const auto same = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
        return entry.number == static_cast<std::uint16_t>(*number);
    });
    if (same != entries.end()) {
        return findings.error(reader.place("number"),
                              "number " + std::to_string(*number) + " is given twice",
                              "it is first given in line " + std::to_string(same->position.line));
    }
    entries.push_back({static_cast<std::uint16_t>(*number), allow != nullptr, traffic.front(),
                       *cidr, node.place.at});
}

class GroupReader {
  public:
    GroupReader(std::string vpc, const NetworkNames& names, Findings& findings)
        : vpc_(std::move(vpc)), names_(names), findings_(findings) {}

    void read(const Node& node, const char* peer, std::vector<policy::SecurityRule>& rules) const {
        ObjectReader reader(node, findings_);
        const Node* allow = reader.require("allow");
        const Node* peers = reader.require(peer);
        reader.finish();
        if (allow == nullptr || peers == nullptr) return;
        for (const TrafficMatch& traffic : read_traffic(*allow, findings_)) {
            for (const Node* item : read_one_or_more(*peers, findings_)) {
                if (auto rule = read_peer(*item)) {
                    rule->traffic = traffic;
                    rule->position = node.place.at;
                    rules.push_back(*rule);
                }
            }
        }
    }

  private:
    std::optional<policy::SecurityRule> read_peer(const Node& node) const {
        const auto text = read_string(node, findings_);
        if (!text) return std::nullopt;
        policy::SecurityRule rule;
        if (text->rfind("group/", 0) == 0) {
            const auto group = find_named(names_.groups, "security group", vpc_ + "/",
                                          text->substr(6), node.place, findings_);
            if (!group) return std::nullopt;
            rule.peer = policy::GroupPeer{*group};
        } else if (text->rfind("list/", 0) == 0) {
            const auto list = find_named(names_.prefix_lists, "prefix list", "", text->substr(5),
                                         node.place, findings_);
            if (!list) return std::nullopt;
            rule.peer = policy::PrefixListPeer{*list};
        } else if (const auto cidr = policy::Prefix::parse(*text)) {
            rule.peer = *cidr;
        } else {
            findings_.error(node.place, "\"" + *text + "\" is no peer",
                            "write a CIDR, group/NAME or list/NAME");
            return std::nullopt;
        }
        return rule;
    }

    std::string vpc_;
    const NetworkNames& names_;
    Findings& findings_;
};

}  // namespace

void read_acl_entries(ObjectReader& reader, policy::NetworkAcl& acl, Findings& findings) {
    for (const Node* item : reader.items("inbound")) {
        read_entry(*item, "from", acl.inbound, findings);
    }
    for (const Node* item : reader.items("outbound")) {
        read_entry(*item, "to", acl.outbound, findings);
    }
    const std::string who = "network ACL \"" + acl.name + "\"";
    warn_of_quota(reader.place("inbound"), who + " inbound", acl.inbound.size(), usual_entries,
                  findings);
    warn_of_quota(reader.place("outbound"), who + " outbound", acl.outbound.size(), usual_entries,
                  findings);
}

void read_group_rules(ObjectReader& reader, const std::string& vpc, const NetworkNames& names,
                      policy::SecurityGroup& group, Findings& findings) {
    const GroupReader rules(vpc, names, findings);
    for (const Node* item : reader.items("inbound")) rules.read(*item, "from", group.inbound);
    if (reader.find("outbound") == nullptr) {
        group.outbound.push_back({{}, *policy::Prefix::parse("0.0.0.0/0"), group.position});
    }
    for (const Node* item : reader.items("outbound")) rules.read(*item, "to", group.outbound);
    const std::string who = "security group \"" + group.name + "\"";
    warn_of_quota(reader.place("inbound"), who + " inbound", group.inbound.size(), usual_rules,
                  findings);
    warn_of_quota(reader.place("outbound"), who + " outbound", group.outbound.size(), usual_rules,
                  findings);
}

}  // namespace scenario
