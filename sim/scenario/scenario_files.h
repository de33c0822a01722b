// SPDX-License-Identifier: MIT
// Which files are scenarios.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/text/files.h"
#include "sim/scenario/text/source.h"

namespace scenario {

// The scenarios among `path` itself, or all that is below the folder `path`, sorted: the *.yaml,
// *.yml and *.json files whose first document has `kind: Scenario`. What cannot be read is none.
std::vector<std::string> scenario_files(const std::string& path, const Files& files);

// Whether the first document of the text has `kind: Scenario`. Cheap for what does not.
bool is_scenario(const Source& source);

}  // namespace scenario
