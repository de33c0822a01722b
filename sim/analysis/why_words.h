// SPDX-License-Identifier: MIT
// Selectors, peers and ports in words for a person who meets NetworkPolicies for the first time.
#pragma once

#include <string>

#include "policy/explain/explanation.h"
#include "policy/model/model.h"

namespace analysis {

// What an item asks for: "pods labelled app=web in namespaces labelled team=blue".
std::string words(const policy::Peer& item, const std::string& policy_namespace);
// "TCP 5000-6000", "UDP dns", "every TCP port".
std::string words(const policy::PolicyPort& item);
// What a policy is about: "every pod of shop".
std::string selected_by(const policy::NetworkPolicy& policy);

// The other end of a connection, or the destination, as it is called in sentences.
struct Called {
    std::string name;     // "shop/web"
    std::string ns;       // of a pod; else empty
    std::string address;  // "10.0.0.1"
    bool host_network = false;
};

// Why an item does or does not match the other end.
std::string why(const policy::PeerStory& story, const policy::Peer& item,
                const std::string& policy_namespace, const Called& peer);
// Why an item does or does not match the destination port.
std::string why(const policy::PortStory& story, const policy::PolicyPort& item,
                policy::Protocol protocol, const Called& destination);

}  // namespace analysis
