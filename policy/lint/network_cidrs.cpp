// SPDX-License-Identifier: MIT
// Address ranges of rules and entries that nobody here has.
#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "policy/lint/network_checks.h"

namespace policy {
namespace {

// RFC 1918 and RFC 6598: only who is connected has them.
const std::vector<Prefix>& private_ranges() {
    static const std::vector<Prefix> ranges = {
        *Prefix::parse("10.0.0.0/8"), *Prefix::parse("172.16.0.0/12"),
        *Prefix::parse("192.168.0.0/16"), *Prefix::parse("100.64.0.0/10")};
    return ranges;
}

bool overlap(const Prefix& a, const Prefix& b) {
    return a.contains(b) || b.contains(a);
}

bool overlaps_any(const std::vector<Prefix>& ranges, const Prefix& cidr) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const Prefix& range) { return overlap(range, cidr); });
}

std::vector<Prefix> known_ranges(const Network& network) {
    std::vector<Prefix> known;
    const auto add = [&](const std::vector<Prefix>& ranges) {
        known.insert(known.end(), ranges.begin(), ranges.end());
    };
    for (const Vpc& vpc : network.vpcs) add(vpc.cidrs);
    for (const PrivateGateway& gateway : network.private_gateways) add(gateway.networks);
    for (const TransitGateway& gateway : network.transit_gateways) {
        for (const TransitAttachment& each : gateway.attachments) add(each.networks);
    }
    // What a route leads to somebody has.
    for (const RouteTable& table : network.route_tables) {
        for (const Route& route : table.routes) {
            if (route.destination.length() != 0) known.push_back(route.destination);
        }
    }
    return known;
}

std::vector<NamedCidr> named_cidrs(const Network& network) {
    std::vector<NamedCidr> named;
    for (const SecurityGroup& group : network.groups) {
        for (const Way way : {Way::In, Way::Out}) {
            const auto& rules = way == Way::In ? group.inbound : group.outbound;
            for (std::size_t i = 0; i < rules.size(); ++i) {
                const auto* cidr = std::get_if<Prefix>(&rules[i].peer);
                if (cidr == nullptr) continue;
                named.push_back(
                    {"SecurityGroup " + group.name, item_path(way, i), *cidr, rules[i].position});
            }
        }
    }
    for (const NetworkAcl& acl : network.acls) {
        for (const Way way : {Way::In, Way::Out}) {
            const auto& entries = way == Way::In ? acl.inbound : acl.outbound;
            for (std::size_t i = 0; i < entries.size(); ++i) {
                named.push_back({"NetworkAcl " + acl.name, item_path(way, i), entries[i].cidr,
                                 entries[i].position});
            }
        }
    }
    return named;
}

}  // namespace

void lint_cidrs(const Network& network, std::vector<LintFinding>& found) {
    const std::vector<Prefix> known = known_ranges(network);
    for (const NamedCidr& named : named_cidrs(network)) {
        const auto& private_ones = private_ranges();
        const bool is_private =
            std::any_of(private_ones.begin(), private_ones.end(),
                        [&](const Prefix& range) { return range.contains(named.cidr); });
        if (named.position.line == 0 || !is_private || overlaps_any(known, named.cidr)) continue;
        found.push_back(network_finding(
            Lint::CidrOfNobody, named.resource, named.path, named.position,
            named.cidr.text() +
                " is a private range that no VPC, route or network on premises here has",
            ""));
    }
}

}  // namespace policy
