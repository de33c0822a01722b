// SPDX-License-Identifier: MIT
// From a scenario file, and the manifests it names, to a Scenario, or to everything wrong with it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/scenario.h"
#include "sim/scenario/text/diagnostics.h"
#include "sim/scenario/text/files.h"

namespace scenario {

struct ReadResult {
    std::optional<Scenario> scenario;     // iff there is no error among the diagnostics
    std::vector<Diagnostic> diagnostics;  // by file in order of reading, then by position
};

// Reads `path` and every file it refers to. Never throws on input, never stops at the first error.
ReadResult read_scenario(const std::string& path);
ReadResult read_scenario(const std::string& path, const Files& files);

}  // namespace scenario
