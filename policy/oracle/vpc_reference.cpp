// SPDX-License-Identifier: MIT
#include "policy/oracle/vpc_reference.h"

#include <string>
#include <vector>

namespace policy {
namespace {

using End = ReferencePassage::End;

// What the opening leaves behind for its answer.
struct Memory {
    struct Passed {  // an interface whose groups let it in or out, towards this peer
        NetworkIndex interface;
        IpAddress peer;
    };
    std::vector<Passed> passed;
    struct Nat {
        NetworkIndex gateway;
        IpAddress inside;
        std::uint16_t port;
        IpAddress remote;
    };
    std::vector<Nat> nats;
};

bool any_holds(const std::vector<Prefix>& prefixes, const IpAddress& address) {
    for (const Prefix& prefix : prefixes) {
        if (prefix.contains(address)) return true;
    }
    return false;
}

bool says(const TrafficMatch& traffic, const Tuple& tuple) {
    if (!traffic.protocol) return true;
    return *traffic.protocol == tuple.protocol && traffic.first_port <= tuple.destination_port &&
           tuple.destination_port <= traffic.last_port;
}

class Journey {
  public:
    Journey(const Network& network, Memory& memory, bool answer, const Tuple& tuple)
        : net_(network), memory_(memory), answer_(answer), tuple_(tuple) {}

    ReferencePassage from_interface(NetworkIndex index);
    ReferencePassage from_outside();

  private:
    ReferencePassage drop(Reason reason) { return {End::Dropped, 0, reason, {}, {}}; }
    ReferencePassage done(End end, NetworkIndex interface = 0) {
        return {end, interface, Reason::NoRoute, tuple_.source, tuple_.destination};
    }

    // "A network ACL has inbound rules and outbound rules ... evaluated starting with the lowest
    // numbered rule. As soon as a rule matches traffic, it's applied."
    bool acl_allows(NetworkIndex subnet, bool inbound) {
        const NetworkAcl& acl = net_.acls[net_.subnets[subnet].acl];
        const IpAddress& peer = inbound ? tuple_.source : tuple_.destination;
        for (unsigned number = 1; number <= 32766; ++number) {
            for (const AclEntry& entry : inbound ? acl.inbound : acl.outbound) {
                if (entry.number == number && entry.cidr.contains(peer) &&
                    says(entry.traffic, tuple_)) {
                    return entry.allow;
                }
            }
        }
        return false;
    }

    // "the private IP addresses of the network interfaces that are associated with the group"
    bool is_member(const IpAddress& address, NetworkIndex group) {
        for (const Interface& interface : net_.interfaces) {
            bool in_group = false;
            bool has = false;
            for (const NetworkIndex g : interface.groups) in_group = in_group || g == group;
            for (const IpAddress& a : interface.addresses) has = has || a == address;
            if (in_group && has) return true;
        }
        return false;
    }

    bool peered(NetworkIndex a, NetworkIndex b) {
        for (const Peering& p : net_.peerings) {
            const bool joins =
                (p.requester == a && p.accepter == b) || (p.requester == b && p.accepter == a);
            if (joins && p.same_region) return true;
        }
        return a == b;
    }

    std::optional<Reason> groups_refuse(NetworkIndex index, bool inbound) {
        const Interface& interface = net_.interfaces[index];
        if (interface.groups.empty()) return std::nullopt;
        const IpAddress& peer = inbound ? tuple_.source : tuple_.destination;
        for (const Memory::Passed& known : memory_.passed) {  // "regardless of the rules"
            if (answer_ && known.interface == index && known.peer == peer) return std::nullopt;
        }
        const NetworkIndex vpc = net_.subnets[interface.subnet].vpc;
        bool rules = false;
        for (const NetworkIndex group : interface.groups) {
            const SecurityGroup& g = net_.groups[group];
            for (const SecurityRule& rule : inbound ? g.inbound : g.outbound) {
                rules = true;
                bool matches = false;
                if (const auto* cidr = std::get_if<Prefix>(&rule.peer)) {
                    matches = cidr->contains(peer);
                } else if (const auto* list = std::get_if<PrefixListPeer>(&rule.peer)) {
                    matches = any_holds(net_.prefix_lists[list->list].entries, peer);
                } else {
                    const NetworkIndex named = std::get<GroupPeer>(rule.peer).group;
                    matches = own_address_ && is_member(peer, named) &&
                              peered(vpc, net_.groups[named].vpc);
                }
                if (matches && says(rule.traffic, tuple_)) {
                    memory_.passed.push_back({index, peer});
                    return std::nullopt;
                }
            }
        }
        return rules ? Reason::GroupRulesMismatch : Reason::GroupHasNoRules;
    }

    ReferencePassage past_edge(NetworkIndex subnet) {
        if (any_holds(net_.subnets[subnet].cidrs, tuple_.destination)) {
            return arrive(net_.subnets[subnet].vpc, subnet);
        }
        if (!acl_allows(subnet, false)) return drop(Reason::AclRestriction);
        return route(subnet);
    }

    ReferencePassage route(NetworkIndex subnet);
    ReferencePassage arrive(NetworkIndex vpc, std::optional<NetworkIndex> from);
    ReferencePassage nat(NetworkIndex gateway, NetworkIndex from);
    ReferencePassage internet();
    ReferencePassage transit(const TransitGateway& gateway, NetworkIndex table,
                             const std::string& zone);

    const Network& net_;
    Memory& memory_;
    bool answer_;
    Tuple tuple_;
    bool own_address_ = true;  // the source is still the one that an interface sent with
    int depth_ = 0;
};

ReferencePassage Journey::from_interface(NetworkIndex index) {
    const Interface& interface = net_.interfaces[index];
    bool own = false;
    for (const IpAddress& a : interface.addresses) own = own || a == tuple_.source;
    if (interface.source_dest_check && !own) return drop(Reason::SourceDestCheck);

    const std::uint32_t to = tuple_.destination.v4_bits();
    const Vpc& vpc = net_.vpcs[net_.subnets[interface.subnet].vpc];
    if (to == vpc.cidrs.front().first().v4_bits() + 2) return done(End::Provider);
    for (const char* service : {"169.254.169.123", "169.254.169.253", "169.254.169.254"}) {
        if (tuple_.destination.text() == service) return done(End::Provider);
    }
    if (const auto refused = groups_refuse(index, false)) return drop(*refused);
    return past_edge(interface.subnet);
}

// "We use the most specific route that matches the traffic"; then the kinds in their order.
ReferencePassage Journey::route(NetworkIndex subnet) {
    const Subnet& s = net_.subnets[subnet];
    for (int length = 32; length >= 0; --length) {
        for (const Prefix& cidr : net_.vpcs[s.vpc].cidrs) {
            if (cidr.length() == length && cidr.contains(tuple_.destination)) {
                return arrive(s.vpc, subnet);
            }
        }
        for (const RouteOrigin origin :
             {RouteOrigin::Static, RouteOrigin::PrefixList, RouteOrigin::Propagated}) {
            for (const Route& r : net_.route_tables[s.route_table].routes) {
                if (r.destination.length() != length || r.origin != origin ||
                    !r.destination.contains(tuple_.destination)) {
                    continue;
                }
                if (r.blackhole) return drop(Reason::RouteBadState);
                if (++depth_ > 8) return drop(Reason::NoRoute);
                const NetworkIndex target = r.target.index;
                switch (r.target.kind) {
                    case RouteTarget::Kind::Other:
                        return {End::Unknown, 0, Reason::RouteTargetUnknown, {}, {}};
                    case RouteTarget::Kind::NatGateway:
                        return nat(target, subnet);
                    case RouteTarget::Kind::PrivateGateway:
                        own_address_ = false;
                        if (any_holds(net_.private_gateways[target].networks, tuple_.destination)) {
                            return done(End::Outside);
                        }
                        return drop(Reason::UnassignedAddress);
                    case RouteTarget::Kind::Peering: {
                        const Peering& p = net_.peerings[target];
                        const NetworkIndex other = p.requester == s.vpc ? p.accepter : p.requester;
                        if (!any_holds(net_.vpcs[s.vpc].cidrs, tuple_.source) ||
                            !any_holds(net_.vpcs[other].cidrs, tuple_.destination)) {
                            return drop(Reason::PeeringAddress);
                        }
                        return arrive(other, std::nullopt);
                    }
                    case RouteTarget::Kind::TransitGateway: {
                        const TransitGateway& gateway = net_.transit_gateways[target];
                        for (const TransitAttachment& a : gateway.attachments) {
                            if (a.vpc != s.vpc) continue;
                            for (const NetworkIndex in : a.subnets) {
                                if (net_.subnets[in].zone != s.zone) continue;
                                if (in != subnet && !acl_allows(in, true)) {
                                    return drop(Reason::AclRestriction);
                                }
                                return transit(gateway, a.table, s.zone);
                            }
                        }
                        return drop(Reason::TransitZone);
                    }
                    case RouteTarget::Kind::InternetGateway: {
                        const std::string to = tuple_.destination.text();
                        for (const char* block :
                             {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"}) {
                            if (Prefix::parse(block)->contains(tuple_.destination)) {
                                return drop(Reason::PrivateAddressOut);
                            }
                        }
                        if (Prefix::parse("100.64.0.0/10")->contains(tuple_.destination)) {
                            return drop(Reason::SharedAddressOut);
                        }
                        for (const Interface& i : net_.interfaces) {
                            if (net_.subnets[i.subnet].vpc != s.vpc) continue;
                            for (const PublicAddress& p : i.publics) {
                                if (p.inside != tuple_.source) continue;
                                tuple_.source = p.outside;
                                return internet();
                            }
                        }
                        for (const NatGateway& g : net_.nat_gateways) {
                            if (net_.subnets[g.subnet].vpc != s.vpc || !g.outside ||
                                g.inside != tuple_.source) {
                                continue;
                            }
                            tuple_.source = *g.outside;
                            return internet();
                        }
                        return drop(Reason::PublicAddressMissing);
                    }
                }
            }
        }
    }
    return drop(Reason::NoRoute);
}

ReferencePassage Journey::internet() {
    own_address_ = false;
    std::optional<NetworkIndex> vpc;
    for (const Interface& i : net_.interfaces) {
        for (const PublicAddress& p : i.publics) {
            if (p.outside != tuple_.destination || vpc) continue;
            vpc = net_.subnets[i.subnet].vpc;
            tuple_.destination = p.inside;
        }
    }
    for (const NatGateway& g : net_.nat_gateways) {
        if (vpc || g.outside != tuple_.destination) continue;
        vpc = net_.subnets[g.subnet].vpc;
        tuple_.destination = g.inside;
    }
    if (!vpc) return done(End::Outside);
    for (const InternetGateway& gateway : net_.internet_gateways) {
        if (gateway.vpc == *vpc) return arrive(*vpc, std::nullopt);
    }
    return drop(Reason::PublicAddressUnknown);
}

ReferencePassage Journey::arrive(NetworkIndex vpc, std::optional<NetworkIndex> from) {
    for (NetworkIndex i = 0; i < net_.interfaces.size(); ++i) {
        const Interface& interface = net_.interfaces[i];
        if (net_.subnets[interface.subnet].vpc != vpc) continue;
        for (const IpAddress& a : interface.addresses) {
            if (a != tuple_.destination) continue;
            if (from != interface.subnet && !acl_allows(interface.subnet, true)) {
                return drop(Reason::AclRestriction);
            }
            if (const auto refused = groups_refuse(i, true)) return drop(*refused);
            return done(End::Interface, i);
        }
    }
    for (NetworkIndex g = 0; g < net_.nat_gateways.size(); ++g) {
        const NatGateway& gateway = net_.nat_gateways[g];
        if (net_.subnets[gateway.subnet].vpc != vpc || gateway.inside != tuple_.destination) {
            continue;
        }
        if (from != gateway.subnet && !acl_allows(gateway.subnet, true)) {
            return drop(Reason::AclRestriction);
        }
        if (answer_) {
            for (std::size_t n = memory_.nats.size(); n > 0; --n) {
                const Memory::Nat known = memory_.nats[n - 1];
                if (known.gateway != g || known.remote != tuple_.source) continue;
                memory_.nats.resize(n - 1);  // what passed it last comes back first
                tuple_.destination = known.inside;
                tuple_.destination_port = known.port;
                own_address_ = false;
                return past_edge(gateway.subnet);
            }
        }
        return drop(Reason::NatNoConnection);
    }
    return drop(Reason::UnassignedAddress);
}

ReferencePassage Journey::nat(NetworkIndex index, NetworkIndex from) {
    const NatGateway& gateway = net_.nat_gateways[index];
    if (from != gateway.subnet && !acl_allows(gateway.subnet, true)) {
        return drop(Reason::AclRestriction);
    }
    if (!any_holds(net_.vpcs[net_.subnets[gateway.subnet].vpc].cidrs, tuple_.source)) {
        return drop(Reason::NatSourceOutsideVpc);
    }
    // A SYN-ACK opens nothing; of a datagram nobody can tell.
    if (answer_ && tuple_.protocol == Protocol::TCP) return drop(Reason::NatNoConnection);
    memory_.nats.push_back({index, tuple_.source, tuple_.source_port, tuple_.destination});
    tuple_.source = gateway.inside;
    tuple_.source_port = 1024;
    own_address_ = false;
    return past_edge(gateway.subnet);
}

ReferencePassage Journey::transit(const TransitGateway& gateway, NetworkIndex table,
                                  const std::string& zone) {
    const TransitRoute* best = nullptr;
    for (const TransitRoute& r : gateway.tables[table]) {
        if (!r.destination.contains(tuple_.destination)) continue;
        const bool longer = best == nullptr || r.destination.length() > best->destination.length();
        const bool as_long =
            best != nullptr && r.destination.length() == best->destination.length();
        if (longer || (as_long && best->propagated && !r.propagated)) best = &r;
    }
    if (best == nullptr) return drop(Reason::TransitNoRoute);
    if (!best->attachment) return drop(Reason::TransitBadState);
    own_address_ = false;
    const TransitAttachment& to = gateway.attachments[*best->attachment];
    if (!to.vpc) {
        return any_holds(to.networks, tuple_.destination) ? done(End::Outside)
                                                          : drop(Reason::UnassignedAddress);
    }
    if (to.subnets.empty()) return drop(Reason::TransitZone);
    for (const NetworkIndex subnet : to.subnets) {
        if (net_.subnets[subnet].zone == zone) return past_edge(subnet);
    }
    return past_edge(to.subnets.front());
}

ReferencePassage Journey::from_outside() {
    own_address_ = false;
    for (const PrivateGateway& gateway : net_.private_gateways) {
        if (any_holds(gateway.networks, tuple_.source) &&
            any_holds(net_.vpcs[gateway.vpc].cidrs, tuple_.destination)) {
            return arrive(gateway.vpc, std::nullopt);
        }
    }
    for (const TransitGateway& gateway : net_.transit_gateways) {
        for (const TransitAttachment& a : gateway.attachments) {
            if (!a.vpc && any_holds(a.networks, tuple_.source)) {
                return transit(gateway, a.table, "");
            }
        }
    }
    const ReferencePassage passage = internet();
    return passage.end == End::Outside ? drop(Reason::PublicAddressUnknown) : passage;
}

}  // namespace

ReferenceJourney reference_journey(const Network& network, std::optional<NetworkIndex> from,
                                   const Packet& opening) {
    Memory memory;
    Journey there(network, memory, false, opening.translated);
    ReferenceJourney journey;
    journey.there = from ? there.from_interface(*from) : there.from_outside();
    const bool taken = journey.there.end == End::Interface || journey.there.end == End::Outside;
    if (!taken) return journey;
    Tuple answer = opening.translated.reversed();
    answer.source = journey.there.destination;
    answer.destination = journey.there.source;
    if (!memory.nats.empty()) answer.destination_port = 1024;
    Journey back(network, memory, true, answer);
    journey.back = journey.there.end == End::Interface
                       ? back.from_interface(journey.there.interface)
                       : back.from_outside();
    return journey;
}

}  // namespace policy
