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
        {Reason::ServiceBackend, "SVC_BACKEND",
         "The address is a service's; the node sends the connection on to one of its backends."},
        {Reason::ServiceNoEndpoints, "SVC_NO_ENDPOINTS",
         "No ready pod stands behind the service's port, so the node refuses the connection at "
         "once."},
        {Reason::ServiceNoLocalEndpoints, "SVC_NO_LOCAL_ENDPOINTS",
         "The service's traffic policy is Local and its ready pods are all on other nodes, so the "
         "node drops the packet and the client times out."},
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
    };
    return table;
}

std::string_view code(Reason reason) {
    // The table is in the order of the enumerators; verdict_test.cpp holds it to that.
    return reason_table()[static_cast<std::size_t>(reason)].code;
}

}  // namespace policy
