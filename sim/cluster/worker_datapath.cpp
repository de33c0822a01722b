// SPDX-License-Identifier: MIT
#include "sim/cluster/worker_datapath.h"

#include <algorithm>
#include <optional>

#include <ns3/node.h>
#include <ns3/simulator.h>
#include <ns3/trace-source-accessor.h>

#include "sim/cluster/rewrite.h"
#include "sim/cluster/transit.h"

namespace sim {

using policy::Action;
using policy::Direction;
using policy::Translation;
using Kind = Translation::Kind;

namespace {

constexpr std::uint16_t ethertype_ipv4 = 0x0800;

policy::Time now() {
    return policy::Time(ns3::Simulator::Now().GetNanoSeconds());
}

}  // namespace

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
            .AddTraceSource("Chosen", "A backend was chosen for a flow to a service.",
                            ns3::MakeTraceSourceAccessor(&WorkerDatapath::chosen_),
                            "sim::ChoiceCallback")
            .AddTraceSource("Readdressed", "A flow's packets go on with the node's address.",
                            ns3::MakeTraceSourceAccessor(&WorkerDatapath::readdressed_),
                            "sim::ReaddressingCallback")
            .AddTraceSource("Delivered", "A packet of a flow is on its last cable.",
                            ns3::MakeTraceSourceAccessor(&WorkerDatapath::delivered_),
                            "sim::DeliveryCallback");
    return tid;
}

WorkerDatapath::PortIndex WorkerDatapath::attach(Endpoint& endpoint, PlaceId at,
                                                 std::unique_ptr<policy::Enforcer> enforcer) {
    const auto index = static_cast<PortIndex>(ports_.size());
    ports_.push_back({&endpoint, at, std::move(enforcer), false, false});
    forwarding_[endpoint.address().v4_bits()] = index;
    const std::uint32_t context = GetObject<ns3::Node>()->GetId();
    endpoint.connect([this, index, context](const ns3::Ptr<ns3::Packet>& packet) {
        ns3::Simulator::ScheduleWithContext(context, veth_delay_, &WorkerDatapath::from_port, this,
                                            index, packet);
    });
    return index;
}

void WorkerDatapath::detach(PortIndex port) {
    ports_[port].detached = true;
    ports_[port].enforcer.reset();
    forwarding_.erase(ports_[port].endpoint->address().v4_bits());
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

void WorkerDatapath::set_services(std::uint32_t node,
                                  const std::vector<policy::IpAddress>& addresses,
                                  std::uint64_t seed) {
    const auto own = std::find_if(addresses.begin(), addresses.end(),
                                  [](const policy::IpAddress& a) { return a.is_v4(); });
    services_ = Services{policy::ServiceProxy(node, addresses),
                         own == addresses.end() ? policy::IpAddress() : *own, seed};
}

void WorkerDatapath::set_source_nat(std::unique_ptr<policy::NodeNat> nat, std::uint64_t seed) {
    nat_ = std::move(nat);
    nat_seed_ = seed;
}

void WorkerDatapath::replace(std::shared_ptr<const policy::ServiceTable> table) {
    services_->proxy.replace(std::move(table));
}

void WorkerDatapath::from_port(PortIndex index, ns3::Ptr<ns3::Packet> packet) {
    const auto entered = enter(packet, *flows_);
    if (!entered) {
        return;
    }
    const Transit& transit = *entered;
    const Port& port = ports_[index];
    if (port.detached) {
        report(transit, Hook::Endpoint, port.at, Action::Drop, reason_id(NetworkReason::PodGone),
               policy::no_causes);
        return;
    }
    Translation translation =
        translate(transit, port.enforcer ? policy::Origin::Pod : policy::Origin::Node);
    // Rule 10 of the VPC CNI, by the interface that a packet comes from, leads to the uplink before
    // the node's local addresses are looked at.
    if (port.by_uplink && translation.reason == policy::Reason::ServiceNodeDns) {
        translation = {};
    }
    if (translation.kind == Kind::Rejected || translation.kind == Kind::Dropped) {
        refuse(transit, translation);
        return;
    }
    if (translation.kind == Kind::Untouched &&
        transit.view.translated.destination == port.endpoint->address()) {
        report(transit, Hook::Endpoint, port.at, Action::Allow, reason_id(NetworkReason::Loopback),
               policy::no_causes);
        deliver(port, transit);
        return;
    }
    report_choice(transit, translation);
    const bool opener = translation.kind == Kind::Forward;
    if (passes(port, Direction::FromPod, transit, opener ? translation.at_opener : transit.view)) {
        pass_on(transit, translation);
    }
}

bool WorkerDatapath::from_uplink(ns3::Ptr<ns3::NetDevice> /*device*/,
                                 ns3::Ptr<const ns3::Packet> packet, std::uint16_t /*protocol*/,
                                 const ns3::Address& /*sender*/) {
    auto resumed = resume(packet->Copy());
    if (!resumed) {
        return false;
    }
    if (nat_) {
        if (const auto back = nat_->arrives(resumed->view, now())) {
            resumed = readdressed(*resumed, back->translated, back->quoted);
        }
    }
    const Transit& transit = *resumed;
    const Translation translation = translate(transit, policy::Origin::Outside);
    if (translation.kind == Kind::Rejected || translation.kind == Kind::Dropped) {
        refuse(transit, translation);
        return true;
    }
    if (translation.kind == Kind::Untouched) {
        const auto found = forwarding_.find(transit.destination());
        if (found != forwarding_.end()) {
            to_port(found->second, transit);
        }
        return true;
    }
    report_choice(transit, translation);
    const auto home = forwarding_.find(translation.sent.destination.v4_bits());
    if (translation.kind == Kind::Reply && home != forwarding_.end()) {
        to_port(home->second, translated(transit, translation));  // from the pod's own interface
    } else {
        pass_on(transit, translation);
    }
    return true;
}

Translation WorkerDatapath::translate(const Transit& transit, policy::Origin origin) {
    if (!services_) {
        return {};
    }
    return services_->proxy.translate(transit.view, origin, now(),
                                      draws_for(transit, services_->seed));
}

// Before the gate, which judges the backend's address: where it drops, that address is what tells
// why.
void WorkerDatapath::report_choice(const Transit& transit, const Translation& translation) {
    if (!is_opening(transit, translation)) {
        return;
    }
    report(transit, Hook::Service, uplink_at_, Action::Allow, reason_id(translation.reason),
           translation.cause);
    if (transit.flow) {
        chosen_({transit.flow->flow(), translation.sent});
    }
}

// Sends a packet that has passed whatever stood before the translation.
void WorkerDatapath::pass_on(const Transit& transit, const Translation& translation) {
    if (translation.kind == Kind::Untouched) {
        forward(transit);
        return;
    }
    if (translation.opens) {
        services_->proxy.remember(transit.view, translation, now());
    }
    forward(translated(transit, translation));
}

// What no endpoint can serve: refused by an ICMP error, or lost without a word.
void WorkerDatapath::refuse(const Transit& transit, const Translation& translation) {
    report(transit, Hook::Service, uplink_at_, Action::Drop, reason_id(translation.reason),
           translation.cause);
    if (translation.kind == Kind::Rejected) {
        if (const auto answer = resume(port_unreachable(transit.packet, services_->own))) {
            forward(*answer);
        }
    }
}

void WorkerDatapath::forward(const Transit& transit) {
    const auto found = forwarding_.find(transit.destination());
    if (found == forwarding_.end()) {
        leave(transit);
    } else if (goes_by_uplink(transit, ports_[found->second])) {
        to_uplink(transit);
    } else {
        to_port(found->second, transit);
    }
}

bool WorkerDatapath::goes_by_uplink(const Transit& transit, const Port& to) const {
    const auto from = forwarding_.find(transit.view.translated.source.v4_bits());
    return to.by_uplink || (from != forwarding_.end() && ports_[from->second].by_uplink);
}

// netfilter's POSTROUTING, behind kube-proxy's.
void WorkerDatapath::leave(const Transit& transit) {
    using Result = policy::SourceNat::Result::Kind;
    const auto from = forwarding_.find(transit.view.translated.source.v4_bits());
    const bool keeps = from != forwarding_.end() && ports_[from->second].by_uplink;
    if (!nat_ || keeps) {
        to_uplink(transit);
        return;
    }
    const auto result = nat_->leaves(transit.view, now(), draws_for(transit, nat_seed_));
    if (result.kind == Result::NoConnection) {
        to_uplink(transit);
        return;
    }
    const bool passes = result.kind == Result::Translated;
    report(transit, Hook::SourceNat, uplink_at_, passes ? Action::Allow : Action::Drop,
           reason_id(passes ? policy::Reason::NodeSourceNat : policy::Reason::NatPortsExhausted),
           policy::no_causes);
    if (!passes) {
        return;
    }
    if (transit.flow && transit.flow->leg() == Leg::Forward && !transit.view.quoted) {
        readdressed_({transit.flow->flow(), result.packet.translated});
    }
    to_uplink(readdressed(transit, result.packet.translated, result.packet.quoted));
}

void WorkerDatapath::to_port(PortIndex index, const Transit& transit) {
    const Port& port = ports_[index];
    if (passes(port, Direction::ToPod, transit, transit.view)) {
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

bool WorkerDatapath::passes(const Port& port, Direction direction, const Transit& transit,
                            const policy::Packet& view) {
    if (!port.enforcer) {
        return true;
    }
    const policy::Verdict verdict = port.enforcer->judge(view, direction, now());
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
