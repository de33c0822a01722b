// SPDX-License-Identifier: MIT
// A scenario file, written out.
#pragma once

#include <string>
#include <vector>

#include "sim/analysis/init_flows.h"
#include "sim/analysis/init_network.h"

namespace analysis {

struct Draft {
    std::string name;
    std::string default_namespace;       // of objects that name none
    std::vector<std::string> settings;   // "icmp=byRule"
    std::vector<std::string> manifests;  // relative to the scenario's folder
    DraftNetwork network;
    DraftFlows flows;
};

// YAML that scenario::read_scenario() reads; what it leaves out is noted in comments.
std::string scenario_text(const Draft& draft);

}  // namespace analysis
