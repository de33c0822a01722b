// SPDX-License-Identifier: MIT
// The flows that are under way, by their tuples.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "policy/model/packet.h"
#include "sim/cluster/flow_tag.h"

namespace sim {

// TCP, which makes its own SYN, ACK, FIN and RST, cannot be asked to mark its packets: so the
// place where a packet enters the network finds the flow by the tuple the opener wrote, or by
// one that service translation made of it, which is what its server answers.
class FlowTable {
  public:
    struct Match {
        FlowId flow;
        Leg leg;
    };

    // REQUIRES: no open flow has this tuple.
    void open(FlowId flow, const policy::Tuple& forward) { flows_.emplace(forward, flow); }
    // Another tuple under which packets of an open flow travel forward.
    void add(FlowId flow, const policy::Tuple& translated);
    // Forgets the flow with all its tuples.
    void close(FlowId flow, const policy::Tuple& forward);
    bool is_open(const policy::Tuple& forward) const { return flows_.count(forward) != 0; }

    // The flow a packet belongs to, and which way it goes. An ICMP error goes the other way than
    // the packet it quotes. Nothing for a packet of no flow, or a later fragment.
    std::optional<Match> find(const policy::Packet& packet) const;

  private:
    std::unordered_map<policy::Tuple, FlowId, policy::TupleHash> flows_;
    std::unordered_map<FlowId, std::vector<policy::Tuple>> translated_;
};

}  // namespace sim
