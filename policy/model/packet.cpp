// SPDX-License-Identifier: MIT
#include "policy/model/packet.h"

namespace policy {

std::size_t TupleHash::operator()(const Tuple& tuple) const noexcept {
    const std::hash<IpAddress> hash;
    const std::uint64_t ports = std::uint64_t{tuple.source_port} << 24U |
                                std::uint64_t{tuple.destination_port} << 8U |
                                static_cast<std::uint8_t>(tuple.protocol);
    std::uint64_t mixed = hash(tuple.source) * 3 + hash(tuple.destination);
    mixed = (mixed ^ ports) * 0x9E3779B97F4A7C15ULL;
    return static_cast<std::size_t>(mixed ^ (mixed >> 32U));
}

}  // namespace policy
