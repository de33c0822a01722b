// SPDX-License-Identifier: MIT
// The whole story of one verdict: every policy of a pod, every rule, every item, and why it does
// or does not match. The verdict and its causes come from the same walk as the story.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/model/model.h"
#include "policy/model/packet.h"
#include "policy/model/settings.h"
#include "policy/model/verdict.h"

namespace policy {

// A new connection as one of its ends meets it; addresses and port as after service translation.
struct Opening {
    std::size_t pod = 0;  // World::pods: the end that is asked
    Direction direction = Direction::ToPod;
    IpAddress peer;                       // the other end
    std::optional<std::size_t> peer_pod;  // the pod that it is, where that is known
    Protocol protocol = Protocol::TCP;
    std::uint16_t port = 0;  // of the destination; 0 where the protocol has none
};

// Why an item of `from` or `to` does not match.
enum class PeerMiss : std::uint8_t {
    None,            // it matches
    NotAPod,         // it selects pods, and no policed pod has the address
    OtherNamespace,  // a podSelector alone looks in the policy's namespace, and the pod is
                     // elsewhere
    OtherLabels,     // the pod's labels or its namespace's: see `unmet`
    OutsideBlock,
    Excepted,
    PodExempt,      // an ipBlock, and by the settings these match no pods
    Unknown,        // an ipBlock, and the pod's address is not known, or disputed
    UnknownLabels,  // of the pod's namespace, whose object is in error, and the rest matches
};

// One requirement of a selector that was not met.
struct Unmet {
    bool of_namespace = false;       // asked of the namespace's labels, not of the pod's
    LabelRequirement asked;          // matchLabels as "In" with one value
    std::optional<std::string> has;  // the value that is there; none: no such label
};

struct PeerStory {
    PeerMiss miss = PeerMiss::None;
    std::vector<Unmet> unmet;
    std::size_t except = 0;  // Excepted: which
};

// Why an item of `ports` does not match.
enum class PortMiss : std::uint8_t {
    None,
    Portless,  // the protocol has no ports, so no item can match
    OtherProtocol,
    OtherNumber,
    NameUndeclared,  // the destination pod gives the name to no port of this protocol
    NameElsewhere,   // it does, to the other numbers in `numbers`
    NoPodToAsk,      // a name, and the destination is no pod
};

struct PortStory {
    PortMiss miss = PortMiss::None;
    std::vector<std::uint16_t> numbers;  // of a name: what it stands for at the destination
};

struct RuleStory {
    bool peer_matches = false;
    bool port_matches = false;
    std::vector<PeerStory> peers;  // as the rule's; none: any peer
    std::vector<PortStory> ports;  // as the rule's; none: any port
};

// How near an isolating policy came to admitting the connection, nearest first.
enum class Miss : std::uint8_t {
    None,     // it admits
    Port,     // some rule matches the peer
    Peer,     // some rule matches the port
    Both,     // there are rules, and none matches either
    NoRules,  // no rule in this direction
};

struct PolicyStory {
    std::size_t policy = 0;  // World::policies
    Miss miss = Miss::NoRules;
    std::vector<RuleStory> rules;  // of the direction asked about
};

// Where the answer is not known: it is then Action::Uncertain, and `reason` and `causes` are what
// follows from what is known.
enum class Doubt : std::uint8_t {
    None,
    InputLost,         // whatever there is in a namespace of both may be otherwise (lost.h)
    PodInError,        // one of both
    PolicyLost,        // one may isolate the pod, or admit what others do not
    NamespaceInError,  // the other end's, and a rule asks for its labels
    AddressUnknown,    // an ipBlock decides, and the other end has only a stand-in
    AddressDisputed,   // two pods claim the other end's address, and it matters which has it, or
                       // an ipBlock decides
    LabelUnknown,      // a selector asks for a label of an end whose value is not known
    NodeUnknown,       // it passes if both are on one node, and a node is not known
};

struct Explanation {
    Action action = Action::Allow;
    Reason reason = Reason::NotIsolated;
    std::vector<Cause> causes;  // as FilterTable's; of an own node's packets none
    Doubt doubt = Doubt::None;
    // AddressDisputed: a pod with the other end's address of which something else holds.
    std::optional<std::size_t> rival;
    std::string unknown_label;  // LabelUnknown: its key
    // The policies that isolate the pod in this direction: by name where one admits, else nearest
    // miss first and then by name.
    std::vector<PolicyStory> policies;
    // Policies that select the pod for the other direction only, by name: World::policies.
    std::vector<std::size_t> of_other_direction;

    bool isolated() const { return !policies.empty(); }
};

// What World::pods[opening.pod] says of the connection, and why: as KubernetesEnforcer judges its
// first packet, so what comes from the pod's own node passes. A named port is that of the pod at
// the destination's address. Told is what holds of `peer_pod` itself; where other pods dispute its
// address, or labels have values that are not known, the action is certain only if it is the same
// for each pod and value; told is of values that no selector asks for. Costs a walk over the
// policies for each of these.
// REQUIRES: world is valid and defaulted.
Explanation explain(const World& world, const Opening& opening, const Settings& settings = {});

}  // namespace policy
