// SPDX-License-Identifier: MIT
// The files of cases/, all of them.
#pragma once

#include <vector>

#include "tests/conformance/case.h"

namespace conformance {

// In order of file, then of line. Throws std::runtime_error where a file is wrong or a case of the
// catalogue is missing or doubled.
std::vector<Case> every_case();

}  // namespace conformance
