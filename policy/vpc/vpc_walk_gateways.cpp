// SPDX-License-Identifier: MIT
// What a route can lead to, and what comes in by it.
#include <algorithm>

#include "policy/vpc/traffic.h"
#include "policy/vpc/vpc_walk.h"

namespace policy {
namespace {

using Kind = VpcPlace::Kind;

bool within(const IpAddress& address, std::uint32_t first, int length) {
    return address.is_v4() && (address.v4_bits() ^ first) >> (32 - length) == 0;
}

// RFC 1918: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16.
bool is_private(const IpAddress& address) {
    return within(address, 0x0a000000, 8) || within(address, 0xac100000, 12) ||
           within(address, 0xc0a80000, 16);
}

// RFC 6598: 100.64.0.0/10.
bool is_shared(const IpAddress& address) {
    return within(address, 0x64400000, 10);
}

}  // namespace

void VpcWalk::into_nat(NetworkIndex index, Edge from) {
    const NatGateway& gateway = network().nat_gateways[index];
    const VpcPlace at{Kind::NatGateway, index};
    const NetworkIndex vpc = network().subnets[gateway.subnet].vpc;
    if (from != gateway.subnet && !acl(gateway.subnet, Way::In)) return;
    if (!any_contains(network().vpcs[vpc].cidrs, tuple().source)) {
        return lose(VpcHook::Gateway, at, Reason::NatSourceOutsideVpc);
    }
    const Protocol protocol = tuple().protocol;
    if (protocol != Protocol::TCP && protocol != Protocol::UDP && protocol != Protocol::ICMP) {
        return lose(VpcHook::Gateway, at, Reason::NatProtocol);
    }
    const SourceNat::Result result = vpcs_.nat(index).out(passage_.packet, now_, draw_);
    if (result.kind == SourceNat::Result::Kind::PortsExhausted) {
        return lose(VpcHook::Gateway, at, Reason::NatPortsExhausted);
    }
    if (result.kind == SourceNat::Result::Kind::NoConnection) {
        passage_.reset = protocol == Protocol::TCP && !passage_.packet.tcp.rst;
        return lose(VpcHook::Gateway, at, Reason::NatNoConnection);
    }
    past_nat(index, result.packet);
}

void VpcWalk::past_nat(NetworkIndex index, const Packet& translated) {
    passage_.packet = translated;
    carriage_ = {false, true};
    narrow(8500);
    allowed(VpcHook::Gateway, {Kind::NatGateway, index}, Reason::AddressTranslated);
    leave_subnet(network().nat_gateways[index].subnet);
}

void VpcWalk::back_through_nat(NetworkIndex index, Edge from) {
    const NetworkIndex subnet = network().nat_gateways[index].subnet;
    if (from != subnet && !acl(subnet, Way::In)) return;
    const SourceNat::Result result = vpcs_.nat(index).back(passage_.packet, now_);
    if (result.kind != SourceNat::Result::Kind::Translated) {
        return lose(VpcHook::Gateway, {Kind::NatGateway, index}, Reason::NatNoConnection);
    }
    past_nat(index, result.packet);
}

// "Internet gateways": one public address stands for one private one.
void VpcWalk::through_internet_gateway(NetworkIndex index, NetworkIndex subnet) {
    const VpcPlace at{Kind::InternetGateway, index};
    const NetworkIndex vpc = network().subnets[subnet].vpc;
    const IpAddress& to = tuple().destination;
    narrow(1500);
    if (is_private(to)) return lose(VpcHook::Gateway, at, Reason::PrivateAddressOut);
    if (is_shared(to)) return lose(VpcHook::Gateway, at, Reason::SharedAddressOut);
    if (to.is_v4()) {
        const IpAddress* outside = rules().public_of(vpc, tuple().source);
        if (outside == nullptr) {
            return lose(VpcHook::Gateway, at, Reason::PublicAddressMissing);
        }
        Tuple translated = tuple();
        translated.source = *outside;
        if (passage_.packet.quoted) passage_.packet.quoted->destination = *outside;
        rewrite(translated);
    }
    carriage_.same_network = false;
    allowed(VpcHook::Gateway, at, Reason::AddressTranslated);
    from_internet();
}

// On the internet: to a public address of a VPC, else away.
void VpcWalk::from_internet() {
    const VpcRules::Owner* owner = rules().owner_of(tuple().destination);
    if (owner == nullptr) {
        if (!tuple().destination.is_v4()) {
            for (NetworkIndex vpc = 0; vpc < network().vpcs.size(); ++vpc) {
                if (rules().interface_of(vpc, tuple().destination))
                    return deliver(vpc, std::nullopt);
            }
        }
        return end(Passage::To::Outside);
    }
    const auto& gateways = network().internet_gateways;
    const auto gateway =
        std::find_if(gateways.begin(), gateways.end(),
                     [&](const InternetGateway& g) { return g.vpc == owner->vpc; });
    if (gateway == gateways.end()) {
        return lose(VpcHook::Gateway, {Kind::Internet, 0}, Reason::PublicAddressUnknown);
    }
    narrow(1500);
    Tuple translated = tuple();
    translated.destination = owner->inside;
    if (passage_.packet.quoted) passage_.packet.quoted->source = owner->inside;
    rewrite(translated);
    carriage_.same_network = false;
    const auto index = static_cast<NetworkIndex>(gateway - gateways.begin());
    allowed(VpcHook::Gateway, {Kind::InternetGateway, index}, Reason::AddressTranslated);
    deliver(owner->vpc, std::nullopt);
}

void VpcWalk::through_peering(NetworkIndex index, NetworkIndex vpc) {
    const Peering& peering = network().peerings[index];
    const NetworkIndex other = peering.requester == vpc ? peering.accepter : peering.requester;
    const bool between = any_contains(network().vpcs[vpc].cidrs, tuple().source) &&
                         any_contains(network().vpcs[other].cidrs, tuple().destination);
    if (!between) {
        return lose(VpcHook::Gateway, {Kind::Peering, index}, Reason::PeeringAddress);
    }
    narrow(peering.same_region ? 9001 : 1500);
    allowed(VpcHook::Gateway, {Kind::Peering, index}, Reason::RouteMatch);
    deliver(other, std::nullopt);
}

// Into the transit gateway by its subnet in the zone that the packet comes from.
void VpcWalk::through_transit(NetworkIndex index, NetworkIndex subnet) {
    const TransitGateway& gateway = network().transit_gateways[index];
    const Subnet& from = network().subnets[subnet];
    for (NetworkIndex i = 0; i < gateway.attachments.size(); ++i) {
        const TransitAttachment& attachment = gateway.attachments[i];
        if (attachment.vpc != from.vpc) continue;
        for (const NetworkIndex in_zone : attachment.subnets) {
            if (network().subnets[in_zone].zone != from.zone) continue;
            if (in_zone != subnet && !acl(in_zone, Way::In)) return;
            return transit(index, i, from.zone);
        }
    }
    lose(VpcHook::Gateway, {Kind::TransitGateway, index}, Reason::TransitZone);
}

void VpcWalk::transit(NetworkIndex index, NetworkIndex attachment, const std::string& zone) {
    const TransitGateway& gateway = network().transit_gateways[index];
    const VpcPlace at{Kind::TransitGateway, index};
    const auto& table = gateway.tables[gateway.attachments[attachment].table];
    const TransitRoute* chosen = longest_match(
        table, tuple().destination, [](const TransitRoute& route) { return route.propagated; });
    if (chosen == nullptr) return lose(VpcHook::Gateway, at, Reason::TransitNoRoute);
    const CauseListId cause = rules().transit_cause(index);
    if (!chosen->attachment) return lose(VpcHook::Gateway, at, Reason::TransitBadState, cause);
    narrow(8500);
    carriage_ = {false, true};
    allowed(VpcHook::Gateway, at, Reason::RouteMatch, cause);
    out_of_transit(index, *chosen->attachment, zone);
}

// Out by the attachment's subnet in the same zone, where it has one there.
void VpcWalk::out_of_transit(NetworkIndex index, NetworkIndex attachment, const std::string& zone) {
    const TransitAttachment& to = network().transit_gateways[index].attachments[attachment];
    if (!to.vpc) {
        if (any_contains(to.networks, tuple().destination)) return end(Passage::To::Outside);
        return lose(VpcHook::Gateway, {Kind::TransitGateway, index}, Reason::UnassignedAddress);
    }
    if (to.subnets.empty()) {
        return lose(VpcHook::Gateway, {Kind::TransitGateway, index}, Reason::TransitZone);
    }
    const auto same = std::find_if(to.subnets.begin(), to.subnets.end(), [&](NetworkIndex subnet) {
        return network().subnets[subnet].zone == zone;
    });
    leave_subnet(same == to.subnets.end() ? to.subnets.front() : *same);
}

void VpcWalk::to_premises(NetworkIndex index) {
    const PrivateGateway& gateway = network().private_gateways[index];
    const VpcPlace at{Kind::PrivateGateway, index};
    carriage_.same_network = false;
    if (!any_contains(gateway.networks, tuple().destination)) {
        return lose(VpcHook::Gateway, at, Reason::UnassignedAddress);
    }
    narrow(1500);
    allowed(VpcHook::Gateway, at, Reason::RouteMatch);
    end(Passage::To::Outside);
}

// A network on premises comes by the gateway it lies behind, everyone else by the internet.
Passage VpcWalk::from_outside() {
    carriage_.same_network = false;
    for (NetworkIndex i = 0; i < network().private_gateways.size(); ++i) {
        const PrivateGateway& gateway = network().private_gateways[i];
        if (!any_contains(gateway.networks, tuple().source) ||
            !any_contains(network().vpcs[gateway.vpc].cidrs, tuple().destination)) {
            continue;
        }
        narrow(1500);
        allowed(VpcHook::Gateway, {Kind::PrivateGateway, i}, Reason::RouteMatch);
        deliver(gateway.vpc, std::nullopt);
        return std::move(passage_);
    }
    for (NetworkIndex i = 0; i < network().transit_gateways.size(); ++i) {
        const auto& attachments = network().transit_gateways[i].attachments;
        for (NetworkIndex a = 0; a < attachments.size(); ++a) {
            if (attachments[a].vpc || !any_contains(attachments[a].networks, tuple().source))
                continue;
            transit(i, a, "");
            return std::move(passage_);
        }
    }
    from_internet();
    if (passage_.to == Passage::To::Outside) {  // nobody in a VPC has the address
        passage_.to = Passage::To::Nowhere;
        lose(VpcHook::Gateway, {Kind::Internet, 0}, Reason::PublicAddressUnknown);
    }
    return std::move(passage_);
}

}  // namespace policy
