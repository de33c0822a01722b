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
#include <vector>

#include "policy/model/packet.h"
#include "policy/model/verdict.h"
#include "policy/table/cause_book.h"
#include "policy/vpc/network.h"
#include "policy/vpc/network_acl.h"
#include "policy/vpc/security_gate.h"
#include "policy/vpc/security_groups.h"
#include "policy/vpc/source_nat.h"

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
        Acl,
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

// REQUIRES: `now` never goes back between calls.
class VpcDatapath {
  public:
    // REQUIRES: `causes` outlives it. The network is copied.
    VpcDatapath(Network network, CauseBook& causes);
    ~VpcDatapath();

    // The same interfaces and NAT gateways under other rules, routes and members of groups. What
    // is tracked is kept.
    void replace(Network network);

    const Network& network() const { return *network_; }

    // `packet` leaves an interface, after all translation on its instance. Its translated tuple is
    // what counts.
    Passage send(NetworkIndex interface, const Packet& packet, Time now, const DrawBelow& draw);

    // `packet` comes from an address that is in no VPC: the internet, or a network on premises.
    Passage enter(const Packet& packet, Time now, const DrawBelow& draw);

    // The interface of `vpc` that has this private address; null where none has.
    const NetworkIndex* interface_of(NetworkIndex vpc, const IpAddress& address) const;

  private:
    friend class VpcWalk;

    struct Owner {  // of a public address
        NetworkIndex vpc = 0;
        IpAddress inside;
    };
    void index();
    void add_public(NetworkIndex vpc, const PublicAddress& address);

    std::unique_ptr<Network> network_;
    CauseBook& causes_;
    std::unique_ptr<SecurityGroups> groups_;
    std::vector<AclJudge> acls_;
    std::vector<std::unordered_map<IpAddress, NetworkIndex>> addresses_;  // by VPC
    std::vector<std::unordered_map<IpAddress, IpAddress>> publics_of_;    // by VPC: inside, outside
    std::unordered_map<IpAddress, Owner> publics_;
    std::vector<SecurityGate> gates_;  // by interface
    std::vector<SourceNat> nats_;      // by NAT gateway
};

}  // namespace policy
