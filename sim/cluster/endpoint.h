// SPDX-License-Identifier: MIT
// Something with an address that opens and answers flows: a pod, a node's own processes, a host.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <ns3/node.h>
#include <ns3/packet.h>
#include <ns3/ptr.h>
#include <ns3/virtual-net-device.h>

#include "policy/model/ip.h"
#include "policy/model/packet.h"
#include "sim/cluster/flow_tag.h"

namespace sim {

class Endpoint;

// Takes the packets of raw exchanges where they arrive, in place of the network stack.
class RawSink {
  public:
    virtual ~RawSink() = default;
    virtual void raw_packet(Endpoint& endpoint, const FlowTag& tag,
                            const ns3::Ptr<ns3::Packet>& packet) = 0;
};

// An ns-3 node with the stock IPv4 stack and one point-to-point device that needs no ARP, a /32
// address and a default route through 169.254.1.1, as the VPC CNI wires a pod. The stack is
// installed when first asked for: an endpoint that meets only raw packets costs a bare node.
//
// Lives as long as the simulation: nodes and events hold raw pointers to it.
class Endpoint {
  public:
    using Transmit = std::function<void(ns3::Ptr<ns3::Packet>)>;

    explicit Endpoint(const policy::IpAddress& address);  // REQUIRES: an IPv4 address
    Endpoint(const Endpoint&) = delete;
    Endpoint& operator=(const Endpoint&) = delete;

    const policy::IpAddress& address() const { return address_; }
    std::uint32_t node_id() const { return node_->GetId(); }

    // The node, with its stack.
    const ns3::Ptr<ns3::Node>& stack();

    // The other end of the cable. Called in this node's context.
    void connect(Transmit transmit) { transmit_ = std::move(transmit); }
    void set_raw_sink(RawSink* sink) { raw_sink_ = sink; }

    // What answers here: declared ports, or anything asked for.
    void listen(policy::Protocol protocol, std::uint16_t port);
    void listen_everywhere() { listens_everywhere_ = true; }
    void listen_nowhere();
    bool listens(policy::Protocol protocol, std::uint16_t port) const;

    // Sees every whole IPv4 packet that passes the cable, either way.
    using Tap = std::function<void(const ns3::Ptr<ns3::Packet>&)>;
    void set_tap(Tap tap) { tap_ = std::move(tap); }

    // Sends a whole IPv4 packet, as the stack would.
    void transmit(const ns3::Ptr<ns3::Packet>& packet);

    // Takes a packet off the cable. REQUIRES: called in this node's context.
    void receive(const ns3::Ptr<ns3::Packet>& packet);

  private:
    bool send_from_device(ns3::Ptr<ns3::Packet> packet, const ns3::Address& source,
                          const ns3::Address& destination, std::uint16_t protocol);

    policy::IpAddress address_;
    ns3::Ptr<ns3::Node> node_;
    ns3::Ptr<ns3::VirtualNetDevice> device_;
    Transmit transmit_;
    Tap tap_;
    RawSink* raw_sink_ = nullptr;
    std::vector<std::uint32_t> listening_;  // sorted protocol << 16 | port
    bool listens_everywhere_ = false;
};

}  // namespace sim
