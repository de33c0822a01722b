// SPDX-License-Identifier: MIT
// What lies between workers and hosts: the VPCs, and the networks outside.
#pragma once

#include <cstdint>
#include <functional>
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
#include "policy/vpc/vpc_datapath.h"
#include "sim/cluster/endpoint.h"
#include "sim/cluster/flow_table.h"
#include "sim/cluster/judgement.h"
#include "sim/cluster/vpc_places.h"

namespace sim {

struct Transit;

// One ns-3 node without an IP stack that stands for every VPC and for the internet. What becomes of
// a packet is VpcDatapath's word, hook by hook; whoever has the address that it ends at gets it.
//
// A packet leaves by the interface that has its source address: a worker's pods send with the
// address that they have on one of its interfaces, or with the node's.
//
// A packet that arrives at a load balancer is let in or not, and handed on to a target by the same
// interface; what targets answer comes back that way.
//
// Trace sources: "Judged" (JudgementCallback), "Delivered" (DeliveryCallback), "Chosen"
// (ChoiceCallback), a load balancer's target, and "Readdressed" (ReaddressingCallback).
class VpcFabric : public ns3::Object {
  public:
    using Attachment = std::uint32_t;

    static ns3::TypeId GetTypeId();

    // `flows` outlives the fabric. `seed`: of what a NAT gateway draws.
    void set_flows(const FlowTable* flows) { flows_ = flows; }
    void set_network(std::shared_ptr<const policy::VpcRules> rules, VpcPlaces places,
                     std::uint64_t seed);

    // The same interfaces under other rules and routes; connections stay.
    void replace(std::shared_ptr<const policy::VpcRules> rules);

    // The fabric's end of a worker's uplink; assign() then says which addresses lie behind it.
    // `primary`: its node's primary interface. REQUIRES here and below: the network was set.
    Attachment attach_worker(ns3::Ptr<ns3::PointToPointNetDevice> device,
                             policy::NetworkIndex primary);
    void assign(const policy::IpAddress& address, Attachment attachment);
    void unassign(const policy::IpAddress& address);

    // A machine with its own cable and no gate: in a VPC where an interface has its address, else
    // outside. Its address is assigned to it.
    void attach_host(Endpoint& host);

    // An address of a Network Load Balancer, behind which there is no endpoint.
    void attach_load_balancer(const policy::IpAddress& address);

    // Sees every packet that an interface sends into the VPC, and that it takes from there.
    using Tap = std::function<void(policy::NetworkIndex, const ns3::Ptr<ns3::Packet>&)>;
    void set_tap(Tap tap) { tap_ = std::move(tap); }

    // Load balancers by World::load_balancers; `at` names each in judgements. `seed`: of the
    // draws among their targets.
    void set_load_balancers(std::vector<PlaceId> at, std::uint64_t seed);

    // Puts their rules in force. REQUIRES: set_load_balancers() was called.
    void replace(std::shared_ptr<const policy::LoadBalancerTable> table);

  protected:
    void DoDispose() override;

  private:
    using Sender = std::optional<policy::NetworkIndex>;  // none: from outside

    struct Target {  // neither is set: a Network Load Balancer
        ns3::Ptr<ns3::PointToPointNetDevice> uplink;
        Endpoint* host = nullptr;
    };
    struct LoadBalancers {
        std::vector<PlaceId> at;
        std::uint64_t seed = 0;
        policy::ServiceProxy proxy{UINT32_MAX, {}};
        std::shared_ptr<const policy::LoadBalancerTable> table;
    };

    bool from_worker(ns3::Ptr<ns3::NetDevice> device, ns3::Ptr<const ns3::Packet> packet,
                     std::uint16_t protocol, const ns3::Address& sender);
    void from_host(ns3::Ptr<ns3::Packet> packet);
    void see(policy::NetworkIndex interface, const ns3::Ptr<ns3::Packet>& packet) const;
    void forward(const Transit& transit, Sender sender);
    void send(const Transit& transit, Sender sender);
    void follow(const Transit& transit, const policy::Passage& passage);
    void arrive(const Transit& transit, const policy::Passage& passage);
    void deliver(const Transit& transit, const policy::VpcPlace& at);
    void reset(const Transit& transit);

    std::optional<std::uint32_t> load_balancer_at(const policy::IpAddress& address) const;
    policy::Translation balanced(const Transit& transit);
    bool hand_back(const Transit& transit, policy::NetworkIndex sender);
    void balance(const Transit& transit, const policy::Passage& passage, std::uint32_t balancer);

    void report(const Transit& transit, Hook hook, PlaceId at, policy::Action action,
                policy::Reason reason, policy::CauseListId causes = policy::no_causes);
    void report(const Transit& transit, const policy::Passage& passage);
    PlaceId place(const policy::VpcPlace& at);
    const policy::Network& network() const { return vpcs_->rules().network(); }
    policy::NetworkIndex interface_behind(policy::NetworkIndex primary,
                                          const policy::IpAddress& source) const;
    Sender interface_of(const policy::IpAddress& address) const;
    ns3::Time delay_to(const Endpoint& host) const;

    const FlowTable* flows_ = nullptr;
    std::unique_ptr<policy::VpcDatapath> vpcs_;
    std::unique_ptr<VpcPlaces> places_;
    std::uint64_t seed_ = 0;
    std::vector<Target> targets_;
    std::vector<policy::NetworkIndex> primary_;  // of workers, by the index of their device
    std::unordered_map<std::uint32_t, Attachment> assigned_;  // IPv4 address -> attachment
    ns3::Time inside_delay_;
    ns3::Time outside_delay_;
    std::unique_ptr<LoadBalancers> load_balancers_;  // null where there are none
    Tap tap_;
    ns3::TracedCallback<const Judgement&> judged_;
    ns3::TracedCallback<const Choice&> chosen_;
    ns3::TracedCallback<const Readdressing&> readdressed_;
    ns3::TracedCallback<const Delivery&> delivered_;
};

}  // namespace sim
