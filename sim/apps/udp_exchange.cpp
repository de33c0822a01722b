// SPDX-License-Identifier: MIT
#include "sim/apps/udp_exchange.h"

#include <ns3/callback.h>
#include <ns3/inet-socket-address.h>
#include <ns3/udp-socket-factory.h>

#include "sim/apps/request.h"

namespace sim {

using ns3::MakeCallback;
using ns3::Ptr;
using ns3::Socket;

UdpExchange::~UdpExchange() {
    if (socket_) {
        socket_->SetRecvCallback(ns3::MakeNullCallback<void, Ptr<Socket>>());
        socket_->SetAttribute("IcmpCallback", ns3::CallbackValue(ns3::CallbackBase()));
        socket_->Close();
    }
}

void UdpExchange::start() {
    socket_ = Socket::CreateSocket(client_.stack(), ns3::UdpSocketFactory::GetTypeId());
    socket_->SetAttribute("IcmpCallback",
                          ns3::CallbackValue(MakeCallback(&UdpExchange::icmp_error, this)));
    socket_->SetRecvCallback(MakeCallback(&UdpExchange::received, this));
    const int bound = socket_->Bind(ns3::InetSocketAddress(
        ns3::Ipv4Address(spec_.tuple.source.v4_bits()), spec_.tuple.source_port));
    if (bound != 0 ||
        socket_->Connect(ns3::InetSocketAddress(ns3::Ipv4Address(spec_.tuple.destination.v4_bits()),
                                                spec_.tuple.destination_port)) != 0) {
        conclude(Outcome::Unreachable);
        return;
    }
    socket_->Send(make_request(spec_.request_bytes, spec_.response_bytes));
}

void UdpExchange::received(Ptr<Socket> socket) {
    while (socket->Recv()) {
    }
    conclude(Outcome::Answered);
}

void UdpExchange::icmp_error(ns3::Ipv4Address /*from*/, std::uint8_t /*ttl*/, std::uint8_t type,
                             std::uint8_t code, std::uint32_t /*info*/) {
    constexpr std::uint8_t unreachable = 3;
    constexpr std::uint8_t port = 3;
    if (type == unreachable) {
        conclude(code == port ? Outcome::Refused : Outcome::Unreachable);
    }
}

void UdpExchange::conclude(Outcome outcome) {
    if (!concluded_) {
        concluded_ = true;
        listener_.outcome_known(spec_.flow, outcome);
        listener_.closed(spec_.flow);
    }
}

}  // namespace sim
