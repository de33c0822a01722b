// SPDX-License-Identifier: MIT
// What one would build with ns-3 alone: nodes with full stacks, point-to-point links, routers.
#pragma once

#include <cstdint>

namespace bench {

// `pods` nodes behind routers of `pods_per_worker`, the routers behind one more; `flows` TCP
// connections of 100 bytes there and 200 back, one each 50 us, the same pairs as sim_bench's.
// Returns the events executed; throws where a flow was not answered.
std::uint64_t run_stock_tcp(std::uint32_t pods, std::uint32_t pods_per_worker, std::uint32_t flows);

}  // namespace bench
