// SPDX-License-Identifier: MIT
// The `cluster` section: nodes, the manifests' paths, the services' addresses, and what listens
// beside declared ports.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/network/network_reader.h"
#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/service_addresses.h"

namespace scenario {

// A node that will be; it has no address unless a Node object gave one.
struct PlannedNode {
    policy::Node node;
    Worker worker;
    Place place;
};

struct ManifestPath {
    std::string path;
    Place place;
};

// `cluster.listen`, unresolved: the key refers to pods.
struct ListenEntry {
    std::string reference;
    Place place;
    std::vector<Listen> ports;
};

// Where one of the API server's network interfaces is.
struct ApiServerAddress {
    policy::IpAddress address;
    Place place;
};

struct Cluster {
    std::string default_namespace = "default";  // of objects that name none
    std::vector<PlannedNode> nodes;             // empty where the section names none
    std::vector<ManifestPath> manifests;
    std::vector<ListenEntry> listen;
    ServiceRange services;
    std::vector<ApiServerAddress> api_server;  // empty where the section names none
    Time service_delay{0};
    Cni cni;
    Place custom_networking_place;
    bool probes = false;  // whether kubelets send them
};

// Reads the section; `node` is null where the scenario has none. A range of services that is no
// IPv4 CIDR of /12 to /24, or overlaps with a VPC, is an error.
Cluster read_cluster(const Node* node, const Network& network, Findings& findings);

// Three m5.large in the private subnets in turn (in all subnets where none is private).
std::vector<PlannedNode> default_nodes(const Network& network);

// The nodes that Node objects describe, each in the subnet that holds its address.
std::vector<PlannedNode> nodes_of(const std::vector<NodeObject>& objects, const Network& network);

}  // namespace scenario
