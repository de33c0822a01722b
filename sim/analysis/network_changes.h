// SPDX-License-Identifier: MIT
// The smallest change of a network that would let a dropped packet pass where it was dropped.
#pragma once

#include <vector>

#include "policy/vpc/vpc_datapath.h"
#include "results/report/why_rows.h"

namespace analysis {

// In the words of a scenario's network section. None where it is no rule that is missing. `step`
// dropped `packet`, as it was sent.
std::vector<results::WhyChange> changes_at(const policy::Network& network,
                                           const policy::VpcStep& step,
                                           const policy::Packet& packet);

}  // namespace analysis
