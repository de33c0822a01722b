// SPDX-License-Identifier: MIT
#include "sim/cluster/vpc_fabric.h"

#include <algorithm>
#include <utility>

#include <ns3/node.h>
#include <ns3/simulator.h>
#include <ns3/trace-source-accessor.h>

#include "sim/cluster/transit.h"

namespace sim {

using policy::Action;
using policy::Reason;

namespace {
constexpr std::uint16_t ethertype_ipv4 = 0x0800;

// Such as a target's answer to the connection of a load balancer, whose security group has state.
bool is_later_segment(const policy::Packet& packet) {
    return packet.written.protocol == policy::Protocol::TCP && (!packet.tcp.syn || packet.tcp.ack);
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
            .AddTraceSource("Judged", "The router's word on a packet of a flow.",
                            ns3::MakeTraceSourceAccessor(&VpcFabric::judged_),
                            "sim::JudgementCallback")
            .AddTraceSource("Delivered", "A packet of a flow is on its last cable, to a host.",
                            ns3::MakeTraceSourceAccessor(&VpcFabric::delivered_),
                            "sim::DeliveryCallback")
            .AddTraceSource("Chosen", "A load balancer chose a target for a flow.",
                            ns3::MakeTraceSourceAccessor(&VpcFabric::chosen_),
                            "sim::ChoiceCallback");
    return tid;
}

void VpcFabric::add_vpc(const std::vector<policy::Prefix>& cidrs, PlaceId at) {
    vpcs_.push_back({cidrs, at});
}

VpcFabric::Attachment VpcFabric::attach_worker(ns3::Ptr<ns3::PointToPointNetDevice> device) {
    device->SetReceiveCallback(ns3::MakeCallback(&VpcFabric::from_worker, this));
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

void VpcFabric::attach_load_balancer(const policy::IpAddress& address) {
    targets_.push_back({nullptr, nullptr});
    assign(address, static_cast<Attachment>(targets_.size() - 1));
}

void VpcFabric::set_load_balancers(std::vector<PlaceId> at, std::uint64_t seed) {
    load_balancers_ = std::make_unique<LoadBalancers>();
    load_balancers_->at = std::move(at);
    load_balancers_->seed = seed;
}

void VpcFabric::replace(std::shared_ptr<const policy::LoadBalancerTable> table) {
    load_balancers_->proxy.replace(table);
    load_balancers_->table = std::move(table);
}

void VpcFabric::DoDispose() {
    targets_.clear();
    ns3::Object::DoDispose();
}

bool VpcFabric::from_worker(ns3::Ptr<ns3::NetDevice> /*device*/, ns3::Ptr<const ns3::Packet> packet,
                            std::uint16_t /*protocol*/, const ns3::Address& /*sender*/) {
    const auto transit = resume(packet->Copy());
    if (transit) {
        forward(*transit);
    }
    return transit.has_value();
}

void VpcFabric::from_host(ns3::Ptr<ns3::Packet> packet) {
    if (const auto transit = enter(packet, *flows_)) {
        forward(*transit);
    }
}

void VpcFabric::forward(const Transit& transit) {
    if (load_balancers_) {
        const policy::Time now(ns3::Simulator::Now().GetNanoSeconds());
        // Not the node's draws, whose choice comes after this one.
        const auto draw = draws_for(transit, ~load_balancers_->seed);
        const policy::Translation translation =
            load_balancers_->proxy.translate(transit.view, policy::Origin::Outside, now, draw);
        using Kind = policy::Translation::Kind;
        const bool answers = translation.kind == Kind::Dropped && is_later_segment(transit.view);
        if (translation.kind != Kind::Untouched && !answers) {
            if (translation.opens) {
                load_balancers_->proxy.remember(transit.view, translation, now);
            }
            balance(transit, translation);
            return;
        }
    }
    send(transit);
}

// What is addressed to a load balancer, or answers by way of it.
void VpcFabric::balance(const Transit& transit, const policy::Translation& translation) {
    using Kind = policy::Translation::Kind;
    if (translation.kind == Kind::Reply) {
        send(translated(transit, translation));
        return;
    }
    if (next_hop(transit) == nullptr) {
        return;
    }
    const bool lost = translation.kind != Kind::Forward;
    if (lost || is_opening(transit, translation)) {
        const auto index = load_balancers_->table->at(transit.view.written.destination);
        const policy::Reason reason =
            lost ? translation.reason : policy::Reason::LoadBalancerTarget;
        report(transit, Hook::LoadBalancer, load_balancers_->at[*index],
               lost ? Action::Drop : Action::Allow, reason_id(reason), translation.cause);
    }
    if (lost) {
        return;
    }
    if (transit.flow && is_opening(transit, translation)) {
        chosen_({transit.flow->flow(), translation.sent});
    }
    send(translated(transit, translation));
}

// Where the packet goes, judged; null where it goes nowhere.
const VpcFabric::Target* VpcFabric::next_hop(const Transit& transit) {
    const Route chosen = route(transit.view.translated);
    report(transit, Hook::Route, chosen.at, chosen.action, chosen.reason, policy::no_causes);
    return chosen.target;
}

void VpcFabric::send(const Transit& transit) {
    const Target* target = next_hop(transit);
    if (target == nullptr) {
        return;
    }
    if (Endpoint* host = target->host) {
        if (transit.flow) {
            delivered_({transit.flow->flow(), transit.flow->leg()});
        }
        ns3::Simulator::ScheduleWithContext(host->node_id(), delay_to(*host), &Endpoint::receive,
                                            host, transit.packet);
        return;
    }
    const auto& uplink = target->uplink;
    if (uplink && !uplink->Send(transit.packet, uplink->GetBroadcast(), ethertype_ipv4)) {
        report(transit, Hook::Link, route(transit.view.translated).at, Action::Drop,
               reason_id(NetworkReason::QueueOverflow), policy::no_causes);
    }
}

void VpcFabric::report(const Transit& transit, Hook hook, PlaceId at, Action action,
                       ReasonId reason, policy::CauseListId causes) {
    if (transit.flow) {
        judged_({transit.flow->flow(), transit.flow->leg(), hook, at, action, reason, causes});
    }
}

VpcFabric::Route VpcFabric::route(const policy::Tuple& tuple) const {
    const auto from = vpc_of(tuple.source);
    const auto to = vpc_of(tuple.destination);
    const PlaceId at = vpcs_[from.value_or(to.value_or(0))].at;
    if (from && to && *from != *to) {
        return {Action::Drop, reason_id(Reason::NoRoute), at, nullptr};
    }
    const auto found = assigned_.find(tuple.destination.v4_bits());
    if (found == assigned_.end()) {
        const Reason reason = to ? Reason::UnassignedAddress : Reason::NoRoute;
        return {Action::Drop, reason_id(reason), at, nullptr};
    }
    const ReasonId reason =
        from && to ? reason_id(Reason::LocalRoute) : reason_id(NetworkReason::OutsideVpc);
    return {Action::Allow, reason, at, &targets_[found->second]};
}

std::optional<std::size_t> VpcFabric::vpc_of(const policy::IpAddress& address) const {
    const auto found = std::find_if(vpcs_.begin(), vpcs_.end(), [&](const Vpc& vpc) {
        return std::any_of(vpc.cidrs.begin(), vpc.cidrs.end(),
                           [&](const policy::Prefix& cidr) { return cidr.contains(address); });
    });
    if (found == vpcs_.end()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - vpcs_.begin());
}

ns3::Time VpcFabric::delay_to(const Endpoint& host) const {
    return vpc_of(host.address()) ? inside_delay_ : outside_delay_;
}

}  // namespace sim
