// SPDX-License-Identifier: MIT
// Services and their endpoints as the user wrote them: v1 Service, discovery.k8s.io/v1
// EndpointSlice. Who answers is services/endpoints.h; what a node makes of a packet is
// services/service_table.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "policy/model/ip.h"
#include "policy/model/labels.h"
#include "policy/model/object.h"

namespace policy {

enum class ServiceType : std::uint8_t { ClusterIP, NodePort, LoadBalancer, ExternalName };

// One item of spec.ports.
struct ServicePort {
    std::string name;  // may be empty where the service has one port
    Protocol protocol = Protocol::TCP;
    std::uint16_t port = 0;
    // A number, or the name of a container port, which each pod may give another number. What is
    // not written is `port`.
    std::variant<std::uint16_t, std::string> target = std::uint16_t{0};
    std::uint16_t node_port = 0;  // 0: none
    Position position;
};

// v1 Service. NodePort and LoadBalancer are ClusterIP and more.
struct Service {
    std::string ns;
    std::string name;
    Labels labels;
    ServiceType type = ServiceType::ClusterIP;
    std::vector<IpAddress> cluster_ips;  // none where headless or an ExternalName
    bool headless = false;               // clusterIP: None
    // Absent: its endpoints are those of the EndpointSlices that name it.
    std::optional<Labels> selector;
    std::string external_name;  // ExternalName only: a DNS name
    std::vector<IpAddress> external_ips;
    std::vector<ServicePort> ports;
    bool internal_local = false;  // internalTrafficPolicy: Local
    bool external_local = false;  // externalTrafficPolicy: Local
    // sessionAffinity: ClientIP, and for how long since the client's last connection.
    std::optional<std::chrono::seconds> affinity;
    bool publish_not_ready_addresses = false;
    Position position;
};

// One item of an EndpointSlice's endpoints. Conditions that are not written are as the API says
// that consumers should take them: ready, serving, not terminating.
struct SliceEndpoint {
    std::vector<IpAddress> addresses;  // fungible; consumers use the first
    bool ready = true;
    bool serving = true;
    bool terminating = false;
    std::string node;  // empty: unknown
    std::string pod;   // targetRef of kind Pod, in the slice's namespace; empty: none
    std::string hostname;
};

// One item of an EndpointSlice's ports: which of the service's ports it is for, by name.
struct SlicePort {
    std::string name;
    Protocol protocol = Protocol::TCP;
    std::optional<std::uint16_t> port;  // absent: not restricted, which no proxy can serve
};

// discovery.k8s.io/v1 EndpointSlice.
struct EndpointSlice {
    std::string ns;
    std::string name;
    std::string service;  // of label kubernetes.io/service-name
    Family family = Family::V4;
    std::vector<SliceEndpoint> endpoints;
    std::vector<SlicePort> ports;
    Position position;
};

}  // namespace policy
