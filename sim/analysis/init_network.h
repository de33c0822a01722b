// SPDX-License-Identifier: MIT
// A network for the addresses that a dump knows.
#pragma once

#include <string>
#include <vector>

#include "policy/model/model.h"

namespace analysis {

struct DraftSubnet {
    std::string name;  // "derived-1"
    policy::Prefix cidr;
};

// Nodes that only pods name, for lack of their Node objects.
struct DraftNode {
    std::string name;
    std::string subnet;
};

struct DraftNetwork {
    std::vector<DraftSubnet> subnets;  // none: no address is known, any network will do
    std::vector<DraftNode> nodes;      // none: the dump has the Node objects, or names no node
};

// One subnet, of /16 to /24, for the IPv4 addresses of each /16 that nodes and pods have. What the
// real subnets are the dump does not say, and no policy asks.
DraftNetwork draft_network(const policy::World& world);

}  // namespace analysis
