// SPDX-License-Identifier: MIT
// oracle_random FIRST_SEED WORLDS
//   compares so many random worlds (random_world.h), every fourth under other settings. Of the
//   first that differs, prints the seed and the smallest part of it that still does.
// Exit status: 0 equal, 1 a difference, 2 wrong usage. Mutants (mutants.cmake) run it too.
#include <cstdio>
#include <cstdlib>

#include "tests/policy/oracle/compare.h"
#include "tests/policy/oracle/random_world.h"
#include "tests/policy/oracle/shrink.h"

namespace {

constexpr std::size_t probes_per_world = 600;

struct Answer {
    std::optional<oracle::Difference> difference;
    std::size_t comparisons = 0;
};

// The defaults for three worlds of four.
const policy::Settings& settings_of(std::uint64_t seed) {
    const auto& all = oracle::all_settings();
    return seed % 4 == 0 ? all[seed / 4 % all.size()] : all[0];
}

Answer compare(const policy::World& world, std::uint64_t seed) {
    oracle::Dice dice(seed);
    const std::vector<oracle::Probe> probes = oracle::edge_probes(world, probes_per_world, dice);
    return {oracle::first_difference(world, probes, settings_of(seed)), probes.size()};
}

int report(const policy::World& world, std::uint64_t seed) {
    const auto differs = [seed](const policy::World& part) {
        return compare(part, seed).difference.has_value();
    };
    const policy::World part = oracle::shrink(world, differs);
    std::printf("seed %llu, shrunk:\n%s%s", static_cast<unsigned long long>(seed),
                oracle::text(settings_of(seed)).c_str(),
                oracle::text(part, *compare(part, seed).difference).c_str());
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("usage: oracle_random FIRST_SEED WORLDS\n", stderr);
        return 2;
    }
    const std::uint64_t first = std::strtoull(argv[1], nullptr, 10);
    const std::uint64_t worlds = std::strtoull(argv[2], nullptr, 10);
    std::size_t comparisons = 0;
    for (std::uint64_t seed = first; seed < first + worlds; ++seed) {
        const policy::World world = oracle::random_world(seed);
        const Answer answer = compare(world, seed);
        if (answer.difference) return report(world, seed);
        comparisons += answer.comparisons;
    }
    std::printf("%llu worlds, %zu comparisons, no difference\n",
                static_cast<unsigned long long>(worlds), comparisons);
    return 0;
}
