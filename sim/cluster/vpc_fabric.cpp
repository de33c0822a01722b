// SPDX-License-Identifier: MIT
#include "sim/cluster/vpc_fabric.h"

#include <utility>

#include <ns3/node.h>
#include <ns3/simulator.h>
#include <ns3/trace-source-accessor.h>

#include "sim/cluster/rewrite.h"
#include "sim/cluster/transit.h"

namespace sim {

using policy::Action;
using policy::NetworkIndex;
using policy::Passage;
using policy::Reason;
using PlaceKind = policy::VpcPlace::Kind;

namespace {

constexpr std::uint16_t ethertype_ipv4 = 0x0800;

policy::Time now() {
    return policy::Time(ns3::Simulator::Now().GetNanoSeconds());
}

}  // namespace

NS_OBJECT_ENSURE_REGISTERED(VpcFabric);

ns3::TypeId VpcFabric::GetTypeId() {
    static ns3::TypeId tid =
        ns3::TypeId("sim::VpcFabric")
            .SetParent<ns3::Object>()
            .AddConstructor<VpcFabric>()
            .AddAttribute("InsideDelay", "One way between the VPC's router and a host in it.",
                          ns3::TimeValue(ns3::MicroSeconds(50)),
                          ns3::MakeTimeAccessor(&VpcFabric::inside_delay_), ns3::MakeTimeChecker())
            .AddAttribute("OutsideDelay", "One way between the VPC's router and a host outside.",
                          ns3::TimeValue(ns3::MilliSeconds(10)),
                          ns3::MakeTimeAccessor(&VpcFabric::outside_delay_), ns3::MakeTimeChecker())
            .AddTraceSource("Judged", "A VPC's word on a packet of a flow.",
                            ns3::MakeTraceSourceAccessor(&VpcFabric::judged_),
                            "sim::JudgementCallback")
            .AddTraceSource("Delivered", "A packet of a flow is on its last cable, to a host.",
                            ns3::MakeTraceSourceAccessor(&VpcFabric::delivered_),
                            "sim::DeliveryCallback")
            .AddTraceSource("Chosen", "A load balancer chose a target for a flow.",
                            ns3::MakeTraceSourceAccessor(&VpcFabric::chosen_),
                            "sim::ChoiceCallback")
            .AddTraceSource("Readdressed", "A flow's packets go on under another tuple.",
                            ns3::MakeTraceSourceAccessor(&VpcFabric::readdressed_),
                            "sim::ReaddressingCallback");
    return tid;
}

void VpcFabric::set_network(std::shared_ptr<const policy::VpcRules> rules, VpcPlaces places,
                            std::uint64_t seed) {
    vpcs_ = std::make_unique<policy::VpcDatapath>(std::move(rules));
    places_ = std::make_unique<VpcPlaces>(std::move(places));
    seed_ = seed;
}

void VpcFabric::replace(std::shared_ptr<const policy::VpcRules> rules) {
    vpcs_->replace(std::move(rules));
}

VpcFabric::Attachment VpcFabric::attach_worker(ns3::Ptr<ns3::PointToPointNetDevice> device,
                                               NetworkIndex primary) {
    device->SetReceiveCallback(ns3::MakeCallback(&VpcFabric::from_worker, this));
    primary_.resize(std::max<std::size_t>(primary_.size(), device->GetIfIndex() + 1));
    primary_[device->GetIfIndex()] = primary;
    targets_.push_back({device, nullptr});
    return static_cast<Attachment>(targets_.size() - 1);
}

void VpcFabric::assign(const policy::IpAddress& address, Attachment attachment) {
    assigned_[address.v4_bits()] = attachment;
}

void VpcFabric::unassign(const policy::IpAddress& address) {
    assigned_.erase(address.v4_bits());
}

void VpcFabric::attach_host(Endpoint& host) {
    targets_.push_back({nullptr, &host});
    assign(host.address(), static_cast<Attachment>(targets_.size() - 1));
    const std::uint32_t context = GetObject<ns3::Node>()->GetId();
    const ns3::Time delay = delay_to(host);
    host.connect([this, context, delay](const ns3::Ptr<ns3::Packet>& packet) {
        ns3::Simulator::ScheduleWithContext(context, delay, &VpcFabric::from_host, this, packet);
    });
}

void VpcFabric::DoDispose() {
    targets_.clear();
    ns3::Object::DoDispose();
}

bool VpcFabric::from_worker(ns3::Ptr<ns3::NetDevice> device, ns3::Ptr<const ns3::Packet> packet,
                            std::uint16_t /*protocol*/, const ns3::Address& /*sender*/) {
    const auto transit = resume(packet->Copy());
    if (transit) {
        const NetworkIndex primary = primary_[device->GetIfIndex()];
        const NetworkIndex sender = interface_behind(primary, transit->view.written.source);
        see(sender, transit->packet);
        forward(*transit, sender);
    }
    return transit.has_value();
}

void VpcFabric::from_host(ns3::Ptr<ns3::Packet> packet) {
    if (const auto transit = enter(packet, *flows_)) {
        const Sender sender = interface_of(transit->view.written.source);
        if (sender) {
            see(*sender, transit->packet);
        }
        forward(*transit, sender);
    }
}

void VpcFabric::see(NetworkIndex interface, const ns3::Ptr<ns3::Packet>& packet) const {
    if (tap_) {
        tap_(interface, packet);
    }
}

void VpcFabric::forward(const Transit& transit, Sender sender) {
    if (!sender || !hand_back(transit, *sender)) {
        send(transit, sender);
    }
}

void VpcFabric::send(const Transit& transit, Sender sender) {
    const auto draw = draws_for(transit, seed_);
    follow(transit, sender ? vpcs_->send(*sender, transit.view, now(), draw)
                           : vpcs_->enter(transit.view, now(), draw));
}

// What a passage says of the packet, and where it ends.
void VpcFabric::follow(const Transit& transit, const Passage& passage) {
    report(transit, passage);
    if (passage.reset) {
        reset(transit);
    }
    if (passage.to == Passage::To::Nowhere) {
        return;
    }
    const policy::Packet& there = passage.packet;
    if (there.translated == transit.view.written && there.quoted == transit.view.quoted) {
        arrive(transit, passage);
        return;
    }
    const Transit sent = readdressed(transit, there.translated, there.quoted);
    if (sent.flow && sent.flow->leg() == Leg::Forward && !there.quoted) {
        readdressed_({sent.flow->flow(), there.translated});
    }
    arrive(sent, passage);
}

void VpcFabric::arrive(const Transit& transit, const Passage& passage) {
    if (passage.to != Passage::To::Interface) {
        deliver(transit, {PlaceKind::Internet, 0});
        return;
    }
    if (const auto balancer = load_balancer_at(transit.view.written.destination)) {
        balance(transit, passage, *balancer);
        return;
    }
    see(passage.interface, transit.packet);
    const policy::Interface& interface = network().interfaces[passage.interface];
    deliver(transit, {PlaceKind::Vpc, network().subnets[interface.subnet].vpc});
}

// To whoever has the address; `at` is where it is missing if nobody has.
void VpcFabric::deliver(const Transit& transit, const policy::VpcPlace& at) {
    const auto found = assigned_.find(transit.destination());
    if (found == assigned_.end()) {
        report(transit, Hook::Route, place(at), Action::Drop, Reason::UnassignedAddress);
        return;
    }
    const Target& target = targets_[found->second];
    if (Endpoint* host = target.host) {
        if (transit.flow) {
            delivered_({transit.flow->flow(), transit.flow->leg()});
        }
        ns3::Simulator::ScheduleWithContext(host->node_id(), delay_to(*host), &Endpoint::receive,
                                            host, transit.packet);
        return;
    }
    const auto& uplink = target.uplink;
    if (uplink && !uplink->Send(transit.packet, uplink->GetBroadcast(), ethertype_ipv4) &&
        transit.flow) {
        judged_({transit.flow->flow(), transit.flow->leg(), Hook::Link, place(at), Action::Drop,
                 reason_id(NetworkReason::QueueOverflow), policy::no_causes});
    }
}

// A NAT gateway tells whoever goes on with a connection that it has forgotten.
void VpcFabric::reset(const Transit& transit) {
    if (const auto answer = resume(tcp_reset(transit.packet))) {
        deliver(*answer, {PlaceKind::Vpc, 0});
    }
}

void VpcFabric::report(const Transit& transit, const Passage& passage) {
    if (!transit.flow) {
        return;
    }
    for (const policy::VpcStep& step : passage.steps) {
        report(transit, hook_of(step.hook), place(step.at), step.verdict.action,
               step.verdict.reason, step.verdict.causes);
    }
}

void VpcFabric::report(const Transit& transit, Hook hook, PlaceId at, Action action, Reason reason,
                       policy::CauseListId causes) {
    if (transit.flow) {
        judged_({transit.flow->flow(), transit.flow->leg(), hook, at, action, reason_id(reason),
                 causes});
    }
}

PlaceId VpcFabric::place(const policy::VpcPlace& at) {
    return places_->of(network(), at);
}

NetworkIndex VpcFabric::interface_behind(NetworkIndex primary,
                                         const policy::IpAddress& source) const {
    const NetworkIndex vpc = network().subnets[network().interfaces[primary].subnet].vpc;
    const NetworkIndex* found = vpcs_->rules().interface_of(vpc, source);
    return found == nullptr ? primary : *found;
}

VpcFabric::Sender VpcFabric::interface_of(const policy::IpAddress& address) const {
    for (NetworkIndex vpc = 0; vpc < network().vpcs.size(); ++vpc) {
        if (const NetworkIndex* found = vpcs_->rules().interface_of(vpc, address)) {
            return *found;
        }
    }
    return std::nullopt;
}

ns3::Time VpcFabric::delay_to(const Endpoint& host) const {
    return interface_of(host.address()) ? inside_delay_ : outside_delay_;
}

}  // namespace sim
