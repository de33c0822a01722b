// SPDX-License-Identifier: MIT
#include "sim/apps/server.h"

#include <ns3/callback.h>
#include <ns3/inet-socket-address.h>
#include <ns3/tcp-socket-factory.h>
#include <ns3/udp-socket-factory.h>

#include "sim/apps/request.h"

namespace sim {

using ns3::MakeCallback;
using ns3::MakeNullCallback;
using ns3::Ptr;
using ns3::Socket;

namespace {

void silence(const Ptr<Socket>& socket) {
    socket->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const ns3::Address&>(),
                              MakeNullCallback<void, Ptr<Socket>, const ns3::Address&>());
    socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                              MakeNullCallback<void, Ptr<Socket>>());
    socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
}

// The tuple that the client of an accepted connection writes.
policy::Tuple client_of(const Ptr<Socket>& socket) {
    ns3::Address there;
    ns3::Address here;
    socket->GetPeerName(there);
    socket->GetSockName(here);
    const auto client = ns3::InetSocketAddress::ConvertFrom(there);
    const auto server = ns3::InetSocketAddress::ConvertFrom(here);
    return {policy::IpAddress::v4(client.GetIpv4().Get()),
            policy::IpAddress::v4(server.GetIpv4().Get()), policy::Protocol::TCP, client.GetPort(),
            server.GetPort()};
}

}  // namespace

Servers::~Servers() {
    for (const auto& [key, socket] : listening_) {
        silence(socket);
    }
    for (const auto& [socket, connection] : connections_) {
        silence(socket);
    }
}

void Servers::open(Endpoint& endpoint, policy::Protocol protocol, std::uint16_t port) {
    const bool has_server = protocol == policy::Protocol::TCP || protocol == policy::Protocol::UDP;
    if (!has_server || !endpoint.listens(protocol, port)) {
        close({endpoint.node_id(), protocol, port});
        return;
    }
    Ptr<Socket>& socket = listening_[{endpoint.node_id(), protocol, port}];
    if (!socket) {
        socket = protocol == policy::Protocol::TCP ? listen_tcp(endpoint, port)
                                                   : listen_udp(endpoint, port);
    }
}

// What listened here does no longer.
void Servers::close(const Key& key) {
    const auto found = listening_.find(key);
    if (found == listening_.end()) {
        return;
    }
    silence(found->second);
    found->second->Close();
    listening_.erase(found);
}

Ptr<Socket> Servers::listen_tcp(Endpoint& endpoint, std::uint16_t port) {
    auto socket = Socket::CreateSocket(endpoint.stack(), ns3::TcpSocketFactory::GetTypeId());
    socket->Bind(ns3::InetSocketAddress(ns3::Ipv4Address::GetAny(), port));
    socket->Listen();
    socket->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const ns3::Address&>(),
                              MakeCallback(&Servers::accepted, this));
    return socket;
}

Ptr<Socket> Servers::listen_udp(Endpoint& endpoint, std::uint16_t port) {
    auto socket = Socket::CreateSocket(endpoint.stack(), ns3::UdpSocketFactory::GetTypeId());
    socket->Bind(ns3::InetSocketAddress(ns3::Ipv4Address::GetAny(), port));
    socket->SetRecvCallback(MakeCallback(&Servers::udp_received, this));
    return socket;
}

void Servers::accepted(Ptr<Socket> socket, const ns3::Address& /*peer*/) {
    connections_.emplace(socket, Connection{});
    socket->SetRecvCallback(MakeCallback(&Servers::tcp_received, this));
    socket->SetCloseCallbacks(MakeCallback(&Servers::tcp_ended, this),
                              MakeCallback(&Servers::tcp_ended, this));
}

// Requests come whole or in pieces, but their header is in the first piece: it is eight bytes and
// the smallest segment is 536.
void Servers::tcp_received(Ptr<Socket> socket) {
    const auto found = connections_.find(socket);
    if (found == connections_.end()) {
        return;
    }
    Connection& connection = found->second;
    while (const Ptr<ns3::Packet> packet = socket->Recv()) {
        if (connection.expected == 0) {
            if (const auto header = read_request(packet)) {
                connection.expected = header->request_bytes;
                connection.response = header->response_bytes;
            }
        }
        connection.received += packet->GetSize();
    }
    if (connection.expected != 0 && connection.received >= connection.expected) {
        connection.received -= connection.expected;
        connection.expected = 0;
        answer(socket, connection.response);
    }
}

void Servers::answer(Ptr<Socket> socket, std::uint32_t bytes) {
    const auto send = [socket, bytes] {
        if (bytes > 0) {
            socket->Send(ns3::Create<ns3::Packet>(bytes));
        }
    };
    const auto proxy = proxies_.find(socket->GetNode()->GetId());
    if (proxy == proxies_.end()) {
        send();
    } else {
        proxy->second.hand_on(client_of(socket), send);
    }
}

// The client closes first; what is left of the connection then needs nobody to look after it.
void Servers::tcp_ended(Ptr<Socket> socket) {
    if (connections_.erase(socket) != 0) {
        silence(socket);
        socket->Close();
    }
}

void Servers::udp_received(Ptr<Socket> socket) {
    ns3::Address from;
    const auto proxy = proxies_.find(socket->GetNode()->GetId());
    while (const Ptr<ns3::Packet> packet = socket->RecvFrom(from)) {
        const auto header = read_request(packet);
        if (!header) {
            continue;
        }
        const auto send = [socket, from, bytes = header->response_bytes] {
            socket->SendTo(ns3::Create<ns3::Packet>(bytes), 0, from);
        };
        if (proxy == proxies_.end()) {
            send();
            continue;
        }
        ns3::Address here;
        socket->GetSockName(here);
        const auto client = ns3::InetSocketAddress::ConvertFrom(from);
        const auto port = ns3::InetSocketAddress::ConvertFrom(here).GetPort();
        proxy->second.hand_on({policy::IpAddress::v4(client.GetIpv4().Get()), proxy->second.address,
                               policy::Protocol::UDP, client.GetPort(), port},
                              send);
    }
}

}  // namespace sim
