// SPDX-License-Identifier: MIT
#include "sim/apps/echo_exchange.h"

#include <ns3/callback.h>
#include <ns3/icmpv4.h>
#include <ns3/inet-socket-address.h>
#include <ns3/ipv4-raw-socket-factory.h>
#include <ns3/uinteger.h>

#include "sim/apps/raw_packet.h"
#include "sim/cluster/packet_view.h"

namespace sim {

using ns3::Ptr;
using ns3::Socket;

EchoExchange::~EchoExchange() {
    if (socket_) {
        socket_->SetRecvCallback(ns3::MakeNullCallback<void, Ptr<Socket>>());
        socket_->Close();
    }
}

void EchoExchange::start() {
    socket_ = Socket::CreateSocket(client_.stack(), ns3::Ipv4RawSocketFactory::GetTypeId());
    socket_->SetAttribute("Protocol", ns3::UintegerValue(1));
    socket_->SetRecvCallback(ns3::MakeCallback(&EchoExchange::received, this));
    socket_->Bind(ns3::InetSocketAddress(ns3::Ipv4Address(spec_.tuple.source.v4_bits()), 0));

    ns3::Icmpv4Echo echo;
    echo.SetIdentifier(spec_.tuple.source_port);
    echo.SetSequenceNumber(1);
    echo.SetData(ns3::Create<ns3::Packet>(spec_.request_bytes));
    ns3::Icmpv4Header header;
    header.SetType(ns3::Icmpv4Header::ICMPV4_ECHO);
    const auto packet = ns3::Create<ns3::Packet>();
    packet->AddHeader(echo);
    packet->AddHeader(header);
    socket_->SendTo(packet, 0,
                    ns3::InetSocketAddress(ns3::Ipv4Address(spec_.tuple.destination.v4_bits()), 0));
}

// A raw socket sees every ICMP message of its node, IPv4 header included.
void EchoExchange::received(Ptr<Socket> socket) {
    while (const Ptr<ns3::Packet> packet = socket->Recv()) {
        std::uint8_t bytes[view_bytes];
        const auto view = view_of(bytes, packet->CopyData(bytes, sizeof bytes));
        if (view && is_ours(*view)) {
            conclude(meaning_of(*view) == Answer::Accepted ? Outcome::Answered
                                                           : Outcome::Unreachable);
        }
    }
}

bool EchoExchange::is_ours(const policy::Packet& packet) const {
    return packet.quoted ? *packet.quoted == spec_.tuple : packet.written == spec_.tuple.reversed();
}

void EchoExchange::conclude(Outcome outcome) {
    if (!concluded_) {
        concluded_ = true;
        listener_.outcome_known(spec_.flow, outcome);
        listener_.closed(spec_.flow);
    }
}

}  // namespace sim
