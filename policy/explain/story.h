// SPDX-License-Identifier: MIT
// The single steps of an explanation: one item against one connection. Inside of policy/: users see
// explanation.h and change.h.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "policy/explain/explanation.h"

namespace policy {

const std::vector<PolicyRule>& rules_of(const NetworkPolicy& policy, Direction direction);
std::vector<PolicyRule>& rules_of(NetworkPolicy& policy, Direction direction);

// "spec.ingress[0]", and what follows it for an item of its peers: ".from[1]".
std::string rule_path(Direction direction, std::size_t rule);
std::string peer_path(Direction direction, std::size_t item);

// Whether the policy selects the pod and is about the direction.
bool isolates(const NetworkPolicy& policy, const Pod& pod, Direction direction);

bool has_ports(Protocol protocol);

// The policies of a namespace, by name: World::policies.
std::vector<std::size_t> policies_by_name(const World& world, const std::string& ns);

// The policed pods that the other end is, as far as is known, ascending.
std::vector<std::size_t> peer_pods(const World& world, const Opening& opening,
                                   const Settings& settings);

// Other policed pods that claim the address at which `peer_pod` is met.
std::vector<std::size_t> rivals(const World& world, const Opening& opening,
                                const Settings& settings);

// The other end as selectors and ipBlocks see it.
struct PeerView {
    IpAddress address;
    bool address_known = true;     // else whether an ipBlock matches is not
    std::vector<const Pod*> pods;  // policed ones that it is
};

// One item of `from` or `to` of a policy in namespace `ns`.
PeerStory peer_story(const World& world, const std::string& ns, const Peer& item,
                     const PeerView& peer, const Settings& settings);

// One item of `ports`, its name asked of `destination`; null: the destination is no pod.
PortStory port_story(const PolicyPort& item, const Opening& opening, const Pod* destination);

}  // namespace policy
