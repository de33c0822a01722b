// SPDX-License-Identifier: MIT
// What is legal and most likely not meant: policies that do nothing, rules that cannot match, the
// traps that the API's text sets, Services that send nobody or not everybody to one port, and what
// no selector matches: load balancers, the nodes' DNS caches.
//
// Precision first. Whether labels meet a selector is said only of pods that the input is sure to
// hold: those of a namespace with pods in it; of all others only where the world is complete, a
// whole cluster's dump or a scenario.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/model.h"
#include "policy/model/settings.h"

namespace policy {

// Error: it can have no effect, or the API refuses it. Warning: most likely not what was meant.
// Note: it does no harm, and can go.
enum class Severity : std::uint8_t { Note, Warning, Error };

std::string_view text(Severity severity);  // "note", "warning", "error"

// Codes are stable and public, like those of Reason. lint_table() is the one list.
enum class Lint : std::uint8_t {
    InvalidObject,             // LINT_INVALID_OBJECT: not found here, but by who reads objects
    PolicyNotRead,             // LINT_POLICY_NOT_READ: likewise
    ExceptOutsideCidr,         // LINT_EXCEPT_OUTSIDE_CIDR
    SelectorContradiction,     // LINT_SELECTOR_CONTRADICTION
    BlockEmpty,                // LINT_BLOCK_EMPTY
    PolicySelectsNothing,      // LINT_POLICY_SELECTS_NOTHING
    RuleNeverMatches,          // LINT_RULE_NEVER_MATCHES
    PeerMatchesNothing,        // LINT_PEER_MATCHES_NOTHING
    TwoPeersForOne,            // LINT_TWO_PEERS_FOR_ONE
    RulesIgnored,              // LINT_RULES_IGNORED
    EmptyEgressIgnored,        // LINT_EMPTY_EGRESS_IGNORED
    IngressIsolatedByDefault,  // LINT_INGRESS_ISOLATED_BY_DEFAULT
    EgressWithoutDns,          // LINT_EGRESS_WITHOUT_DNS
    DnsWithoutTcp,             // LINT_DNS_WITHOUT_TCP
    DnsCacheNotAdmitted,       // LINT_DNS_CACHE_NOT_ADMITTED
    NamedPortUndeclared,       // LINT_NAMED_PORT_UNDECLARED
    PortNotListened,           // LINT_PORT_NOT_LISTENED
    ServicePortMeant,          // LINT_SERVICE_PORT
    ServiceNoEndpoints,        // LINT_SERVICE_NO_ENDPOINTS
    ServicePortsDiffer,        // LINT_SERVICE_PORTS_DIFFER
    LoadBalancerKeptOut,       // LINT_LOAD_BALANCER_KEPT_OUT
    CidrNotCanonical,          // LINT_CIDR_NOT_CANONICAL
    OneFamilyOnly,             // LINT_ONE_FAMILY_ONLY
    RuleImplied,               // LINT_RULE_IMPLIED
    RuleImpliedHere,           // LINT_RULE_IMPLIED_HERE
    ItemImplied,               // LINT_ITEM_IMPLIED
    GroupRuleImplied,          // LINT_SG_RULE_IMPLIED
    GroupPeerEmpty,            // LINT_SG_PEER_EMPTY
    GroupUnattached,           // LINT_SG_UNATTACHED
    AclEntryShadowed,          // LINT_ACL_ENTRY_SHADOWED
    AclAnswerBlocked,          // LINT_ACL_ANSWER_BLOCKED
    CidrOfNobody,              // LINT_CIDR_OF_NOBODY
};

struct LintInfo {
    Lint lint;
    std::string_view code;
    Severity severity;
    std::string_view title;  // "policy that selects no pod"
    std::string_view why;    // why it matters
    std::string_view remedy;
};

const std::vector<LintInfo>& lint_table();
const LintInfo& info(Lint lint);

struct LintFinding {
    static constexpr std::size_t none = SIZE_MAX;

    Lint lint = Lint::InvalidObject;
    std::size_t policy = none;   // World::policies, and of what is said of a Service:
    std::size_t service = none;  // World::services; and of a thing of a network:
    std::string resource;        // "SecurityGroup web"; see network.h
    std::string path;            // the API's field path: "spec.ingress[0].from[1]"
    Position position;
    std::string message;  // lower case, no full stop
    std::string help;     // what would mend this one; may be empty
};

// All findings of what Kubernetes has, by position, then path and code. REQUIRES: policies are
// defaulted. Those that validate() refuses may be among them: of them only LINT_EXCEPT_OUTSIDE_CIDR
// is said.
std::vector<LintFinding> lint(const World& world, const Settings& settings = {});

}  // namespace policy
