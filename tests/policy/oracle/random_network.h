// SPDX-License-Identifier: MIT
// Random networks of VPCs for the comparison of the datapath with its reference.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/model/network.h"
#include "policy/model/packet.h"

namespace oracle {

// Two or three VPCs of up to three subnets with whatever gateways, rules and routes there can be
// between them, most of them leading somewhere.
policy::Network random_network(std::uint64_t seed);

// The first packet of a connection, from an interface or from outside. Its ports are none that a
// NAT gateway would choose first, so that nothing is taken for its own answer.
struct NetworkProbe {
    std::optional<policy::NetworkIndex> from;
    policy::Packet opening;
};

// From every interface and some addresses outside, to every address there is and some there is not.
std::vector<NetworkProbe> network_probes(const policy::Network& network);

std::string text(const policy::Network& network, const NetworkProbe& probe);

}  // namespace oracle
