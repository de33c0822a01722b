// SPDX-License-Identifier: MIT
// Cases as tests of GoogleTest: SUITE.FILE_ID, such as Reference.e2e_E03.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/conformance/check.h"

namespace conformance {

// Empty where a case holds; else what does not.
using CaseCheck = std::function<std::string(const Case&)>;

// A test of this suite for each case. REQUIRES: `cases` outlives the run.
void register_tests(const std::string& suite, const std::vector<Case>& cases,
                    const CaseCheck& check);

// Reads the cases, lets `registers` say what to test, and runs. For main(): an exit status, which
// is a failure where no test was to run.
int run_tests(int argc, char** argv,
              const std::function<void(const std::vector<Case>&)>& registers);

}  // namespace conformance
