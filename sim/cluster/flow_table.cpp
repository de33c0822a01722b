// SPDX-License-Identifier: MIT
#include "sim/cluster/flow_table.h"

namespace sim {

void FlowTable::add(FlowId flow, const policy::Tuple& translated) {
    if (flows_.emplace(translated, flow).second) {
        translated_[flow].push_back(translated);
    }
}

void FlowTable::close(FlowId flow, const policy::Tuple& forward) {
    flows_.erase(forward);
    const auto found = translated_.find(flow);
    if (found == translated_.end()) {
        return;
    }
    for (const policy::Tuple& tuple : found->second) {
        flows_.erase(tuple);
    }
    translated_.erase(found);
}

std::optional<FlowTable::Match> FlowTable::find(const policy::Packet& packet) const {
    const policy::Tuple& tuple = packet.quoted ? *packet.quoted : packet.written;
    const Leg same = packet.quoted ? Leg::Reply : Leg::Forward;
    const Leg opposite = packet.quoted ? Leg::Forward : Leg::Reply;
    // An echo reply is the exact reverse of its request, so the order of look-ups decides nothing
    // unless both ends ping each other with one identifier; then the request's own tuple wins.
    if (const auto found = flows_.find(tuple); found != flows_.end()) {
        return Match{found->second, same};
    }
    if (const auto found = flows_.find(tuple.reversed()); found != flows_.end()) {
        return Match{found->second, opposite};
    }
    return std::nullopt;
}

}  // namespace sim
