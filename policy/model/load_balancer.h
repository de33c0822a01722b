// SPDX-License-Identifier: MIT
// Load balancers as the AWS Load Balancer Controller makes them: a Network Load Balancer of a
// Service of type LoadBalancer, an Application Load Balancer of an Ingress of class alb. What they
// do to a connection is services/load_balancer_table.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "policy/model/ip.h"
#include "policy/model/object.h"

namespace policy {

// Which port of which Service of the load balancer's namespace, and how it is met there.
struct TargetGroup {
    enum class Type : std::uint8_t {
        Instance,  // every node, at the service's node port
        Ip,        // the pods, at their own port
    };
    std::string service;
    std::variant<std::uint16_t, std::string> port;  // of spec.ports, by number or name
    Type type = Type::Instance;
    bool keeps_client = false;  // targets see the client's address, not the load balancer's
};

// What a listener does with requests that match. An empty list matches each; patterns have `*` for
// any run of characters and `?` for one. A Network Load Balancer asks for neither.
struct ListenerRule {
    std::vector<std::string> hosts;
    std::vector<std::string> paths;
    TargetGroup target;
    std::string path;  // of the object: "spec.rules[0].http.paths[1]"
    Position position;
};

struct Listener {
    Protocol protocol = Protocol::TCP;
    std::uint16_t port = 0;
    std::vector<ListenerRule> rules;  // the first that matches decides
};

struct LoadBalancer {
    enum class Type : std::uint8_t {
        Network,      // hands packets on
        Application,  // a proxy: opens connections of its own
    };
    // It has one address in each zone that it serves, in a subnet of the VPC; where it faces the
    // internet, that is behind a public one, which DNS answers with.
    struct ZonalAddress {
        IpAddress address;
        std::string zone;
        std::optional<IpAddress> outside = std::nullopt;
    };

    Type type = Type::Network;
    std::string ns;  // those of the Service or Ingress
    std::string name;
    bool internet_facing = false;
    bool cross_zone = false;              // an address hands on to targets of all zones
    std::vector<ZonalAddress> addresses;  // none where nobody knows them
    std::vector<std::string> names;       // DNS names that stand for them
    std::vector<Prefix> source_ranges;    // whom its security group lets in; empty: everyone
    std::vector<Listener> listeners;
    Position position;
};

// "Service" or "Ingress": the kind of object that asked for it.
constexpr const char* kind_of(const LoadBalancer& balancer) {
    return balancer.type == LoadBalancer::Type::Network ? "Service" : "Ingress";
}

constexpr const char* zone_label = "topology.kubernetes.io/zone";  // of a node

}  // namespace policy
