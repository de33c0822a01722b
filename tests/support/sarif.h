// SPDX-License-Identifier: MIT
// Whether a document is SARIF 2.1.0, as far as ours goes: the shape that its schema demands, and
// what the standard's text asks for beyond.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace test_support {

// What is wrong with the document, a line for each: "runs[0].results[3].ruleIndex: ...". Properties
// of the standard that we do not write are unknown here, so that a misspelt one is found.
std::vector<std::string> sarif_faults(const nlohmann::json& document);

}  // namespace test_support
