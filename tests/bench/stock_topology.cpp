// SPDX-License-Identifier: MIT
#include "tests/bench/stock_topology.h"

#include <memory>
#include <stdexcept>
#include <vector>

#include <ns3/inet-socket-address.h>
#include <ns3/internet-stack-helper.h>
#include <ns3/ipv4-static-routing-helper.h>
#include <ns3/ipv4.h>
#include <ns3/net-device-container.h>
#include <ns3/node-container.h>
#include <ns3/node.h>
#include <ns3/point-to-point-helper.h>
#include <ns3/simulator.h>
#include <ns3/socket.h>
#include <ns3/string.h>
#include <ns3/tcp-socket-factory.h>

#include "sim/run/stack_defaults.h"

namespace bench {
namespace {

using ns3::Ipv4Address;
using ns3::Ptr;
using ns3::Socket;

constexpr std::uint16_t port = 80;
constexpr std::uint32_t request_bytes = 100;
constexpr std::uint32_t response_bytes = 200;

std::uint32_t add_address(const Ptr<ns3::NetDevice>& device, Ipv4Address address) {
    const auto ipv4 = device->GetNode()->GetObject<ns3::Ipv4>();
    const std::uint32_t interface = ipv4->AddInterface(device);
    ipv4->AddAddress(interface, ns3::Ipv4InterfaceAddress(address, ns3::Ipv4Mask("/32")));
    ipv4->SetUp(interface);
    return interface;
}

Ptr<ns3::Ipv4StaticRouting> routes(const Ptr<ns3::Node>& node) {
    return ns3::Ipv4StaticRoutingHelper().GetStaticRouting(node->GetObject<ns3::Ipv4>());
}

Ipv4Address pod_address(std::uint32_t pod) {
    return Ipv4Address(0x0A100000U + pod);
}
Ipv4Address router_address(std::uint32_t link) {
    return Ipv4Address(0x0B000000U + link);
}

class Topology {
  public:
    Topology(std::uint32_t pods, std::uint32_t pods_per_worker) {
        links_.SetDeviceAttribute("DataRate", ns3::StringValue("10Gbps"));
        stack_.SetIpv6StackInstall(false);
        stack_.SetRoutingHelper(ns3::Ipv4StaticRoutingHelper());
        core_ = make_node();
        for (std::uint32_t pod = 0; pod < pods; ++pod) {
            if (pod % pods_per_worker == 0) {
                add_worker();
            }
            add_pod(pod);
        }
    }

    const Ptr<ns3::Node>& pod(std::uint32_t index) const { return pods_[index]; }

  private:
    Ptr<ns3::Node> make_node() {
        auto node = ns3::CreateObject<ns3::Node>();
        stack_.Install(node);
        return node;
    }

    ns3::NetDeviceContainer link(const Ptr<ns3::Node>& a, const Ptr<ns3::Node>& b,
                                 const char* delay) {
        links_.SetChannelAttribute("Delay", ns3::StringValue(delay));
        return links_.Install(a, b);
    }

    void add_worker() {
        worker_ = make_node();
        const auto devices = link(worker_, core_, "50us");
        routes(worker_)->SetDefaultRoute(
            router_address(0), add_address(devices.Get(0), router_address(++links_used_)));
        core_interface_ = add_address(devices.Get(1), router_address(++links_used_));
    }

    void add_pod(std::uint32_t index) {
        const auto pod = make_node();
        const auto devices = link(pod, worker_, "5us");
        routes(pod)->SetDefaultRoute(router_address(0),
                                     add_address(devices.Get(0), pod_address(index)));
        const auto interface = add_address(devices.Get(1), router_address(++links_used_));
        routes(worker_)->AddHostRouteTo(pod_address(index), interface);
        routes(core_)->AddHostRouteTo(pod_address(index), core_interface_);
        pods_.push_back(pod);
    }

    ns3::PointToPointHelper links_;
    ns3::InternetStackHelper stack_;
    Ptr<ns3::Node> core_;
    Ptr<ns3::Node> worker_;
    std::uint32_t core_interface_ = 0;
    std::uint32_t links_used_ = 0;
    std::vector<Ptr<ns3::Node>> pods_;
};

// Ends each side's part as sim/apps does, with as little as ns-3 asks for.
class Conversation {
  public:
    explicit Conversation(std::uint32_t& answered) : answered_(answered) {}

    void serve(const Ptr<ns3::Node>& node) {
        auto socket = Socket::CreateSocket(node, ns3::TcpSocketFactory::GetTypeId());
        socket->Bind(ns3::InetSocketAddress(Ipv4Address::GetAny(), port));
        socket->Listen();
        socket->SetAcceptCallback(ns3::MakeNullCallback<bool, Ptr<Socket>, const ns3::Address&>(),
                                  ns3::MakeCallback(&Conversation::accepted, this));
    }

    void open(Ptr<ns3::Node> node, Ipv4Address server) {
        auto socket = Socket::CreateSocket(node, ns3::TcpSocketFactory::GetTypeId());
        socket->SetConnectCallback(ns3::MakeCallback(&Conversation::connected, this),
                                   ns3::MakeNullCallback<void, Ptr<Socket>>());
        socket->SetRecvCallback(ns3::MakeCallback(&Conversation::answered, this));
        socket->Bind();
        socket->Connect(ns3::InetSocketAddress(server, port));
    }

  private:
    void accepted(Ptr<Socket> socket, const ns3::Address& /*peer*/) {
        socket->SetRecvCallback(ns3::MakeCallback(&Conversation::asked, this));
        socket->SetCloseCallbacks(ns3::MakeCallback(&Conversation::closed, this),
                                  ns3::MakeCallback(&Conversation::closed, this));
    }
    void connected(Ptr<Socket> socket) { socket->Send(ns3::Create<ns3::Packet>(request_bytes)); }
    void asked(Ptr<Socket> socket) {
        while (socket->Recv()) {
            socket->Send(ns3::Create<ns3::Packet>(response_bytes));
        }
    }
    void answered(Ptr<Socket> socket) {
        if (!socket->Recv()) {
            return;  // the peer's FIN
        }
        ++answered_;
        socket->Close();
    }
    void closed(Ptr<Socket> socket) { socket->Close(); }

    std::uint32_t& answered_;
};

}  // namespace

std::uint64_t run_stock_tcp(std::uint32_t pods, std::uint32_t pods_per_worker,
                            std::uint32_t flows) {
    sim::set_stack_defaults();
    std::uint64_t events = 0;
    std::uint32_t answered = 0;
    {
        const Topology topology(pods, pods_per_worker);
        Conversation conversation(answered);
        for (std::uint32_t pod = 0; pod < pods; ++pod) {
            conversation.serve(topology.pod(pod));
        }
        for (std::uint32_t i = 0; i < flows; ++i) {
            const std::uint32_t server = (i * 7 + pods / 2 + 1) % pods;
            ns3::Simulator::Schedule(ns3::MicroSeconds(50 * i), &Conversation::open, &conversation,
                                     topology.pod(i % pods), pod_address(server));
        }
        ns3::Simulator::Run();
        events = ns3::Simulator::GetEventCount();
        ns3::Simulator::Destroy();
    }
    if (answered != flows) {
        throw std::runtime_error("a flow of the stock topology was not answered");
    }
    return events;
}

}  // namespace bench
