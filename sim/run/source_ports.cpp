// SPDX-License-Identifier: MIT
#include "sim/run/source_ports.h"

#include "sim/cluster/mixed.h"

namespace sim {
namespace {

constexpr std::uint32_t port_count = last_source_port - first_source_port + 1U;

std::uint64_t key_of(std::uint32_t owner, policy::Protocol protocol, std::uint16_t port) {
    return std::uint64_t{owner} << 24U | std::uint64_t{static_cast<std::uint8_t>(protocol)} << 16U |
           port;
}

}  // namespace

std::optional<std::uint16_t> SourcePorts::draw(FlowId flow, std::uint32_t owner,
                                               policy::Protocol protocol, policy::Time now) {
    while (!returned_.empty() && returned_.front().usable_at <= now) {
        taken_.erase(returned_.front().key);
        returned_.pop_front();
    }
    const auto first = static_cast<std::uint32_t>(mixed(mixed(seed_) + flow) % port_count);
    for (std::uint32_t step = 0; step < port_count; ++step) {
        const auto port =
            static_cast<std::uint16_t>(first_source_port + (first + step) % port_count);
        if (taken_.insert(key_of(owner, protocol, port)).second) {
            return port;
        }
    }
    return std::nullopt;
}

void SourcePorts::release(std::uint32_t owner, policy::Protocol protocol, std::uint16_t port,
                          policy::Time usable_at) {
    returned_.push_back({usable_at, key_of(owner, protocol, port)});
}

}  // namespace sim
