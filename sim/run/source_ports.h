// SPDX-License-Identifier: MIT
// Ephemeral ports, drawn as Linux would, from the seed.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_set>

#include "policy/model/packet.h"
#include "sim/cluster/flow_tag.h"

namespace sim {

// net.ipv4.ip_local_port_range of Linux.
constexpr std::uint16_t first_source_port = 32768;
constexpr std::uint16_t last_source_port = 60999;

// A flow's first choice depends on the seed and the flow alone, so that adding a flow to a
// scenario leaves the ports of all others as they were; where the choice is taken, the next free
// port up is used.
class SourcePorts {
  public:
    explicit SourcePorts(std::uint64_t seed) : seed_(seed) {}

    // A port of `owner` (a node id) that no other flow of this protocol has, held until
    // release(); nothing where all are taken.
    std::optional<std::uint16_t> draw(FlowId flow, std::uint32_t owner, policy::Protocol protocol,
                                      policy::Time now);

    // Gives a port back, usable again from `usable_at` on.
    void release(std::uint32_t owner, policy::Protocol protocol, std::uint16_t port,
                 policy::Time usable_at);

  private:
    struct Returned {
        policy::Time usable_at;
        std::uint64_t key;
    };

    std::uint64_t seed_;
    std::unordered_set<std::uint64_t> taken_;
    std::deque<Returned> returned_;  // ascending by time
};

}  // namespace sim
