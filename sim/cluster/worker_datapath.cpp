// SPDX-License-Identifier: MIT
#include "sim/cluster/worker_datapath.h"

#include <ns3/node.h>
#include <ns3/simulator.h>
#include <ns3/trace-source-accessor.h>

#include "sim/cluster/transit.h"

namespace sim {

using policy::Action;
using policy::Direction;

namespace {
constexpr std::uint16_t ethertype_ipv4 = 0x0800;
}

NS_OBJECT_ENSURE_REGISTERED(WorkerDatapath);

ns3::TypeId WorkerDatapath::GetTypeId() {
    static ns3::TypeId tid =
        ns3::TypeId("sim::WorkerDatapath")
            .SetParent<ns3::Object>()
            .AddConstructor<WorkerDatapath>()
            .AddAttribute("VethDelay", "One way through a veth, the cost of its gate included.",
                          ns3::TimeValue(ns3::MicroSeconds(5)),
                          ns3::MakeTimeAccessor(&WorkerDatapath::veth_delay_),
                          ns3::MakeTimeChecker())
            .AddTraceSource("Judged", "A gate's or the uplink's word on a packet of a flow.",
                            ns3::MakeTraceSourceAccessor(&WorkerDatapath::judged_),
                            "sim::JudgementCallback")
            .AddTraceSource("Delivered", "A packet of a flow is on its last cable.",
                            ns3::MakeTraceSourceAccessor(&WorkerDatapath::delivered_),
                            "sim::DeliveryCallback");
    return tid;
}

WorkerDatapath::PortIndex WorkerDatapath::attach(Endpoint& endpoint, PlaceId at,
                                                 std::unique_ptr<policy::Enforcer> enforcer) {
    const auto index = static_cast<PortIndex>(ports_.size());
    ports_.push_back({&endpoint, at, std::move(enforcer)});
    forwarding_[endpoint.address().v4_bits()] = index;
    const std::uint32_t context = GetObject<ns3::Node>()->GetId();
    endpoint.connect([this, index, context](const ns3::Ptr<ns3::Packet>& packet) {
        ns3::Simulator::ScheduleWithContext(context, veth_delay_, &WorkerDatapath::from_port, this,
                                            index, packet);
    });
    return index;
}

void WorkerDatapath::set_uplink(ns3::Ptr<ns3::PointToPointNetDevice> device, PlaceId at) {
    uplink_ = device;
    uplink_at_ = at;
    // This node has no IP stack, so the device needs no dispatch by protocol.
    device->SetReceiveCallback(ns3::MakeCallback(&WorkerDatapath::from_uplink, this));
}

void WorkerDatapath::replace(PortIndex port, std::shared_ptr<const policy::FilterTable> table) {
    ports_[port].enforcer->replace(std::move(table));
}

void WorkerDatapath::DoDispose() {
    ports_.clear();
    uplink_ = nullptr;
    ns3::Object::DoDispose();
}

void WorkerDatapath::from_port(PortIndex index, ns3::Ptr<ns3::Packet> packet) {
    const auto entered = enter(packet, *flows_);
    if (!entered) {
        return;
    }
    const Transit& transit = *entered;
    const Port& port = ports_[index];
    if (transit.view.translated.destination == port.endpoint->address()) {
        report(transit, Hook::Endpoint, port.at, Action::Allow, reason_id(NetworkReason::Loopback),
               policy::no_causes);
        deliver(port, transit);
        return;
    }
    if (!passes(port, Direction::FromPod, transit)) {
        return;
    }
    const auto found = forwarding_.find(transit.destination());
    if (found != forwarding_.end()) {
        to_port(found->second, transit);
    } else {
        to_uplink(transit);
    }
}

bool WorkerDatapath::from_uplink(ns3::Ptr<ns3::NetDevice> /*device*/,
                                 ns3::Ptr<const ns3::Packet> packet, std::uint16_t /*protocol*/,
                                 const ns3::Address& /*sender*/) {
    const auto resumed = resume(packet->Copy());
    if (!resumed) {
        return false;
    }
    const Transit& transit = *resumed;
    const auto found = forwarding_.find(transit.destination());
    if (found != forwarding_.end()) {
        to_port(found->second, transit);
    }
    return true;
}

void WorkerDatapath::to_port(PortIndex index, const Transit& transit) {
    const Port& port = ports_[index];
    if (passes(port, Direction::ToPod, transit)) {
        deliver(port, transit);
    }
}

void WorkerDatapath::to_uplink(const Transit& transit) {
    if (!uplink_ || !uplink_->Send(transit.packet, uplink_->GetBroadcast(), ethertype_ipv4)) {
        report(transit, Hook::Link, uplink_at_, Action::Drop,
               reason_id(NetworkReason::QueueOverflow), policy::no_causes);
    }
}

void WorkerDatapath::deliver(const Port& port, const Transit& transit) {
    if (transit.flow) {
        delivered_({transit.flow->flow(), transit.flow->leg()});
    }
    ns3::Simulator::ScheduleWithContext(port.endpoint->node_id(), veth_delay_, &Endpoint::receive,
                                        port.endpoint, transit.packet);
}

bool WorkerDatapath::passes(const Port& port, Direction direction, const Transit& transit) {
    if (!port.enforcer) {
        return true;
    }
    const policy::Time now(ns3::Simulator::Now().GetNanoSeconds());
    const policy::Verdict verdict = port.enforcer->judge(transit.view, direction, now);
    report(transit, direction == Direction::FromPod ? Hook::VethEgress : Hook::VethIngress, port.at,
           verdict.action, reason_id(verdict.reason), verdict.causes);
    return verdict.action != Action::Drop;
}

void WorkerDatapath::report(const Transit& transit, Hook hook, PlaceId at, Action action,
                            ReasonId reason, policy::CauseListId causes) {
    if (transit.flow) {
        judged_({transit.flow->flow(), transit.flow->leg(), hook, at, action, reason, causes});
    }
}

}  // namespace sim
