// SPDX-License-Identifier: MIT
#include "sim/apps/udp_client.h"

#include <ns3/inet-socket-address.h>
#include <ns3/udp-socket-factory.h>

namespace sim {

using ns3::MakeCallback;
using ns3::Ptr;
using ns3::Socket;

UdpClient::~UdpClient() {
    if (socket_) {
        socket_->SetRecvCallback(ns3::MakeNullCallback<void, Ptr<Socket>>());
        socket_->SetAttribute("IcmpCallback", ns3::CallbackValue(ns3::CallbackBase()));
        socket_->Close();
    }
}

bool UdpClient::open(Endpoint& client, const policy::Tuple& tuple) {
    socket_ = Socket::CreateSocket(client.stack(), ns3::UdpSocketFactory::GetTypeId());
    socket_->SetAttribute("IcmpCallback",
                          ns3::CallbackValue(MakeCallback(&UdpClient::icmp_error, this)));
    socket_->SetRecvCallback(MakeCallback(&UdpClient::received, this));
    const ns3::InetSocketAddress own(ns3::Ipv4Address(tuple.source.v4_bits()), tuple.source_port);
    const ns3::InetSocketAddress other(ns3::Ipv4Address(tuple.destination.v4_bits()),
                                       tuple.destination_port);
    return socket_->Bind(own) == 0 && socket_->Connect(other) == 0;
}

void UdpClient::received(Ptr<Socket> socket) {
    while (socket->Recv()) {
    }
    answered_();
}

void UdpClient::icmp_error(ns3::Ipv4Address /*from*/, std::uint8_t /*ttl*/, std::uint8_t type,
                           std::uint8_t code, std::uint32_t /*info*/) {
    constexpr std::uint8_t unreachable = 3;
    constexpr std::uint8_t port = 3;
    if (type == unreachable) {
        refused_(code == port ? Outcome::Refused : Outcome::Unreachable);
    }
}

}  // namespace sim
