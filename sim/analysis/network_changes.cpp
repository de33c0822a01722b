// SPDX-License-Identifier: MIT
#include "sim/analysis/network_changes.h"

#include <algorithm>

#include <fmt/format.h>

#include "policy/vpc/vpc_names.h"

namespace analysis {
namespace {

using policy::Network;
using policy::NetworkIndex;
using policy::Reason;
using policy::VpcHook;

std::string traffic_text(const policy::Packet& packet) {
    const policy::Tuple& tuple = packet.translated;
    switch (tuple.protocol) {
        case policy::Protocol::TCP:
        case policy::Protocol::UDP:
        case policy::Protocol::SCTP:
            return fmt::format("{}/{}", policy::text(tuple.protocol), tuple.destination_port);
        case policy::Protocol::ICMP:
            return fmt::format("ICMP/{}", packet.icmp_type);
        default:
            return fmt::format("{}", static_cast<int>(tuple.protocol));
    }
}

// Replies go to whatever port the client chose.
std::string reply_text(const policy::Packet& packet) {
    const bool is_reply = packet.tcp.syn && packet.tcp.ack;
    return is_reply ? "TCP/1024-65535" : traffic_text(packet);
}

// A number before the entry that denies, or after all others.
int free_number(const std::vector<policy::AclEntry>& entries, const policy::VpcStep& step,
                const policy::Packet& packet) {
    int before = 32767;
    for (const policy::AclEntry& entry : entries) {
        const policy::IpAddress& peer =
            step.hook == VpcHook::AclIn ? packet.translated.source : packet.translated.destination;
        if (!entry.allow && entry.cidr.contains(peer)) {
            before = std::min(before, static_cast<int>(entry.number));
        }
    }
    int number = before == 32767 ? 0 : before - 1;
    if (before == 32767) {
        for (const policy::AclEntry& entry : entries) {
            number = std::max(number, static_cast<int>(entry.number));
        }
        number = std::min(number + 10, 32766);
    }
    const auto taken = [&](int wanted) {
        return std::any_of(entries.begin(), entries.end(), [&](const policy::AclEntry& entry) {
            return static_cast<int>(entry.number) == wanted;
        });
    };
    while (number > 0 && taken(number)) --number;
    return number;
}

results::WhyChange of_group(const Network& network, const policy::VpcStep& step,
                            const policy::Packet& packet) {
    const bool in = step.hook == VpcHook::GroupsIn;
    const NetworkIndex group = network.interfaces[step.at.index].groups.front();
    const policy::IpAddress& peer = in ? step.tuple.source : step.tuple.destination;
    policy::Packet seen = packet;
    seen.translated = step.tuple;
    results::WhyChange change;
    change.kind = "add-rule";
    change.text = fmt::format("add to {} of security group {}", in ? "inbound" : "outbound",
                              network.groups[group].name);
    change.yaml = fmt::format("- {{allow: {}, {}: {}/{}}}\n", traffic_text(seen),
                              in ? "from" : "to", peer.text(), peer.is_v4() ? 32 : 128);
    return change;
}

results::WhyChange of_acl(const Network& network, const policy::VpcStep& step,
                          const policy::Packet& packet) {
    const bool in = step.hook == VpcHook::AclIn;
    const policy::NetworkAcl& acl = network.acls[network.subnets[step.at.index].acl];
    const policy::IpAddress& peer = in ? step.tuple.source : step.tuple.destination;
    policy::Packet seen = packet;
    seen.translated = step.tuple;
    results::WhyChange change;
    change.kind = "add-rule";
    change.text = fmt::format("add to {} of network ACL {}", in ? "inbound" : "outbound", acl.name);
    change.yaml =
        fmt::format("- {{number: {}, allow: {}, {}: {}/{}}}\n",
                    free_number(in ? acl.inbound : acl.outbound, step, seen), reply_text(seen),
                    in ? "from" : "to", peer.text(), peer.is_v4() ? 32 : 128);
    return change;
}

}  // namespace

std::vector<results::WhyChange> changes_at(const Network& network, const policy::VpcStep& step,
                                           const policy::Packet& packet) {
    std::vector<results::WhyChange> changes;
    const Reason reason = step.verdict.reason;
    if (reason == Reason::GroupRulesMismatch || reason == Reason::GroupHasNoRules) {
        changes.push_back(of_group(network, step, packet));
    } else if (reason == Reason::AclRestriction) {
        changes.push_back(of_acl(network, step, packet));
    } else if (reason == Reason::NoRoute && step.at.kind == policy::VpcPlace::Kind::RouteTable) {
        results::WhyChange change;
        change.kind = "add-route";
        change.text =
            fmt::format("give route table {} a route to {}, with a way back",
                        network.route_tables[step.at.index].name, step.tuple.destination.text());
        changes.push_back(std::move(change));
    }
    for (results::WhyChange& change : changes) change.pod = policy::ref_of(network, step.at);
    return changes;
}

}  // namespace analysis
