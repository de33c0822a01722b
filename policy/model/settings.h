// SPDX-License-Identifier: MIT
// What the NetworkPolicy API leaves open, as settings: one for each question, with the answer most
// implementations give as its default. README.md, "Where the API leaves a question open", says who
// answers otherwise.
#pragma once

#include <cstdint>

#include "policy/model/model.h"

namespace policy {

// The concept page permits two ways with hostNetwork pods. Ignore: neither subject nor selected as
// peer, their packets are their node's. Police: like any other pod. Only an analysis can tell them
// from their node and from each other: to a filter table a node's address is each of its pods.
enum class HostNetworkPods : std::uint8_t { Ignore, Police };

// ICMP and whatever else has no ports. ByRule: an isolated pod passes what a rule without ports
// matches. Allow: an isolated pod passes it always. Drop: never.
enum class PortlessTraffic : std::uint8_t { ByRule, Allow, Drop };

struct Settings {
    HostNetworkPods host_network_pods = HostNetworkPods::Ignore;
    PortlessTraffic portless = PortlessTraffic::ByRule;
    // Whether an ipBlock matches the addresses of pods. The conformance tests of Kubernetes need
    // it; Cilium does not do it. Nodes' addresses it always matches.
    bool ip_block_matches_pods = true;
    // Whether a pod may always send to the node it runs on. (Being sent to is defined: always.)
    bool allow_egress_to_own_node = false;
    // Whether connections that a policy let in outlive a change by which it would not.
    bool keep_established = true;

    friend bool operator==(const Settings& a, const Settings& b) {
        return a.host_network_pods == b.host_network_pods && a.portless == b.portless &&
               a.ip_block_matches_pods == b.ip_block_matches_pods &&
               a.allow_egress_to_own_node == b.allow_egress_to_own_node &&
               a.keep_established == b.keep_established;
    }
};

// Whether policies select the pod, as subject and as peer.
inline bool policed(const Pod& pod, const Settings& settings) {
    if (pod.policed()) return true;
    return pod.host_network && settings.host_network_pods == HostNetworkPods::Police &&
           !pod.finished() && !pod.addresses.empty();
}

}  // namespace policy
