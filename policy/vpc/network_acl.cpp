// SPDX-License-Identifier: MIT
#include "policy/vpc/network_acl.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "policy/vpc/network_causes.h"
#include "policy/vpc/traffic.h"

namespace policy {

AclJudge::AclJudge(const Network& network, NetworkIndex acl, CauseBook& causes)
    : inbound_(compile(network, network.acls[acl], Way::In, causes)),
      outbound_(compile(network, network.acls[acl], Way::Out, causes)) {}

AclJudge::List AclJudge::compile(const Network& network, const NetworkAcl& acl, Way way,
                                 CauseBook& causes) {
    const std::vector<AclEntry>& entries = way == Way::In ? acl.inbound : acl.outbound;
    std::vector<std::size_t> order(entries.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return entries[a].number < entries[b].number; });
    List list;
    for (const std::size_t i : order) {
        const AclEntry& entry = entries[i];
        list.entries.push_back({entry.allow, entry.traffic, entry.cidr,
                                causes.intern({acl_entry_cause(network, acl, way, i)})});
    }
    list.end = causes.intern({acl_cause(network, acl, way)});
    return list;
}

Verdict AclJudge::judge(Way way, const Packet& packet) const {
    const List& list = way == Way::In ? inbound_ : outbound_;
    const Tuple& tuple = packet.translated;
    const IpAddress& far = way == Way::In ? tuple.source : tuple.destination;
    for (const Entry& entry : list.entries) {
        if (!entry.cidr.contains(far)) continue;
        switch (matches(entry.traffic, packet)) {
            case Match::No:
                break;
            case Match::Unknown:
                return {Action::Uncertain, Reason::FragmentPortsUnknown, entry.cause};
            case Match::Yes:
                if (entry.allow) return {Action::Allow, Reason::AclEntryMatch, entry.cause};
                return {Action::Drop, Reason::AclRestriction, entry.cause};
        }
    }
    return {Action::Drop, Reason::AclRestriction, list.end};
}

}  // namespace policy
