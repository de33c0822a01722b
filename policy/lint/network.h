// SPDX-License-Identifier: MIT
// What is legal in a VPC and most likely not meant: rules and entries that change nothing, answers
// that a network ACL stops, addresses that nobody has, groups that nothing is in.
//
// Said is what somebody wrote: things without a position are a VPC's usual ones.
#pragma once

#include <vector>

#include "policy/lint/lint.h"
#include "policy/model/network.h"

namespace policy {

// All findings, by position, then code. Their `resource` names what they are about, their `path` a
// rule or entry of it ("inbound[2]"), and their position is of the network's files.
std::vector<LintFinding> lint(const Network& network);

}  // namespace policy
