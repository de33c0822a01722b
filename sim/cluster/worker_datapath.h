// SPDX-License-Identifier: MIT
// A worker: a switch of veth ports with a policy gate on each, and one uplink.
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

#include "policy/services/service_proxy.h"
#include "policy/services/service_table.h"
#include "policy/veth/enforcer.h"
#include "policy/vpc/node_nat.h"
#include "sim/cluster/endpoint.h"
#include "sim/cluster/flow_table.h"
#include "sim/cluster/judgement.h"

namespace sim {

struct Transit;

// The host side of every pod of one node, aggregated to an ns-3 node that has no IP stack.
//
// A packet from a port is judged by that port's gate (FromPod), looked up in the forwarding table
// by its destination address, and given to a port, whose gate judges it again (ToPod), or to the
// uplink. A pod that writes to its own address reaches itself without a gate.
//
// Before that the node's kube-proxy says what becomes of a packet to a service. The gate of the
// pod that opens is handed both tuples; what lies behind it sees the translated packet.
//
// What then leaves by the uplink may get the node's address for its source.
//
// Trace sources: "Judged" (JudgementCallback), every verdict on a packet of a known flow;
// "Chosen" (ChoiceCallback), a backend for a flow; "Readdressed" (ReaddressingCallback);
// "Delivered" (DeliveryCallback), a packet on its last cable.
class WorkerDatapath : public ns3::Object {
  public:
    using PortIndex = std::uint32_t;

    static ns3::TypeId GetTypeId();

    // `flows` outlives the datapath.
    void set_flows(const FlowTable* flows) { flows_ = flows; }

    // Adds a port for `endpoint`, whose packets leave through it from now on. Without an enforcer
    // nothing is judged: the port of the node's own processes. `at` names the port in judgements.
    PortIndex attach(Endpoint& endpoint, PlaceId at, std::unique_ptr<policy::Enforcer> enforcer);

    // From now on the port's packets, and those for it, go by the uplink even within the node:
    // security groups for Pods in strict mode.
    void send_by_uplink(PortIndex port) { ports_[port].by_uplink = true; }

    // Takes the port away: what its endpoint still sends is lost, and nothing is sent to it.
    void detach(PortIndex port);

    // `at` names the uplink in judgements. Takes over what the device receives.
    void set_uplink(ns3::Ptr<ns3::PointToPointNetDevice> device, PlaceId at);

    // Service translation at node `node` (World::nodes), which has these addresses. Without it no
    // packet is translated. `seed`: of the draws, which are each flow's own.
    void set_services(std::uint32_t node, const std::vector<policy::IpAddress>& addresses,
                      std::uint64_t seed);

    // Source translation of what leaves the VPC. Without it pods keep their addresses everywhere.
    // `seed`: of the ports that are drawn.
    void set_source_nat(std::unique_ptr<policy::NodeNat> nat, std::uint64_t seed);

    // Puts a table in force at a port. REQUIRES: the port has an enforcer.
    void replace(PortIndex port, std::shared_ptr<const policy::FilterTable> table);

    // Puts services in force. REQUIRES: set_services() was called.
    void replace(std::shared_ptr<const policy::ServiceTable> table);

  protected:
    void DoDispose() override;

  private:
    struct Port {
        Endpoint* endpoint;
        PlaceId at;
        std::unique_ptr<policy::Enforcer> enforcer;
        bool detached = false;
        bool by_uplink = false;
    };

    struct Services {
        policy::ServiceProxy proxy;
        policy::IpAddress own;  // the node's IPv4 address
        std::uint64_t seed = 0;
    };

    void from_port(PortIndex port, ns3::Ptr<ns3::Packet> packet);
    bool from_uplink(ns3::Ptr<ns3::NetDevice> device, ns3::Ptr<const ns3::Packet> packet,
                     std::uint16_t protocol, const ns3::Address& sender);
    policy::Translation translate(const Transit& transit, policy::Origin origin);
    void report_choice(const Transit& transit, const policy::Translation& translation);
    void pass_on(const Transit& transit, const policy::Translation& translation);
    void refuse(const Transit& transit, const policy::Translation& translation);
    void forward(const Transit& transit);
    bool goes_by_uplink(const Transit& transit, const Port& to) const;
    void leave(const Transit& transit);
    void to_port(PortIndex port, const Transit& transit);
    void to_uplink(const Transit& transit);
    void deliver(const Port& port, const Transit& transit);
    bool passes(const Port& port, policy::Direction direction, const Transit& transit,
                const policy::Packet& view);
    void report(const Transit& transit, Hook hook, PlaceId at, policy::Action action,
                ReasonId reason, policy::CauseListId causes);

    const FlowTable* flows_ = nullptr;
    std::vector<Port> ports_;
    std::unordered_map<std::uint32_t, PortIndex> forwarding_;  // IPv4 address -> port
    ns3::Ptr<ns3::PointToPointNetDevice> uplink_;
    PlaceId uplink_at_ = 0;
    ns3::Time veth_delay_;
    std::optional<Services> services_;
    std::unique_ptr<policy::NodeNat> nat_;
    std::uint64_t nat_seed_ = 0;
    ns3::TracedCallback<const Judgement&> judged_;
    ns3::TracedCallback<const Choice&> chosen_;
    ns3::TracedCallback<const Readdressing&> readdressed_;
    ns3::TracedCallback<const Delivery&> delivered_;
};

}  // namespace sim
