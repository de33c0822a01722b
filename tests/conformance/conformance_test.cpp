// SPDX-License-Identifier: MIT
// Every case by every judge that needs no clock.
#include <algorithm>

#include "tests/conformance/ipv6_twin.h"
#include "tests/conformance/registry.h"

namespace {

using namespace conformance;

CaseCheck judged_by(const Judge& judge, Loopback loopback) {
    return [judge, loopback](const Case& of) { return differences(of, judge, loopback); };
}

// The same in IPv6, where the case is about IPv4 alone.
CaseCheck judged_in_ipv6_by(const Judge& judge, Loopback loopback) {
    return [judge, loopback](const Case& of) -> std::string {
        if (!std::all_of(of.steps.begin(), of.steps.end(),
                         [](const Step& step) { return has_ipv6_twin(step.world); })) {
            return "";
        }
        return differences(
            of,
            [&judge](const policy::World& world, const std::vector<Cell>& cells) {
                return judge(ipv6_twin(world), cells);
            },
            loopback);
    };
}

// That a case is what its catalogue says.
std::string wrong(const Case& of) {
    std::string found = wrong_checksums(of);
    for (const std::string& fault : of.faults) found += fault + "\n";
    return found;
}

}  // namespace

int main(int argc, char** argv) {
    return run_tests(argc, argv, [](const std::vector<Case>& cases) {
        register_tests("Catalogue", cases, wrong);
        register_tests("Reference", cases, judged_by(by_reference, Loopback::Judged));
        register_tests("Table", cases, judged_by(by_table, Loopback::Judged));
        register_tests("Reachability", cases, judged_by(by_reachability, Loopback::Passes));
        register_tests("ReferenceIpv6", cases, judged_in_ipv6_by(by_reference, Loopback::Judged));
        register_tests("TableIpv6", cases, judged_in_ipv6_by(by_table, Loopback::Judged));
        register_tests("ReachabilityIpv6", cases,
                       judged_in_ipv6_by(by_reachability, Loopback::Passes));
    });
}
