// SPDX-License-Identifier: MIT
// One numbering for every reason a hook can give: the policies' own and the network's.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "policy/model/verdict.h"

namespace sim {

// What the simulator says where neither a policy nor a VPC speaks.
enum class NetworkReason : std::uint16_t {
    Loopback,       // LOOPBACK
    QueueOverflow,  // LINK_QUEUE_OVERFLOW
    Unparseable,    // PACKET_UNPARSEABLE
    NoSourcePort,   // SOURCE_PORTS_EXHAUSTED
    NameNotFound,   // DNS_NAME_NOT_FOUND
    PodGone,        // POD_GONE
};

using ReasonId = std::uint16_t;  // stable within a build: policy reasons first, then these

constexpr ReasonId reason_id(policy::Reason reason) {
    return static_cast<ReasonId>(reason);
}
ReasonId reason_id(NetworkReason reason);

struct ReasonRow {
    ReasonId id;
    std::string_view code;
    std::string_view meaning;
};

// All reasons, ascending by id without gaps.
const std::vector<ReasonRow>& all_reasons();

}  // namespace sim
