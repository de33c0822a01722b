// SPDX-License-Identifier: MIT
// Small worlds, written down in the order a reader thinks of them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "policy/model/model.h"
#include "policy/table/compile.h"
#include "policy/validate/validate.h"
#include "tests/support/packets.h"

namespace test_support {

// "app=web,tier=db"
inline policy::Labels labels(const std::string& text) {
    policy::Labels result;
    std::istringstream stream(text);
    for (std::string pair; std::getline(stream, pair, ',');) {
        const std::size_t equals = pair.find('=');
        result[pair.substr(0, equals)] = pair.substr(equals + 1);
    }
    return result;
}

inline policy::LabelSelector selector(const std::string& match_labels) {
    return {labels(match_labels), {}};
}

// ---- What could not be read

inline policy::Lost lost_in(const std::string& ns) {
    policy::Lost lost;
    lost.what = "a document";
    lost.ns = ns;
    return lost;
}

inline policy::Lost lost_policy_in(const std::string& ns, const std::string& match_labels = "",
                                   bool ingress = true, bool egress = true) {
    policy::Lost lost = lost_in(ns);
    lost.kind = policy::Lost::Kind::Policy;
    lost.what = "NetworkPolicy " + ns + "/lost";
    lost.pod_selector = selector(match_labels);
    lost.ingress = ingress;
    lost.egress = egress;
    return lost;
}

// ---- Peers and ports

inline policy::Peer pods(const std::string& match_labels) {
    policy::Peer peer;
    peer.pod_selector = selector(match_labels);
    return peer;
}

inline policy::Peer namespaces(const std::string& match_labels) {
    policy::Peer peer;
    peer.namespace_selector = selector(match_labels);
    return peer;
}

inline policy::Peer pods_in(const std::string& namespace_labels, const std::string& pod_labels) {
    policy::Peer peer = namespaces(namespace_labels);
    peer.pod_selector = selector(pod_labels);
    return peer;
}

inline policy::Peer block(const std::string& cidr, std::vector<std::string> except = {}) {
    policy::Peer peer;
    peer.ip_block = policy::IpBlock{cidr, std::move(except)};
    return peer;
}

inline policy::PolicyPort port(std::int64_t number, const std::string& protocol = "TCP") {
    policy::PolicyPort result;
    result.port = number;
    result.protocol = protocol;
    return result;
}

inline policy::PolicyPort ports(std::int64_t first, std::int64_t last) {
    policy::PolicyPort result = port(first);
    result.end_port = last;
    return result;
}

inline policy::PolicyPort port(const std::string& name, const std::string& protocol = "TCP") {
    policy::PolicyPort result;
    result.port = name;
    result.protocol = protocol;
    return result;
}

inline policy::PolicyPort any_port(const std::string& protocol) {
    policy::PolicyPort result;
    result.protocol = protocol;
    return result;
}

inline policy::PolicyRule rule(std::vector<policy::Peer> peers,
                               std::vector<policy::PolicyPort> of_ports = {}) {
    policy::PolicyRule result;
    result.peers = std::move(peers);
    result.ports = std::move(of_ports);
    return result;
}

// ---- Policies and worlds

// policy_in("shop", "db").selects("app=db").ingress(rule(...))
class PolicyText {
  public:
    PolicyText(const std::string& ns, const std::string& name) {
        policy_.ns = ns;
        policy_.name = name;
    }
    PolicyText& selects(const std::string& match_labels) {
        policy_.pod_selector = selector(match_labels);
        return *this;
    }
    PolicyText& types(std::vector<std::string> types) {
        policy_.policy_types = std::move(types);
        return *this;
    }
    PolicyText& ingress(const policy::PolicyRule& rule) {
        policy_.ingress.push_back(rule);
        return *this;
    }
    PolicyText& egress(const policy::PolicyRule& rule) {
        policy_.egress.push_back(rule);
        return *this;
    }
    operator policy::NetworkPolicy() const { return policy_; }  // NOLINT: reads as one

  private:
    policy::NetworkPolicy policy_;
};

inline PolicyText policy_in(const std::string& ns, const std::string& name) {
    return {ns, name};
}

class WorldText {
  public:
    WorldText& ns(const std::string& name, const std::string& of_labels = "") {
        policy::Namespace result;
        result.name = name;
        result.labels = labels(of_labels);
        policy::ensure_name_label(result);
        world_.namespaces.push_back(result);
        return *this;
    }

    // pod("shop/web", "app=web", {"10.0.0.1"}, {{"http", Protocol::TCP, 80}})
    WorldText& pod(const std::string& name, const std::string& of_labels,
                   const std::vector<std::string>& addresses,
                   std::vector<policy::ContainerPort> of_ports = {}) {
        policy::Pod result;
        const std::size_t slash = name.find('/');
        result.ns = name.substr(0, slash);
        result.name = name.substr(slash + 1);
        result.labels = labels(of_labels);
        for (const std::string& text : addresses) result.addresses.push_back(address(text));
        result.ports = std::move(of_ports);
        world_.pods.push_back(result);
        return *this;
    }

    // Changes the pod that was added last.
    WorldText& phase(policy::Phase phase) {
        world_.pods.back().phase = phase;
        return *this;
    }
    WorldText& host_network() {
        world_.pods.back().host_network = true;
        return *this;
    }

    // Refuses what the API server would refuse: a test's policy is no place for typing errors.
    WorldText& policy(policy::NetworkPolicy policy) {
        for (const policy::Problem& problem : policy::validate(policy)) {
            if (problem.severity == policy::Problem::Severity::Error) {
                throw std::invalid_argument(problem.text());
            }
        }
        policy::apply_defaults(policy);
        world_.policies.push_back(std::move(policy));
        return *this;
    }

    policy::World& world() { return world_; }
    const policy::World& world() const { return world_; }

    std::size_t index(const std::string& pod) const {
        for (std::size_t i = 0; i < world_.pods.size(); ++i) {
            if (world_.pods[i].ns + '/' + world_.pods[i].name == pod) return i;
        }
        throw std::invalid_argument("no pod " + pod);
    }

  private:
    policy::World world_;
};

}  // namespace test_support
