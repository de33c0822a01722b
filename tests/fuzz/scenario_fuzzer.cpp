// SPDX-License-Identifier: MIT
// Any bytes as a scenario beside a small manifest, and as what a scenario imports: a scenario or
// errors, never both, never neither.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "tests/scenario/reading.h"

namespace {

void check(const scenario::ReadResult& result) {
    bool errors = false;
    for (const scenario::Diagnostic& diagnostic : result.diagnostics) {
        errors = errors || diagnostic.severity == scenario::Diagnostic::Severity::Error;
        if (scenario::render(diagnostic, false).empty()) std::abort();
    }
    if (errors == result.scenario.has_value()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    check(scenario::read(text));
    if (text.find("Id\"") != std::string::npos) {
        check(scenario::read("apiVersion: vethlab/v1\nkind: Scenario\nnetwork: {import: d.json}\n",
                             {{"d.json", text}}));
    }
    return 0;
}
