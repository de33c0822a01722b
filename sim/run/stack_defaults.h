// SPDX-License-Identifier: MIT
#pragma once

namespace sim {

// Sets ns-3's process-wide defaults to what a pod on EKS has. Call before the first node is made.
void set_stack_defaults();

}  // namespace sim
