// SPDX-License-Identifier: MIT
#include "policy/model/verdict.h"

#include <cassert>

namespace policy {

std::string_view text(Action action) {
    switch (action) {
        case Action::Allow:
            return "allow";
        case Action::Drop:
            return "drop";
        case Action::Uncertain:
            return "uncertain";
    }
    assert(false && "an Action outside its enumerators");
    return "";
}

const std::vector<ReasonInfo>& reason_table() {
    static const std::vector<ReasonInfo> table = {
        {Reason::NotIsolated, "NP_NOT_ISOLATED",
         "No policy isolates the pod in this direction, so everything passes."},
        {Reason::RuleMatch, "NP_RULE_MATCH",
         "A rule of a policy that selects the pod matches the peer and the port."},
        {Reason::OwnNode, "NP_OWN_NODE",
         "The packet comes to the pod from its own node, which no policy can deny; or it goes "
         "there, and the settings let that pass."},
        {Reason::Established, "NP_ESTABLISHED",
         "The packet continues a connection whose opening was allowed, from the end that opened "
         "it."},
        {Reason::Reply, "NP_REPLY",
         "The packet answers a connection whose opening was allowed; replies need no rule."},
        {Reason::Related, "NP_RELATED",
         "The ICMP error is about a packet of a connection whose opening was allowed."},
        {Reason::NeighborDiscovery, "NP_NEIGHBOR_DISCOVERY",
         "IPv6 neighbour discovery and router messages always pass, for IPv6 does not work "
         "without them."},
        {Reason::EgressDefaultDeny, "NP_EGRESS_DEFAULT_DENY",
         "Policies isolate the pod for egress and none of them has an egress rule."},
        {Reason::IngressDefaultDeny, "NP_INGRESS_DEFAULT_DENY",
         "Policies isolate the pod for ingress and none of them has an ingress rule."},
        {Reason::EgressNoRuleMatch, "NP_EGRESS_NO_RULE_MATCH",
         "Policies isolate the pod for egress and no egress rule of theirs matches the "
         "destination."},
        {Reason::IngressNoRuleMatch, "NP_INGRESS_NO_RULE_MATCH",
         "Policies isolate the pod for ingress and no ingress rule of theirs matches the source."},
        {Reason::PortMismatch, "NP_PORT_MISMATCH",
         "A rule matches the peer, but none of its ports matches the protocol and port."},
        {Reason::NamedPortUnresolved, "NP_NAMED_PORT_UNRESOLVED",
         "A rule matches the peer, but the destination declares none of the port names the rule "
         "asks for."},
        {Reason::FragmentWithoutFirst, "NP_FRAGMENT_WITHOUT_FIRST",
         "The packet is a later fragment without ports, and its first fragment was not seen in "
         "the last 30 seconds."},
        {Reason::PortlessAllowed, "NP_PORTLESS_ALLOWED",
         "No rule matches, but by the settings isolated pods pass what has no ports, such as "
         "ICMP."},
        {Reason::PortlessDropped, "NP_PORTLESS_DROPPED",
         "A rule matches, but by the settings isolated pods drop what has no ports, such as ICMP."},
        {Reason::LabelUnknown, "NP_LABEL_UNKNOWN",
         "A selector asks for a label of one end that a controller will write, and whether the "
         "packet may pass depends on its value, which only a running cluster knows; it passes, and "
         "the flow is uncertain."},
        {Reason::ServiceBackend, "SVC_BACKEND",
         "The address is a service's; the node sends the connection on to one of its backends."},
        {Reason::ServiceNoEndpoints, "SVC_NO_ENDPOINTS",
         "No ready pod stands behind the service's port, so the node refuses the connection at "
         "once."},
        {Reason::ServiceNoLocalEndpoints, "SVC_NO_LOCAL_ENDPOINTS",
         "The service's traffic policy is Local and its ready pods are all on other nodes, so the "
         "node drops the packet and the client times out."},
        {Reason::ServiceNodeDns, "SVC_NODE_LOCAL_DNS",
         "The node's own DNS cache answers for this address, which stays as it was written: "
         "policies judge it, and not the pods behind the service."},
        {Reason::LoadBalancerTarget, "LB_TARGET",
         "The load balancer sends the connection on to one of its targets."},
        {Reason::LoadBalancerSource, "LB_SOURCE_RANGES",
         "The load balancer's security group lets in certain source ranges only, and the client's "
         "address is in none of them, so the packet is dropped."},
        {Reason::LoadBalancerListener, "ELBV2_LISTENERS_MISMATCH",
         "The load balancer has no listener on this port, so its security group drops the packet."},
        {Reason::LoadBalancerNoRule, "LB_NO_RULE",
         "No rule of the Ingress matches the request's host and path and there is no default "
         "backend, so the load balancer answers 404 itself."},
        {Reason::LoadBalancerNoTargets, "ELBV2_LISTENER_HAS_NO_TG",
         "The load balancer has no target for the connection: an Application Load Balancer "
         "answers 503, a Network Load Balancer drops it."},
        {Reason::LoadBalancerHairpin, "LB_HAIRPIN",
         "The load balancer keeps the client's address and the target runs on the client's node: "
         "its "
         "answer does not come back by way of the load balancer, and the client times out."},
        {Reason::GroupRuleMatch, "VPC_SG_RULE_MATCH",
         "A rule of the interface's security groups admits the packet."},
        {Reason::GroupTracked, "VPC_SG_TRACKED",
         "The interface's security groups let the connection in earlier and remember it, so this "
         "packet needs no rule."},
        {Reason::GroupRulesMismatch, "ENI_SG_RULES_MISMATCH",
         "No rule of the interface's security groups admits the packet in this direction."},
        {Reason::GroupHasNoRules, "SG_HAS_NO_RULES",
         "The interface's security groups have no rules at all in this direction."},
        {Reason::TrackingAllowance, "VPC_SG_TRACKING_ALLOWANCE",
         "The instance remembers as many connections as it can, so a new one that has to be "
         "remembered is dropped (counted as conntrack_allowance_exceeded)."},
        {Reason::AclEntryMatch, "VPC_ACL_ENTRY_MATCH",
         "An entry of the subnet's network ACL allows the packet."},
        {Reason::AclRestriction, "SUBNET_ACL_RESTRICTION",
         "The subnet's network ACL denies the packet; it has no memory, so replies need an entry "
         "of their own."},
        {Reason::LocalRoute, "VPC_LOCAL_ROUTE",
         "The destination lies in the VPC, which routes within itself."},
        {Reason::RouteMatch, "VPC_ROUTE_MATCH",
         "A route of the subnet's route table leads to the destination."},
        {Reason::NoRoute, "NO_ROUTE_TO_DESTINATION", "No route leads to the destination address."},
        {Reason::RouteBadState, "BAD_STATE_ROUTE",
         "The route to the destination is a blackhole: what it leads to is gone, and no other "
         "route takes its place."},
        {Reason::RouteTargetUnknown, "VPC_ROUTE_TARGET_NOT_MODELLED",
         "The route leads to something that is not modelled, so what becomes of the packet is "
         "not known."},
        {Reason::UnassignedAddress, "NO_POSSIBLE_DESTINATION",
         "The address lies in a network that is known, but nothing there has it."},
        {Reason::SourceDestCheck, "ENI_SOURCE_DEST_CHECK_RESTRICTION",
         "The interface sends and takes only what bears an address of its own, because its "
         "source/destination check is on."},
        {Reason::ProviderService, "VPC_PROVIDER_SERVICE",
         "The address is the VPC's own DNS resolver, time or metadata service, which security "
         "groups and network ACLs do not filter."},
        {Reason::AddressTranslated, "VPC_ADDRESS_TRANSLATED",
         "A gateway replaces an address of the packet, and puts it back in replies."},
        {Reason::PublicAddressMissing, "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS",
         "The route leads to an internet gateway, but the sending address has no public address "
         "that stands for it."},
        {Reason::PublicAddressUnknown, "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS",
         "No interface of a VPC with an internet gateway has this public address."},
        {Reason::PrivateAddressOut, "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS",
         "Internet gateways do not send to private addresses (RFC 1918)."},
        {Reason::SharedAddressOut, "IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS",
         "Internet gateways do not send to shared addresses (RFC 6598)."},
        {Reason::NatSourceOutsideVpc, "NGW_REQUIRES_SOURCE_IN_VPC",
         "A NAT gateway serves its own VPC only, not what comes through a peering, a VPN or "
         "Direct Connect."},
        {Reason::NatProtocol, "PROTOCOL_RESTRICTION",
         "NAT gateways translate TCP, UDP and ICMP only."},
        {Reason::NatNoConnection, "VPC_NAT_NO_CONNECTION",
         "The NAT gateway remembers no connection that this packet belongs to."},
        {Reason::NatPortsExhausted, "VPC_NAT_PORTS_EXHAUSTED",
         "Every source port that the translation could use towards this destination is in use "
         "(a NAT gateway counts it as ErrorPortAllocation)."},
        {Reason::PeeringAddress, "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR",
         "A peering carries only what goes from one of its two VPCs to the other: it is not "
         "transitive."},
        {Reason::TransitZone, "TGW_ROUTE_AZ_RESTRICTION",
         "The transit gateway has no subnet in the zone that the packet comes from."},
        {Reason::TransitNoRoute, "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT",
         "The transit gateway's route table has no route to the destination."},
        {Reason::TransitBadState, "TGW_RTB_BAD_STATE_ROUTE",
         "The transit gateway's route to the destination is a blackhole."},
        {Reason::FragmentPortsUnknown, "VPC_FRAGMENT_PORTS_UNKNOWN",
         "The packet is a later fragment without ports, and rules that ask for ports could decide "
         "either way."},
        {Reason::NodeSourceNat, "VPC_NODE_SNAT",
         "The node puts its own address in place of the pod's, because the destination lies "
         "outside the VPC: from here on security groups, network ACLs and the destination see the "
         "node."},
    };
    return table;
}

std::string_view code(Reason reason) {
    // The table is in the order of the enumerators; verdict_test.cpp holds it to that.
    return reason_table()[static_cast<std::size_t>(reason)].code;
}

}  // namespace policy
