// SPDX-License-Identifier: MIT
#include "sim/cluster/reasons.h"

#include <utility>

namespace sim {
namespace {

// In the order of NetworkReason.
constexpr std::pair<std::string_view, std::string_view> network_reasons[] = {
    {"LOOPBACK", "The packet never left its network namespace; no policy sees such traffic."},
    {"LINK_QUEUE_OVERFLOW", "A worker's uplink had more packets waiting than its queue holds."},
    {"PACKET_UNPARSEABLE", "The packet is too short, or not IPv4, and cannot be judged."},
    {"SOURCE_PORTS_EXHAUSTED", "Every source port of the client was in use by another flow."},
    {"DNS_NAME_NOT_FOUND",
     "The DNS server answered that the name does not exist, or has no IPv4 address; nothing was "
     "dropped."},
    {"POD_GONE", "The pod that sent the packet has ended, and its veth with it."},
};

std::vector<ReasonRow> make_rows() {
    std::vector<ReasonRow> rows;
    for (const policy::ReasonInfo& info : policy::reason_table()) {
        rows.push_back({reason_id(info.reason), info.code, info.meaning});
    }
    for (const auto& [code, meaning] : network_reasons) {
        rows.push_back({static_cast<ReasonId>(rows.size()), code, meaning});
    }
    return rows;
}

}  // namespace

ReasonId reason_id(NetworkReason reason) {
    return static_cast<ReasonId>(policy::reason_table().size() + static_cast<std::size_t>(reason));
}

const std::vector<ReasonRow>& all_reasons() {
    static const std::vector<ReasonRow> rows = make_rows();
    return rows;
}

}  // namespace sim
