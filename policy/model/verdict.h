// SPDX-License-Identifier: MIT
// What a hook says of a packet: an action, the reason as a stable code, and what decided.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/packet.h"

namespace policy {

// Uncertain: an input is missing. The packet passes and taints its flow.
enum class Action : std::uint8_t { Allow, Drop, Uncertain };

std::string_view text(Action action);  // "allow", "drop", "uncertain"

// Why. Codes are stable and public: they stand in databases, scripts and documentation. Those of
// network policies begin with NP_, those of services with SVC_; a VPC's and a load balancer's drops
// carry the codes of AWS Reachability Analyzer, or begin with VPC_ or LB_ where it has none.
// reason_table() is the one list; README.md explains each.
enum class Reason : std::uint8_t {
    NotIsolated,              // NP_NOT_ISOLATED
    RuleMatch,                // NP_RULE_MATCH
    OwnNode,                  // NP_OWN_NODE
    Established,              // NP_ESTABLISHED
    Reply,                    // NP_REPLY
    Related,                  // NP_RELATED
    NeighborDiscovery,        // NP_NEIGHBOR_DISCOVERY
    EgressDefaultDeny,        // NP_EGRESS_DEFAULT_DENY
    IngressDefaultDeny,       // NP_INGRESS_DEFAULT_DENY
    EgressNoRuleMatch,        // NP_EGRESS_NO_RULE_MATCH
    IngressNoRuleMatch,       // NP_INGRESS_NO_RULE_MATCH
    PortMismatch,             // NP_PORT_MISMATCH
    NamedPortUnresolved,      // NP_NAMED_PORT_UNRESOLVED
    FragmentWithoutFirst,     // NP_FRAGMENT_WITHOUT_FIRST
    PortlessAllowed,          // NP_PORTLESS_ALLOWED
    PortlessDropped,          // NP_PORTLESS_DROPPED
    LabelUnknown,             // NP_LABEL_UNKNOWN
    ServiceBackend,           // SVC_BACKEND
    ServiceNoEndpoints,       // SVC_NO_ENDPOINTS
    ServiceNoLocalEndpoints,  // SVC_NO_LOCAL_ENDPOINTS
    ServiceNodeDns,           // SVC_NODE_LOCAL_DNS
    LoadBalancerTarget,       // LB_TARGET
    LoadBalancerSource,       // LB_SOURCE_RANGES
    LoadBalancerListener,     // ELBV2_LISTENERS_MISMATCH
    LoadBalancerNoRule,       // LB_NO_RULE
    LoadBalancerNoTargets,    // ELBV2_LISTENER_HAS_NO_TG
    LoadBalancerHairpin,      // LB_HAIRPIN
    GroupRuleMatch,           // VPC_SG_RULE_MATCH
    GroupTracked,             // VPC_SG_TRACKED
    GroupRulesMismatch,       // ENI_SG_RULES_MISMATCH
    GroupHasNoRules,          // SG_HAS_NO_RULES
    TrackingAllowance,        // VPC_SG_TRACKING_ALLOWANCE
    AclEntryMatch,            // VPC_ACL_ENTRY_MATCH
    AclRestriction,           // SUBNET_ACL_RESTRICTION
    LocalRoute,               // VPC_LOCAL_ROUTE
    RouteMatch,               // VPC_ROUTE_MATCH
    NoRoute,                  // NO_ROUTE_TO_DESTINATION
    RouteBadState,            // BAD_STATE_ROUTE
    RouteTargetUnknown,       // VPC_ROUTE_TARGET_NOT_MODELLED
    UnassignedAddress,        // NO_POSSIBLE_DESTINATION
    SourceDestCheck,          // ENI_SOURCE_DEST_CHECK_RESTRICTION
    ProviderService,          // VPC_PROVIDER_SERVICE
    AddressTranslated,        // VPC_ADDRESS_TRANSLATED
    PublicAddressMissing,     // IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS
    PublicAddressUnknown,     // IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS
    PrivateAddressOut,        // IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS
    SharedAddressOut,         // IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS
    NatSourceOutsideVpc,      // NGW_REQUIRES_SOURCE_IN_VPC
    NatProtocol,              // PROTOCOL_RESTRICTION
    NatNoConnection,          // VPC_NAT_NO_CONNECTION
    NatPortsExhausted,        // VPC_NAT_PORTS_EXHAUSTED
    PeeringAddress,           // PCX_REQUIRES_ADDRESS_IN_VPC_CIDR
    TransitZone,              // TGW_ROUTE_AZ_RESTRICTION
    TransitNoRoute,           // TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT
    TransitBadState,          // TGW_RTB_BAD_STATE_ROUTE
    FragmentPortsUnknown,     // VPC_FRAGMENT_PORTS_UNKNOWN
    NodeSourceNat,            // VPC_NODE_SNAT
};

struct ReasonInfo {
    Reason reason;
    std::string_view code;
    std::string_view meaning;  // one plain sentence for the person who sees the code
};

const std::vector<ReasonInfo>& reason_table();
std::string_view code(Reason reason);

// What decided: one rule that admitted the packet, or one policy that isolates the pod and did
// not; a service's port or a load balancer's rule; a security group, network ACL or route table, or
// what it has of rules. Printed as {kind, namespace, name, direction, path, rule, file, line}.
struct Cause {
    std::string kind;  // "NetworkPolicy", "Service", "Ingress", "SecurityGroup", "RouteTable" ...
    std::string ns;
    std::string name;
    std::optional<Direction> direction;  // policies, security groups and network ACLs
    std::string path;                    // "spec.ingress[0].from[1]"; "spec.podSelector" of a drop
    std::optional<int> rule;  // 0-based; none where the policy isolates and no rule matched
    std::string file;
    std::uint32_t line = 0;

    friend bool operator==(const Cause& a, const Cause& b) {
        return std::tie(a.kind, a.ns, a.name, a.direction, a.path, a.rule, a.file, a.line) ==
               std::tie(b.kind, b.ns, b.name, b.direction, b.path, b.rule, b.file, b.line);
    }
    friend bool operator<(const Cause& a, const Cause& b) {
        return std::tie(a.kind, a.ns, a.name, a.direction, a.path, a.rule, a.file, a.line) <
               std::tie(b.kind, b.ns, b.name, b.direction, b.path, b.rule, b.file, b.line);
    }
};

// A list of causes, interned in a CauseBook. 0 is the empty list in every book.
using CauseListId = std::uint32_t;
constexpr CauseListId no_causes = 0;

struct Verdict {
    Action action = Action::Allow;
    Reason reason = Reason::NotIsolated;
    CauseListId causes = no_causes;  // of the book that the judging table was compiled with

    friend bool operator==(const Verdict& a, const Verdict& b) {
        return a.action == b.action && a.reason == b.reason && a.causes == b.causes;
    }
};

}  // namespace policy
