// SPDX-License-Identifier: MIT
#include "policy/lint/lint.h"

namespace policy {

std::string_view text(Severity severity) {
    switch (severity) {
        case Severity::Note:
            return "note";
        case Severity::Warning:
            return "warning";
        case Severity::Error:
            return "error";
    }
    return "";
}

const std::vector<LintInfo>& lint_table() {
    static const std::vector<LintInfo> table = {
        {Lint::InvalidObject, "LINT_INVALID_OBJECT", Severity::Error,
         "object that the API server refuses",
         "An object that is refused is not there: a policy that was to protect pods does not.",
         "Correct the field that is named; `vethlab validate` shows all such errors."},
        {Lint::PolicyNotRead, "LINT_POLICY_NOT_READ", Severity::Warning,
         "policy of an API that is not read",
         "It has no effect here, and one in the cluster: what is said of the pods it selects may "
         "be "
         "wrong.",
         "Ask the cluster about these pods, or say the same by a NetworkPolicy of "
         "networking.k8s.io/v1."},
        {Lint::ExceptOutsideCidr, "LINT_EXCEPT_OUTSIDE_CIDR", Severity::Error,
         "except outside its cidr",
         "An except entry narrows the cidr it stands beside and no other. The API server refuses "
         "one that is not a part of it, and the whole policy with it.",
         "Write an except that lies within the cidr, or move it to the ipBlock it belongs to."},
        {Lint::SelectorContradiction, "LINT_SELECTOR_CONTRADICTION", Severity::Error,
         "selector that contradicts itself",
         "All requirements of a selector must hold at once. These cannot, so it selects nothing, "
         "whatever labels there are.",
         "Remove one of the requirements. For \"one of several values\" list them in one In."},
        {Lint::BlockEmpty, "LINT_BLOCK_EMPTY", Severity::Error, "except leaves nothing of the cidr",
         "The except entries together cover the whole cidr, so the item matches no address.",
         "Remove the item, or the except entry that is too wide."},
        {Lint::PolicySelectsNothing, "LINT_POLICY_SELECTS_NOTHING", Severity::Warning,
         "policy that selects no pod",
         "A policy acts on the pods of its own namespace whose labels meet spec.podSelector. Where "
         "there are none it neither protects nor admits anything; the pods it was meant for stay "
         "as open as they were.",
         "Compare the selector with the labels of the pods (of the pod template, not of the "
         "Deployment), and the namespace with theirs."},
        {Lint::RuleNeverMatches, "LINT_RULE_NEVER_MATCHES", Severity::Warning,
         "rule none of whose peers matches anything",
         "None of the peers of this rule is a pod or an address, so that it admits nothing. The "
         "policy isolates its pods all the same.",
         "Compare the selectors with the labels of the pods and namespaces that were meant."},
        {Lint::PeerMatchesNothing, "LINT_PEER_MATCHES_NOTHING", Severity::Warning,
         "peer that matches no pod",
         "A peer with only a podSelector looks in the policy's own namespace. A peer that matches "
         "no pod admits nothing.",
         "Compare the selectors with the labels of the pods and namespaces that were meant; for "
         "pods of other namespaces add a namespaceSelector to the same item."},
        {Lint::TwoPeersForOne, "LINT_TWO_PEERS_FOR_ONE", Severity::Warning,
         "two peers where one was meant",
         "With a dash of its own, the podSelector is a second peer: the first admits every pod of "
         "the selected namespaces, the second looks in the policy's own namespace. Together in one "
         "item they would mean those pods of those namespaces.",
         "Remove the dash before the second selector, so that both stand in one item."},
        {Lint::RulesIgnored, "LINT_RULES_IGNORED", Severity::Warning,
         "rules that policyTypes leaves out",
         "Rules of a direction that spec.policyTypes does not list have no effect: they neither "
         "isolate the pods in this direction nor admit anything.",
         "Add the direction to spec.policyTypes, or remove its rules."},
        {Lint::EmptyEgressIgnored, "LINT_EMPTY_EGRESS_IGNORED", Severity::Warning,
         "empty egress without policyTypes",
         "Without spec.policyTypes an empty egress list counts for nothing: the policy isolates "
         "its pods for ingress only, and what they may send stays unrestricted.",
         "To deny what they send write policyTypes: [Egress], or [Ingress, Egress] for both."},
        {Lint::IngressIsolatedByDefault, "LINT_INGRESS_ISOLATED_BY_DEFAULT", Severity::Warning,
         "egress rules that close ingress too",
         "Without spec.policyTypes every policy isolates its pods for ingress, egress rules only "
         "add Egress to that. Without ingress rules nothing may connect to these pods.",
         "Write policyTypes: [Egress] if ingress is to stay as it is; policyTypes: [Ingress, "
         "Egress] says that it is meant."},
        {Lint::EgressWithoutDns, "LINT_EGRESS_WITHOUT_DNS", Severity::Warning,
         "egress isolation without DNS",
         "The pods may send to others, but not ask for names: clients of Services hang in name "
         "lookup before they send the first packet that a rule would admit.",
         "Admit UDP and TCP 53 to the cluster's DNS: an egress rule with these ports to "
         "namespaceSelector kubernetes.io/metadata.name: kube-system and podSelector k8s-app: "
         "kube-dns."},
        {Lint::DnsWithoutTcp, "LINT_DNS_WITHOUT_TCP", Severity::Note, "DNS by UDP only",
         "Answers that do not fit a datagram are asked for again by TCP; with TCP 53 closed, just "
         "the lookups with long answers fail.",
         "Add {protocol: TCP, port: 53} beside the UDP port."},
        {Lint::DnsCacheNotAdmitted, "LINT_DNS_CACHE_NOT_ADMITTED", Severity::Warning,
         "DNS admitted where nobody asks",
         "Nodes have a DNS cache of their own (NodeLocal DNSCache), which answers at the address "
         "of kube-dns. It is a process of the node: selectors find CoreDNS' pods, and never it.",
         "Add an egress rule with UDP and TCP 53 to an ipBlock with the address that the cache "
         "answers at."},
        {Lint::NamedPortUndeclared, "LINT_NAMED_PORT_UNDECLARED", Severity::Warning,
         "named port that no pod declares",
         "A named port is looked up in the containers' ports of the connection's destination, by "
         "name and protocol. Where it is not declared the item opens nothing.",
         "Use a name that the containers declare, with its protocol (TCP where none is written), "
         "or the number. Names of Service ports do not count."},
        {Lint::PortNotListened, "LINT_PORT_NOT_LISTENED", Severity::Warning,
         "port that no container declares",
         "Rules speak of the ports of pods, not of Services. None of the pods that this rule "
         "leads to declares the port, though all of them declare some.",
         "Use the containers' port (a Service's targetPort), or declare the port if a container "
         "listens there."},
        {Lint::ServicePortMeant, "LINT_SERVICE_PORT", Severity::Warning,
         "port of a Service where the pods' port counts",
         "A node sends what goes to a Service on to a pod before policies judge it: they see the "
         "pod's port. A rule with the Service's own port admits nothing of it.",
         "Write the Service's targetPort."},
        {Lint::ServiceNoEndpoints, "LINT_SERVICE_NO_ENDPOINTS", Severity::Warning,
         "Service that nobody answers",
         "Where no ready pod is behind a port of a Service, nodes refuse connections to it.",
         "Correct the selector or the targetPort, or see why the pods are not ready."},
        {Lint::ServicePortsDiffer, "LINT_SERVICE_PORTS_DIFFER", Severity::Warning,
         "Service whose pods answer on different ports",
         "A named targetPort is each pod's own. Here the pods give it different numbers, so a "
         "rule by number admits the Service to some of them only, at the toss of a coin.",
         "Write the rule with the port's name, or give the pods one number."},
        {Lint::LoadBalancerKeptOut, "LINT_LOAD_BALANCER_KEPT_OUT", Severity::Warning,
         "load balancer that policies keep out",
         "Behind a load balancer pods see its own address, or a node's, and not the client's. "
         "Selectors find pods: neither is one, and its clients time out or get a 504.",
         "Add an ingress rule with the pods' port from an ipBlock: the subnets of the load "
         "balancer for ip targets, those of the nodes for instance targets."},
        {Lint::CidrNotCanonical, "LINT_CIDR_NOT_CANONICAL", Severity::Warning,
         "CIDR that may not mean what it shows",
         "Bits beyond the prefix are ignored, leading zeros and IPv4-mapped IPv6 are read "
         "differently by different programs. The API server warns, and newer ones refuse it.",
         "Write the network's first address, in its usual form."},
        {Lint::OneFamilyOnly, "LINT_ONE_FAMILY_ONLY", Severity::Warning,
         "everything, of one address family",
         "0.0.0.0/0 is every IPv4 address and no IPv6 address, ::/0 the reverse. The pods have "
         "both, and are isolated for both.",
         "Add the other family's block, or leave the peers out to admit everything."},
        {Lint::RuleImplied, "LINT_RULE_IMPLIED", Severity::Note, "rule that another one implies",
         "Policies only add up. Whatever this rule admits, the other one admits to the same pods, "
         "whichever pods and labels there will be.",
         "Remove the rule; its policy goes on isolating the pods."},
        {Lint::RuleImpliedHere, "LINT_RULE_IMPLIED_HERE", Severity::Note,
         "rule that another one implies, as things are",
         "With today's pods and labels the other rule admits all that this one admits. That may "
         "change with them.",
         "Nothing, if the rule is meant for what may come."},
        {Lint::ItemImplied, "LINT_ITEM_IMPLIED", Severity::Note,
         "item that another one of its list implies",
         "The items of a list are alternatives: whatever this one matches, the other one matches "
         "too. Where it was meant to narrow the other, it does not.",
         "Remove the item, or the wider one if the narrow one is meant."},
        {Lint::GroupRuleImplied, "LINT_SG_RULE_IMPLIED", Severity::Note,
         "security group rule that another says already",
         "Rules of a group only allow, and their order does not matter: one that another contains "
         "changes nothing, now or when it is taken away.",
         "Remove it; or narrow the wider one, if that was meant."},
        {Lint::GroupPeerEmpty, "LINT_SG_PEER_EMPTY", Severity::Warning,
         "rule for a security group that nothing is in",
         "A rule that names a group means the private addresses of the interfaces in it. There are "
         "none, so the rule allows nothing.",
         "Put the machines that were meant into the group, or name the group that they are in."},
        {Lint::GroupUnattached, "LINT_SG_UNATTACHED", Severity::Note,
         "security group without interfaces",
         "A group protects the interfaces that are in it, and there are none.",
         "Attach it, or remove it."},
        {Lint::AclEntryShadowed, "LINT_ACL_ENTRY_SHADOWED", Severity::Warning,
         "network ACL entry that never decides",
         "Entries are tried in the order of their numbers and the first that matches decides. All "
         "that this one matches, entries with lower numbers match.",
         "Give it a lower number, or remove it."},
        {Lint::AclAnswerBlocked, "LINT_ACL_ANSWER_BLOCKED", Severity::Warning,
         "connection whose answers a network ACL stops",
         "A network ACL has no memory. What answers a connection is judged by the list of the "
         "other "
         "direction, where it goes to the port that the client opened the connection from: usually "
         "32768-60999 of Linux, 49152-65535 of Windows, 1024-65535 of NAT gateways and load "
         "balancers.",
         "Allow TCP 1024-65535 to and from the same addresses in the other list."},
        {Lint::CidrOfNobody, "LINT_CIDR_OF_NOBODY", Severity::Note,
         "private addresses that nobody has",
         "Private addresses are only of networks that are connected: the VPC's own CIDRs, those of "
         "peers, networks on premises. This range overlaps none of them; it may be mistyped, or of "
         "a network that is gone.",
         "Correct the range, or remove the rule."},
    };
    return table;
}

const LintInfo& info(Lint lint) {
    return lint_table()[static_cast<std::size_t>(lint)];
}

}  // namespace policy
