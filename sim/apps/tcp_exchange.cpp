// SPDX-License-Identifier: MIT
#include "sim/apps/tcp_exchange.h"

#include <ns3/callback.h>
#include <ns3/inet-socket-address.h>
#include <ns3/tcp-socket-factory.h>

#include "sim/apps/request.h"

namespace sim {

using ns3::MakeCallback;
using ns3::Ptr;
using ns3::Socket;

TcpExchange::~TcpExchange() {
    if (socket_) {
        const auto silent = ns3::MakeNullCallback<void, Ptr<Socket>>();
        socket_->SetConnectCallback(silent, silent);
        socket_->SetCloseCallbacks(silent, silent);
        socket_->SetRecvCallback(silent);
        socket_->SetAttribute("IcmpCallback", ns3::CallbackValue(ns3::CallbackBase()));
        socket_->Close();
    }
}

void TcpExchange::start() {
    socket_ = Socket::CreateSocket(client_.stack(), ns3::TcpSocketFactory::GetTypeId());
    socket_->SetAttribute("IcmpCallback",
                          ns3::CallbackValue(MakeCallback(&TcpExchange::icmp_error, this)));
    socket_->SetConnectCallback(MakeCallback(&TcpExchange::connected, this),
                                MakeCallback(&TcpExchange::ended, this));
    socket_->SetCloseCallbacks(MakeCallback(&TcpExchange::ended, this),
                               MakeCallback(&TcpExchange::ended, this));
    socket_->SetRecvCallback(MakeCallback(&TcpExchange::received, this));
    missing_ = spec_.response_bytes;
    const int bound = socket_->Bind(ns3::InetSocketAddress(
        ns3::Ipv4Address(spec_.tuple.source.v4_bits()), spec_.tuple.source_port));
    if (bound != 0 ||
        socket_->Connect(ns3::InetSocketAddress(ns3::Ipv4Address(spec_.tuple.destination.v4_bits()),
                                                spec_.tuple.destination_port)) != 0) {
        conclude(Outcome::Unreachable);
    }
}

void TcpExchange::connected(Ptr<Socket> socket) {
    stage_ = Stage::Open;
    socket->Send(make_request(spec_.request_bytes, spec_.response_bytes));
    received(socket);  // a flow that asks for no response is served by now
}

void TcpExchange::received(Ptr<Socket> socket) {
    while (const Ptr<ns3::Packet> packet = socket->Recv()) {
        missing_ -= std::min(missing_, packet->GetSize());
    }
    if (missing_ == 0 && stage_ == Stage::Open) {
        stage_ = Stage::Served;
        socket->Close();
        listener_.outcome_known(spec_.flow, Outcome::Connected);
    }
}

// A close of any kind. Before the handshake it can only be a RST (see endpoint.cpp), as this side
// never gives up by itself before the flow's timeout does.
void TcpExchange::ended(Ptr<Socket> /*socket*/) {
    switch (stage_) {
        case Stage::Opening:
            conclude(Outcome::Refused);
            break;
        case Stage::Open:
            conclude(Outcome::Reset);
            break;
        case Stage::Served:
            stage_ = Stage::Closed;
            listener_.closed(spec_.flow);
            break;
        case Stage::Closed:
            break;
    }
}

// Linux fails a connection that is opening on a hard error and only notes it later on.
void TcpExchange::icmp_error(ns3::Ipv4Address /*from*/, std::uint8_t /*ttl*/, std::uint8_t type,
                             std::uint8_t code, std::uint32_t /*info*/) {
    constexpr std::uint8_t unreachable = 3;
    constexpr std::uint8_t port = 3;  // ECONNREFUSED to the application: netfilter's REJECT
    if (stage_ == Stage::Opening && type == unreachable) {
        conclude(code == port ? Outcome::Refused : Outcome::Unreachable);
    }
}

void TcpExchange::conclude(Outcome outcome) {
    stage_ = Stage::Closed;
    listener_.outcome_known(spec_.flow, outcome);
    listener_.closed(spec_.flow);
}

}  // namespace sim
