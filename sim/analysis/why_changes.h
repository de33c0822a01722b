// SPDX-License-Identifier: MIT
// Changes that would let a connection pass, in words and as YAML to paste.
#pragma once

#include <string>
#include <vector>

#include "policy/explain/change.h"
#include "results/report/why_rows.h"

namespace analysis {

// `pod` is how the pod of the hook is called.
std::vector<results::WhyChange> change_rows(const policy::World& world,
                                            const policy::Opening& opening,
                                            const policy::Explanation& told,
                                            const policy::Settings& settings,
                                            const std::string& pod);

}  // namespace analysis
