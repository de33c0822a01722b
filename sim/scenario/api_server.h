// SPDX-License-Identifier: MIT
// The API server as Amazon EKS has it: network interfaces in the VPC, and Service
// default/kubernetes in front of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/cluster_reader.h"
#include "sim/scenario/network/network_reader.h"
#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// Where the API server is asked for: by `cluster`, or by a flow to Service default/kubernetes or
// its name.
std::optional<Place> place_of_api_server(const Cluster& cluster, const Span<const Node*>& flows);

// Adds what is missing of the Service (the range's first address, port 443), its EndpointSlice, and
// a host, "api-server-1" and so on, for each of its addresses that no host has. The addresses are
// those of the slices or Endpoints of a dump; else those that `cluster` states; else the last ones
// that are free in two of the cluster's subnets, so that nothing else has another address for it.
// Notes what was added, which stands at `place`.
void add_api_server(const Place& place, const Cluster& cluster, Network& network, Objects& objects,
                    std::vector<std::string>& notes, Findings& findings);

}  // namespace scenario
