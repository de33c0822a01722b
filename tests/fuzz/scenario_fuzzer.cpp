// SPDX-License-Identifier: MIT
// Any bytes as a scenario beside a small manifest: a scenario or errors, never both, never neither.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "tests/scenario/reading.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto result = scenario::read(std::string(data, data + size));
    bool errors = false;
    for (const scenario::Diagnostic& diagnostic : result.diagnostics) {
        errors = errors || diagnostic.severity == scenario::Diagnostic::Severity::Error;
        if (scenario::render(diagnostic, false).empty()) std::abort();
    }
    if (errors == result.scenario.has_value()) std::abort();
    return 0;
}
