// SPDX-License-Identifier: MIT
#include "policy/vpc/vpc_walk.h"

#include <algorithm>

#include "policy/vpc/traffic.h"

namespace policy {
namespace {

using Kind = VpcPlace::Kind;

// The length of the longest of them that holds the address; -1 where none does.
int longest(const std::vector<Prefix>& prefixes, const IpAddress& address) {
    int length = -1;
    for (const Prefix& prefix : prefixes) {
        if (prefix.contains(address)) length = std::max(length, prefix.length());
    }
    return length;
}

// Four gateways is more than any way that arrives has: NAT, internet, internet, NAT.
constexpr int most_gateways = 8;

}  // namespace

VpcWalk::VpcWalk(VpcDatapath& vpcs, const Packet& packet, Time now, const DrawBelow& draw)
    : vpcs_(vpcs), now_(now), draw_(draw) {
    passage_.packet = packet;
    rewrite(packet.translated);
}

Passage VpcWalk::from_interface(NetworkIndex index) {
    const Interface& interface = network().interfaces[index];
    const NetworkIndex vpc = network().subnets[interface.subnet].vpc;
    const auto& own = interface.addresses;
    if (interface.balancer) carriage_.balancer = index;
    const bool its_own = std::find(own.begin(), own.end(), tuple().source) != own.end();
    if (interface.source_dest_check && !its_own && !interface.balancer) {
        lose(VpcHook::Interface, {Kind::Interface, index}, Reason::SourceDestCheck);
    } else if (is_provider_service(vpc)) {
        allowed(VpcHook::Route, {Kind::Vpc, vpc}, Reason::ProviderService);
        end(Passage::To::Provider);
    } else if (groups(index, Way::Out)) {
        leave_subnet(interface.subnet);
    }
    return std::move(passage_);
}

// "Client IP preservation": answers return to the load balancer, by no route.
Passage VpcWalk::back_to_balancer(NetworkIndex interface, NetworkIndex balancer) {
    const NetworkIndex subnet = network().interfaces[interface].subnet;
    const bool leaves = subnet != network().interfaces[balancer].subnet;
    if (groups(interface, Way::Out) && (!leaves || acl(subnet, Way::Out))) {
        into_interface(balancer, subnet);
    }
    return std::move(passage_);
}

// "Amazon DNS server", "Amazon Time Sync Service", "Instance metadata".
bool VpcWalk::is_provider_service(NetworkIndex vpc) const {
    const IpAddress& to = tuple().destination;
    if (!to.is_v4()) {
        return to.high() == 0xfd00'0ec2'0000'0000ULL &&
               (to.low() == 0x253 || to.low() == 0x254 || to.low() == 0x123);
    }
    constexpr std::uint32_t link_local = 0xa9fea900;  // 169.254.169.0
    if ((to.v4_bits() & 0xffffff00U) == link_local) {
        const std::uint32_t host = to.v4_bits() & 0xffU;
        return host == 253 || host == 254 || host == 123;
    }
    const std::vector<Prefix>& cidrs = network().vpcs[vpc].cidrs;
    const auto first = std::find_if(cidrs.begin(), cidrs.end(),
                                    [](const Prefix& cidr) { return cidr.family() == Family::V4; });
    return first != cidrs.end() && to.v4_bits() == first->first().v4_bits() + 2;
}

bool VpcWalk::in_subnet(NetworkIndex subnet) const {
    return any_contains(network().subnets[subnet].cidrs, tuple().destination);
}

// From what stands in the subnet: straight to its neighbours, else past the ACL to the router.
void VpcWalk::leave_subnet(NetworkIndex subnet) {
    if (in_subnet(subnet)) {
        deliver(network().subnets[subnet].vpc, subnet);
    } else if (acl(subnet, Way::Out)) {
        route(subnet);
    }
}

void VpcWalk::route(NetworkIndex subnet) {
    const Subnet& from = network().subnets[subnet];
    const RouteTable& table = network().route_tables[from.route_table];
    const VpcPlace at{Kind::RouteTable, from.route_table};
    const Route* chosen = longest_match(table.routes, tuple().destination,
                                        [](const Route& route) { return route.origin; });
    const int local = longest(network().vpcs[from.vpc].cidrs, tuple().destination);
    if (local >= 0 && (chosen == nullptr || chosen->destination.length() <= local)) {
        allowed(VpcHook::Route, at, Reason::LocalRoute);
        deliver(from.vpc, subnet);
        return;
    }
    if (chosen == nullptr) {
        lose(VpcHook::Route, at, Reason::NoRoute, rules().route_table_cause(from.route_table));
        return;
    }
    const auto index = static_cast<std::size_t>(chosen - table.routes.data());
    const CauseListId cause = rules().route_cause(from.route_table, index);
    if (chosen->blackhole) {
        lose(VpcHook::Route, at, Reason::RouteBadState, cause);
    } else if (++gateways_ > most_gateways) {
        lose(VpcHook::Route, at, Reason::NoRoute, cause);
    } else {
        follow(*chosen, cause, subnet);
    }
}

void VpcWalk::follow(const Route& route, CauseListId cause, NetworkIndex subnet) {
    const VpcPlace at{Kind::RouteTable, network().subnets[subnet].route_table};
    if (route.target.kind == RouteTarget::Kind::Other) {
        note(VpcHook::Route, at, {Action::Uncertain, Reason::RouteTargetUnknown, cause});
        return;
    }
    allowed(VpcHook::Route, at, Reason::RouteMatch, cause);
    switch (route.target.kind) {
        case RouteTarget::Kind::InternetGateway:
            return through_internet_gateway(route.target.index, subnet);
        case RouteTarget::Kind::NatGateway:
            return into_nat(route.target.index, subnet);
        case RouteTarget::Kind::Peering:
            return through_peering(route.target.index, network().subnets[subnet].vpc);
        case RouteTarget::Kind::TransitGateway:
            return through_transit(route.target.index, subnet);
        case RouteTarget::Kind::PrivateGateway:
            return to_premises(route.target.index);
        case RouteTarget::Kind::Other:
            break;
    }
}

// To whatever in the VPC has the address.
void VpcWalk::deliver(NetworkIndex vpc, Edge from) {
    if (const NetworkIndex* interface = rules().interface_of(vpc, tuple().destination)) {
        into_interface(*interface, from);
        return;
    }
    if (const NetworkIndex* gateway = rules().nat_gateway_of(vpc, tuple().destination)) {
        back_through_nat(*gateway, from);
        return;
    }
    lose(VpcHook::Route, {Kind::Vpc, vpc}, Reason::UnassignedAddress);
}

void VpcWalk::into_interface(NetworkIndex interface, Edge from) {
    const NetworkIndex subnet = network().interfaces[interface].subnet;
    if (from != subnet && !acl(subnet, Way::In)) return;
    if (!groups(interface, Way::In)) return;
    passage_.interface = interface;
    end(Passage::To::Interface);
}

bool VpcWalk::groups(NetworkIndex interface, Way way) {
    if (network().interfaces[interface].groups.empty()) return true;
    const Verdict verdict = vpcs_.gate(interface).judge(rules().groups(), passage_.packet, way,
                                                        carriage_, nullptr, now_);
    return note(way == Way::In ? VpcHook::GroupsIn : VpcHook::GroupsOut,
                {Kind::Interface, interface}, verdict);
}

bool VpcWalk::acl(NetworkIndex subnet, Way way) {
    const NetworkIndex index = network().subnets[subnet].acl;
    return note(way == Way::In ? VpcHook::AclIn : VpcHook::AclOut, {Kind::Subnet, subnet},
                rules().acl(index).judge(way, passage_.packet));
}

bool VpcWalk::note(VpcHook hook, VpcPlace at, const Verdict& verdict) {
    passage_.steps.push_back({hook, at, verdict, tuple()});
    if (verdict.action == Action::Drop) {
        passage_.action = Action::Drop;
        passage_.to = Passage::To::Nowhere;
    } else if (verdict.action == Action::Uncertain && passage_.action == Action::Allow) {
        passage_.action = Action::Uncertain;
    }
    return verdict.action != Action::Drop;
}

void VpcWalk::allowed(VpcHook hook, VpcPlace at, Reason reason, CauseListId cause) {
    note(hook, at, {Action::Allow, reason, cause});
}

void VpcWalk::lose(VpcHook hook, VpcPlace at, Reason reason, CauseListId cause) {
    note(hook, at, {Action::Drop, reason, cause});
}

void VpcWalk::end(Passage::To to) {
    passage_.to = to;
}

void VpcWalk::narrow(std::uint32_t mtu) {
    passage_.mtu = std::min(passage_.mtu, mtu);
}

void VpcWalk::rewrite(const Tuple& tuple) {
    const Tuple copy = tuple;  // may be the packet's own
    passage_.packet.written = copy;
    passage_.packet.translated = copy;
}

}  // namespace policy
