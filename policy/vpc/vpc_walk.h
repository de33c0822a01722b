// SPDX-License-Identifier: MIT
// One packet on its way through the VPCs. Inside of policy/.
#pragma once

#include <optional>

#include "policy/vpc/vpc_datapath.h"

namespace policy {

// Each part of the way either ends the passage or goes on to the next part, and returns what
// became of the packet.
class VpcWalk {
  public:
    VpcWalk(VpcDatapath& vpcs, const Packet& packet, Time now, const DrawBelow& draw);

    Passage from_interface(NetworkIndex interface);
    Passage back_to_balancer(NetworkIndex interface, NetworkIndex balancer);
    Passage from_outside();

  private:
    // Where the packet is: at the edge of a subnet, or in a VPC but in none of its subnets, having
    // come through a gateway.
    using Edge = std::optional<NetworkIndex>;

    void leave_subnet(NetworkIndex subnet);
    void route(NetworkIndex subnet);
    void follow(const Route& route, CauseListId cause, NetworkIndex subnet);
    void deliver(NetworkIndex vpc, Edge from);
    void into_interface(NetworkIndex interface, Edge from);
    void into_nat(NetworkIndex gateway, Edge from);
    void back_through_nat(NetworkIndex gateway, Edge from);
    void past_nat(NetworkIndex gateway, const Packet& translated);
    void through_internet_gateway(NetworkIndex gateway, NetworkIndex subnet);
    void from_internet();
    void through_peering(NetworkIndex peering, NetworkIndex vpc);
    void through_transit(NetworkIndex gateway, NetworkIndex subnet);
    void transit(NetworkIndex gateway, NetworkIndex attachment, const std::string& zone);
    void out_of_transit(NetworkIndex gateway, NetworkIndex attachment, const std::string& zone);
    void to_premises(NetworkIndex gateway);

    bool groups(NetworkIndex interface, Way way);
    bool acl(NetworkIndex subnet, Way way);
    bool note(VpcHook hook, VpcPlace at, const Verdict& verdict);  // false: dropped
    void end(Passage::To to);
    void lose(VpcHook hook, VpcPlace at, Reason reason, CauseListId cause = no_causes);
    void allowed(VpcHook hook, VpcPlace at, Reason reason, CauseListId cause = no_causes);
    void narrow(std::uint32_t mtu);
    void rewrite(const Tuple& tuple);

    bool in_subnet(NetworkIndex subnet) const;
    bool is_provider_service(NetworkIndex vpc) const;
    const Tuple& tuple() const { return passage_.packet.translated; }
    const VpcRules& rules() const { return *vpcs_.rules_; }
    const Network& network() const { return rules().network(); }

    VpcDatapath& vpcs_;
    Time now_;
    const DrawBelow& draw_;
    Carriage carriage_;
    int gateways_ = 0;  // passed so far: routes can lead in a circle
    Passage passage_;
};

}  // namespace policy
