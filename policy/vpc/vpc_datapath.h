// SPDX-License-Identifier: MIT
// The VPCs in time: what becomes of a packet that an interface sends, or that comes from outside,
// hook by hook, until an interface takes it, it leaves, or something drops it.
//
// The order of hooks: source/destination check, security groups out; across a subnet's edge its
// network ACL out, the route table, whatever gateway the route leads to, the network ACL in of
// the subnet that the destination is in; security groups in. Within one subnet neither ACL nor
// route is asked. Simulation sends its packets through here; analysis sends one and its answer:
// the same walk, so that what is told is what is done.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "policy/model/network.h"
#include "policy/model/packet.h"
#include "policy/model/verdict.h"
#include "policy/vpc/security_gate.h"
#include "policy/vpc/source_nat.h"
#include "policy/vpc/vpc_rules.h"

namespace policy {

enum class VpcHook : std::uint8_t {
    Interface,  // source/destination check
    GroupsOut,
    AclOut,
    Route,
    Gateway,  // what a route leads to: address translation, peering, transit
    AclIn,
    GroupsIn,
};

// The thing at which a hook is, in the Network's list of its kind.
struct VpcPlace {
    enum class Kind : std::uint8_t {
        Vpc,
        Interface,
        Subnet,  // at its edge: its network ACL
        RouteTable,
        InternetGateway,
        NatGateway,
        Peering,
        PrivateGateway,
        TransitGateway,
        Internet,  // no list: index 0
    };
    Kind kind = Kind::Vpc;
    NetworkIndex index = 0;
};

struct VpcStep {
    VpcHook hook = VpcHook::Route;
    VpcPlace at;
    Verdict verdict;
    Tuple tuple;  // as it is after this hook
};

// Where a packet ended. Action is that of its steps together: Drop if one dropped it, else
// Uncertain if one could not say.
struct Passage {
    enum class To : std::uint8_t {
        Nowhere,    // dropped, or lost sight of (uncertain)
        Interface,  // its security groups let it in
        Outside,    // an internet client, or a network on premises: `packet` says which address
        Provider,   // the VPC's DNS resolver, metadata or time service
    };
    To to = To::Nowhere;
    NetworkIndex interface = 0;  // To::Interface only
    Action action = Action::Allow;
    Packet packet;             // as it arrives; both tuples the same
    bool reset = false;        // a NAT gateway that forgot the connection answers with RST
    std::uint32_t mtu = 9001;  // smallest on the way, bytes of IP
    std::vector<VpcStep> steps;
};

// What interfaces and NAT gateways remember, under rules that can be replaced. Cheap to make: a
// question makes one of its own, a simulation has one. REQUIRES: `now` never goes back between
// calls.
class VpcDatapath {
  public:
    explicit VpcDatapath(std::shared_ptr<const VpcRules> rules);

    // The same interfaces and NAT gateways under other rules, routes and members of groups. What
    // is tracked is kept.
    void replace(std::shared_ptr<const VpcRules> rules) { rules_ = std::move(rules); }

    const VpcRules& rules() const { return *rules_; }

    // `packet` leaves an interface, after all translation on its instance. Its translated tuple is
    // what counts.
    Passage send(NetworkIndex interface, const Packet& packet, Time now, const DrawBelow& draw);

    // `packet` answers a client by way of the Network Load Balancer that handed on its opening: it
    // leaves `interface` for `balancer`, though it bears its client's address, and ends there.
    // REQUIRES: `balancer` is an interface of a load balancer, in the VPC of `interface`.
    Passage hand_back(NetworkIndex interface, NetworkIndex balancer, const Packet& packet, Time now,
                      const DrawBelow& draw);

    // `packet` comes from an address that is in no VPC: the internet, or a network on premises.
    Passage enter(const Packet& packet, Time now, const DrawBelow& draw);

  private:
    friend class VpcWalk;

    SecurityGate& gate(NetworkIndex interface);
    SourceNat& nat(NetworkIndex gateway);

    std::shared_ptr<const VpcRules> rules_;
    std::unordered_map<NetworkIndex, SecurityGate> gates_;  // of interfaces that were asked
    std::unordered_map<NetworkIndex, SourceNat> nats_;      // of NAT gateways likewise
};

}  // namespace policy
