// SPDX-License-Identifier: MIT
// Any bytes as a Kubernetes manifest: read without a crash, and every finding can be printed.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "sim/scenario/manifests.h"
#include "tests/scenario/memory_files.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    const auto result =
        scenario::read_manifests({"m.yaml"}, scenario::MemoryFiles({{"m.yaml", text}}));
    for (const scenario::Diagnostic& diagnostic : result.diagnostics) {
        if (scenario::render(diagnostic, false).empty()) std::abort();
    }
    return 0;
}
