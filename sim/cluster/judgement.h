// SPDX-License-Identifier: MIT
// The facts that the datapath sends up: what its trace sources carry.
#pragma once

#include <cstdint>
#include <string_view>

#include "policy/model/verdict.h"
#include "sim/cluster/flow_tag.h"
#include "sim/cluster/reasons.h"

namespace sim {

// Where a packet was judged. The order is that of a packet's way.
enum class Hook : std::uint8_t {
    Endpoint,
    Service,
    VethEgress,
    SourceNat,  // of the worker
    Link,
    Interface,  // source/destination check
    GroupsOut,  // security groups of the interface
    AclOut,     // network ACL of the subnet
    Route,
    Gateway,
    LoadBalancer,
    AclIn,
    GroupsIn,
    VethIngress
};

// "endpoint", "service", "veth-egress", "snat", "link", "eni", "sg-out", "nacl-out", "route",
// "gateway", "load-balancer", "nacl-in", "sg-in", "veth-ingress"
std::string_view text(Hook hook);

// Whose hook it was: an endpoint, a worker, a load balancer or a VPC, as numbered by the cluster.
using PlaceId = std::uint32_t;

// One hook's word on one packet of a flow.
struct Judgement {
    FlowId flow = 0;
    Leg leg = Leg::Forward;
    Hook hook = Hook::Route;
    PlaceId at = 0;
    policy::Action action = policy::Action::Allow;
    ReasonId reason = 0;
    policy::CauseListId causes = policy::no_causes;
};

// A packet of a flow reached the endpoint it was for.
struct Delivery {
    FlowId flow = 0;
    Leg leg = Leg::Forward;
};

// A node, or a load balancer, chose a backend for a flow's opening packet: `sent` is what the
// packet says from here on, and what the gate judges.
struct Choice {
    FlowId flow = 0;
    policy::Tuple sent;
};

// A flow's opening packet goes on under other addresses, or another port, that nobody chose among:
// source translation, a public address.
struct Readdressing {
    FlowId flow = 0;
    policy::Tuple sent;
};

// Signatures of the trace sources, as ns-3 documents them.
using JudgementCallback = void (*)(const Judgement& judgement);
using DeliveryCallback = void (*)(const Delivery& delivery);
using ChoiceCallback = void (*)(const Choice& choice);
using ReaddressingCallback = void (*)(const Readdressing& readdressing);

}  // namespace sim
