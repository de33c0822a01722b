// SPDX-License-Identifier: MIT
// Witnesses: few flows that show every difference that the policies of a world make.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/model/model.h"
#include "policy/reach/reachability.h"
#include "sim/scenario/scenario.h"

namespace analysis {

// An address outside that a flow begins or ends at.
struct DraftHost {
    std::string name;  // "outside-1"
    policy::IpAddress address;
};

struct DraftFlow {
    std::string from;  // "shop/pod/web-0", "host/outside-1"
    std::string to;
    policy::Protocol protocol = policy::Protocol::TCP;
    std::uint16_t port = 0;       // 0 for ICMP
    std::optional<bool> allowed;  // none: the input does not decide it
};

struct DraftFlows {
    std::vector<DraftHost> hosts;
    std::vector<DraftFlow> flows;
    std::size_t uncertain = 0;
    bool cut = false;  // there would have been more than max_draft_flows
};

constexpr std::size_t max_draft_flows = 20'000;

// For each pair of classes, one flow that is allowed and one that is dropped, as far as there are
// such, with a port that the destination declares where it tells the story. `dumped` is the world
// as it was read: what it leaves uncertain has no expectation, though the scenario settles it.
DraftFlows draft_flows(const scenario::Scenario& scenario, const policy::World& dumped);

}  // namespace analysis
