// SPDX-License-Identifier: MIT
// What lies between workers and hosts: VPCs, their local routes, and what is outside.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include <ns3/nstime.h>
#include <ns3/object.h>
#include <ns3/point-to-point-net-device.h>
#include <ns3/traced-callback.h>

#include "policy/services/load_balancer_table.h"
#include "policy/services/service_proxy.h"
#include "sim/cluster/endpoint.h"
#include "sim/cluster/flow_table.h"
#include "sim/cluster/judgement.h"

namespace sim {

struct Transit;

// One ns-3 node without an IP stack that stands for every VPC router. A packet is routed by the
// VPCs that hold its source and its destination:
//   both in one VPC       the local route; dropped where nothing has the address
//   in two VPCs           no route (peering is not modelled yet)
//   one or none in a VPC  passed on to the host outside, if there is one of that address, and
//                         judged OUTSIDE_VPC, for the way across the edge is not modelled yet
// A packet to a load balancer is let in or not, and handed on to a target, which is routed in turn;
// what targets answer comes back that way.
// ENIs with security groups, subnet boundaries with network ACLs, and route tables will stand in
// from_attachment(), around route().
//
// Trace sources: "Judged" (JudgementCallback), "Delivered" (DeliveryCallback) and "Chosen"
// (ChoiceCallback), a load balancer's target.
class VpcFabric : public ns3::Object {
  public:
    using Attachment = std::uint32_t;

    static ns3::TypeId GetTypeId();

    // `flows` outlives the fabric.
    void set_flows(const FlowTable* flows) { flows_ = flows; }

    // `at` names the VPC's router in judgements.
    void add_vpc(const std::vector<policy::Prefix>& cidrs, PlaceId at);

    // The fabric's end of a worker's uplink; assign() then says which addresses lie behind it.
    Attachment attach_worker(ns3::Ptr<ns3::PointToPointNetDevice> device);
    void assign(const policy::IpAddress& address, Attachment attachment);
    void unassign(const policy::IpAddress& address);

    // A host, with its own cable and no gate. Its address is assigned to it.
    void attach_host(Endpoint& host);

    // An address of a Network Load Balancer, behind which there is no endpoint.
    void attach_load_balancer(const policy::IpAddress& address);

    // Load balancers by World::load_balancers; `at` names each in judgements. `seed`: of the
    // draws among their targets.
    void set_load_balancers(std::vector<PlaceId> at, std::uint64_t seed);

    // Puts their rules in force. REQUIRES: set_load_balancers() was called.
    void replace(std::shared_ptr<const policy::LoadBalancerTable> table);

  protected:
    void DoDispose() override;

  private:
    struct Target {  // neither is set: a Network Load Balancer
        ns3::Ptr<ns3::PointToPointNetDevice> uplink;
        Endpoint* host = nullptr;
    };
    struct Vpc {
        std::vector<policy::Prefix> cidrs;
        PlaceId at;
    };
    struct Route {
        policy::Action action;
        ReasonId reason;
        PlaceId at;
        const Target* target;  // null where dropped
    };

    bool from_worker(ns3::Ptr<ns3::NetDevice> device, ns3::Ptr<const ns3::Packet> packet,
                     std::uint16_t protocol, const ns3::Address& sender);
    void from_host(ns3::Ptr<ns3::Packet> packet);
    struct LoadBalancers {
        std::vector<PlaceId> at;
        std::uint64_t seed = 0;
        policy::ServiceProxy proxy{UINT32_MAX, {}};
        std::shared_ptr<const policy::LoadBalancerTable> table;
    };

    void forward(const Transit& transit);
    void balance(const Transit& transit, const policy::Translation& translation);
    const Target* next_hop(const Transit& transit);
    void send(const Transit& transit);
    void report(const Transit& transit, Hook hook, PlaceId at, policy::Action action,
                ReasonId reason, policy::CauseListId causes);
    Route route(const policy::Tuple& tuple) const;
    std::optional<std::size_t> vpc_of(const policy::IpAddress& address) const;
    ns3::Time delay_to(const Endpoint& host) const;

    const FlowTable* flows_ = nullptr;
    std::vector<Vpc> vpcs_;
    std::vector<Target> targets_;
    std::unordered_map<std::uint32_t, Attachment> assigned_;  // IPv4 address -> attachment
    ns3::Time inside_delay_;
    ns3::Time outside_delay_;
    std::unique_ptr<LoadBalancers> load_balancers_;  // null where there are none
    ns3::TracedCallback<const Judgement&> judged_;
    ns3::TracedCallback<const Choice&> chosen_;
    ns3::TracedCallback<const Delivery&> delivered_;
};

}  // namespace sim
