// SPDX-License-Identifier: MIT
// Bytes as choices: settings, a world with policies, and packets. The filter table and the
// reference agree on action, reason and causes, the all-pairs analysis and the reference on what
// passes.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/policy/oracle/compare.h"
#include "tests/policy/oracle/random_world.h"
#include "tests/policy/oracle/reach_compare.h"

namespace {

void fail(const std::string& what) {
    std::fprintf(stderr, "%s", what.c_str());
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    oracle::Dice dice(data, size);
    const policy::Settings settings = dice.pick(oracle::all_settings());
    policy::World world = oracle::undefaulted_world(dice);
    for (policy::NetworkPolicy& policy : world.policies) policy::apply_defaults(policy);

    // One service, so that a world costs little and the choice is the fuzzer's.
    const oracle::Service service = dice.pick(oracle::edge_services(world));
    const auto probes = oracle::edge_probes(world, 30, dice);
    if (const auto wrong = oracle::first_difference(world, probes, settings)) {
        fail(oracle::text(world, *wrong) + oracle::text(settings));
    }
    if (const auto wrong = oracle::first_reach_difference(world, settings, {service})) {
        fail(*wrong);
    }
    return 0;
}
