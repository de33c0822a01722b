// SPDX-License-Identifier: MIT
// From Services and Ingresses to a world's load balancers, and to the subnets of a scenario.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {

// Adds the load balancers of `objects` to the world: Services' first, then Ingresses', in the order
// of reading. Warns of a backend that is not there, and of one by instance without a node port.
// REQUIRES: the world's services have their node ports.
void add_load_balancers(Objects& objects, policy::World& world, Findings& findings);

// Gives each load balancer an address in every zone that it can serve, as the controller discovers
// subnets: in the VPC of the nodes the first subnet of the zone that is public, for one that faces
// the internet, or is not, for an internal one. Addresses are the subnet's highest free ones, so
// that they leave those of pods alone. Nodes are labelled with their zones. Notes where there is no
// such subnet.
void give_load_balancer_addresses(Scenario& scenario);

// The listener that a flow asks for, or the only one; another port is what a security group drops.
// Nothing, and reported at `place`, where there is no telling, or nobody in `from` can meet it.
struct ListenerAsked {
    policy::Protocol protocol = policy::Protocol::TCP;
    std::uint16_t port = 0;
};
std::optional<ListenerAsked> listener_asked(const policy::LoadBalancer& balancer,
                                            std::optional<policy::Protocol> protocol,
                                            std::optional<std::uint16_t> port,
                                            const std::vector<End>& from, const Place& place,
                                            Findings& findings);

// Whether only hosts ask for one that faces the internet; else that is reported.
bool is_met_from_outside(const policy::LoadBalancer& balancer, const std::vector<End>& from,
                         const Place& place, Findings& findings);

// The one that this DNS name stands for; null where none does.
const policy::LoadBalancer* load_balancer_named(const policy::World& world,
                                                const std::string& name);

// `host` and `path` of a flow.
void read_request(ObjectReader& reader, Flow& flow, Findings& findings);

// How one is called on output: "lb/shop/web[Service]", "lb/shop/web[Ingress]".
std::string load_balancer_ref(const policy::LoadBalancer& balancer);

}  // namespace scenario
