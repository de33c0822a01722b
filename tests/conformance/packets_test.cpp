// SPDX-License-Identifier: MIT
// Every case as packets.
#include "tests/conformance/packets.h"

#include "tests/conformance/registry.h"

int main(int argc, char** argv) {
    using namespace conformance;
    return run_tests(argc, argv, [](const std::vector<Case>& cases) {
        register_tests("Packets", cases, [](const Case& of) -> std::string {
            return of.unsent ? "" : differences(of, by_packets, Loopback::Passes);
        });
    });
}
