// SPDX-License-Identifier: MIT
#include "sim/cluster/endpoint.h"

#include <algorithm>

#include <ns3/internet-stack-helper.h>
#include <ns3/ipv4-header.h>
#include <ns3/ipv4-static-routing-helper.h>
#include <ns3/ipv4.h>
#include <ns3/mac48-address.h>
#include <ns3/tcp-header.h>

#include "sim/cluster/packet_view.h"

namespace sim {
namespace {

constexpr std::uint16_t ethertype_ipv4 = 0x0800;
constexpr std::uint16_t pod_mtu = 9001;  // the VPC CNI's default

const ns3::InternetStackHelper& ipv4_stack() {
    static const ns3::InternetStackHelper helper = [] {
        ns3::InternetStackHelper made;
        made.SetIpv6StackInstall(false);
        made.SetRoutingHelper(ns3::Ipv4StaticRoutingHelper());
        return made;
    }();
    return helper;
}

std::uint32_t key(policy::Protocol protocol, std::uint16_t port) {
    return std::uint32_t{static_cast<std::uint8_t>(protocol)} << 16U | port;
}

// ns-3's TCP ignores a RST that carries an ACK while its SYN is unanswered, and would go on
// retransmitting; without the ACK it closes at once, as every other stack does on either form.
void make_reset_understood(const ns3::Ptr<ns3::Packet>& packet) {
    ns3::Ipv4Header ip;
    ns3::TcpHeader tcp;
    packet->RemoveHeader(ip);
    packet->RemoveHeader(tcp);
    tcp.SetFlags(tcp.GetFlags() & static_cast<std::uint8_t>(~ns3::TcpHeader::ACK));
    packet->AddHeader(tcp);
    packet->AddHeader(ip);
}

bool is_reset(const ns3::Ptr<ns3::Packet>& packet) {
    std::uint8_t bytes[view_bytes];
    const auto view = view_of(bytes, packet->CopyData(bytes, sizeof bytes));
    return view && view->written.protocol == policy::Protocol::TCP && view->tcp.rst;
}

}  // namespace

Endpoint::Endpoint(const policy::IpAddress& address)
    : address_(address), node_(ns3::CreateObject<ns3::Node>()) {}

const ns3::Ptr<ns3::Node>& Endpoint::stack() {
    if (device_) {
        return node_;
    }
    device_ = ns3::CreateObject<ns3::VirtualNetDevice>();
    device_->SetAddress(ns3::Mac48Address::Allocate());
    device_->SetNeedsArp(false);
    device_->SetIsPointToPoint(true);
    device_->SetMtu(pod_mtu);
    device_->SetSendCallback(ns3::MakeCallback(&Endpoint::send_from_device, this));
    node_->AddDevice(device_);
    ipv4_stack().Install(node_);
    const auto ipv4 = node_->GetObject<ns3::Ipv4>();
    const std::uint32_t interface = ipv4->AddInterface(device_);
    ipv4->AddAddress(interface, ns3::Ipv4InterfaceAddress(ns3::Ipv4Address(address_.v4_bits()),
                                                          ns3::Ipv4Mask::GetOnes()));
    ipv4->SetUp(interface);
    ns3::Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->SetDefaultRoute(
        ns3::Ipv4Address("169.254.1.1"), interface);
    return node_;
}

void Endpoint::listen(policy::Protocol protocol, std::uint16_t port) {
    const std::uint32_t wanted = key(protocol, port);
    const auto at = std::lower_bound(listening_.begin(), listening_.end(), wanted);
    if (at == listening_.end() || *at != wanted) {
        listening_.insert(at, wanted);
    }
}

void Endpoint::listen_nowhere() {
    listening_.clear();
    listens_everywhere_ = false;
}

bool Endpoint::listens(policy::Protocol protocol, std::uint16_t port) const {
    return listens_everywhere_ ||
           std::binary_search(listening_.begin(), listening_.end(), key(protocol, port));
}

void Endpoint::transmit(const ns3::Ptr<ns3::Packet>& packet) {
    if (tap_) {
        tap_(packet);
    }
    transmit_(packet);
}

void Endpoint::receive(const ns3::Ptr<ns3::Packet>& packet) {
    if (tap_) {
        tap_(packet);
    }
    FlowTag tag;
    if (packet->RemovePacketTag(tag) && tag.raw()) {
        raw_sink_->raw_packet(*this, tag, packet);
        return;
    }
    if (!device_) {
        return;  // nothing here ever spoke: an answer to a flow that has ended
    }
    if (is_reset(packet)) {
        make_reset_understood(packet);
    }
    device_->Receive(packet, ethertype_ipv4, device_->GetAddress(), device_->GetAddress(),
                     ns3::NetDevice::PACKET_HOST);
}

bool Endpoint::send_from_device(ns3::Ptr<ns3::Packet> packet, const ns3::Address& /*source*/,
                                const ns3::Address& /*destination*/, std::uint16_t protocol) {
    if (protocol == ethertype_ipv4) {
        transmit(packet);
    }
    return true;
}

}  // namespace sim
