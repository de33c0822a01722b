// SPDX-License-Identifier: MIT
#include "policy/veth/fragment_memory.h"

namespace policy {

namespace {

constexpr std::chrono::seconds reassembly_time(30);

}  // namespace

FragmentMemory::Key FragmentMemory::key_of(const Packet& packet) {
    const Tuple& tuple = packet.translated;
    return {tuple.source, tuple.destination, tuple.protocol, packet.fragment_id};
}

void FragmentMemory::remember(const Packet& first, const Verdict& verdict, Time now) {
    for (; !deadlines_.empty() && deadlines_.front().at <= now; deadlines_.pop_front()) {
        const auto known = known_.find(deadlines_.front().key);
        if (known != known_.end() && known->second.expires <= now) known_.erase(known);
    }
    const Key key = key_of(first);
    known_[key] = {verdict, now + reassembly_time};
    deadlines_.push_back({now + reassembly_time, key});
}

std::optional<Verdict> FragmentMemory::recall(const Packet& later, Time now) const {
    const auto known = known_.find(key_of(later));
    if (known == known_.end() || known->second.expires <= now) return std::nullopt;
    return known->second.verdict;
}

}  // namespace policy
