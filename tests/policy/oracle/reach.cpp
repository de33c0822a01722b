// SPDX-License-Identifier: MIT
// oracle_reach random|doubtful FIRST_SEED WORLDS
//   compares the all-pairs analysis of so many random worlds, under all settings in turn, with
//   the reference; of doubtful ones not everything is known (doubtful_world.h).
// oracle_reach FAMILY FIRST STRIDE
//   compares every STRIDE-th world of a family (families.h), from number FIRST on, likewise.
// Exit status: 0 equal, 1 a difference, 2 wrong usage.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/policy/oracle/doubtful_world.h"
#include "tests/policy/oracle/random_world.h"
#include "tests/policy/oracle/reach_compare.h"
#include "tests/policy/oracle/shrink.h"

namespace {

int report(const policy::World& world, const policy::Settings& settings) {
    const auto wrong = [&](const policy::World& part) {
        return oracle::first_reach_difference(part, settings, oracle::edge_services(part));
    };
    const policy::World part =
        oracle::shrink(world, [&](const policy::World& each) { return wrong(each).has_value(); });
    std::printf("%s", wrong(part).value_or("it does not show in its own services").c_str());
    return 1;
}

// Other worlds have other settings. REQUIRES: worlds are numbered 0, 1, 2 ...
policy::Settings settings_of(std::uint64_t world) {
    const std::size_t all = oracle::all_settings().size();
    policy::Settings settings = oracle::all_settings()[world % all];
    settings.allow_egress_to_own_node = world / all % 2 == 1;
    return settings;
}

int compare_random(policy::World (*make)(std::uint64_t), std::uint64_t first,
                   std::uint64_t worlds) {
    for (std::uint64_t seed = first; seed < first + worlds; ++seed) {
        const policy::World world = make(seed);
        const policy::Settings settings = settings_of(seed - first);
        if (oracle::first_reach_difference(world, settings, oracle::edge_services(world))) {
            std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
            return report(world, settings);
        }
    }
    return 0;
}

int compare_family(const oracle::Family& family, std::size_t first, std::size_t stride) {
    for (std::size_t i = first; i < family.worlds(); i += stride) {
        const policy::World world = family.world(i);
        const policy::Settings settings = settings_of((i - first) / stride);
        if (oracle::first_reach_difference(world, settings, family.services)) {
            std::printf("%s world %zu\n", family.name.c_str(), i);
            return report(world, settings);
        }
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 4) {
        const std::string name = argv[1];
        const std::size_t first = std::strtoul(argv[2], nullptr, 10);
        const std::size_t number = std::strtoul(argv[3], nullptr, 10);
        if (name == "random") return compare_random(oracle::random_world, first, number);
        if (name == "doubtful") return compare_random(oracle::doubtful_world, first, number);
        for (const oracle::Family& family : oracle::families()) {
            if (family.name == name && number > 0) return compare_family(family, first, number);
        }
    }
    std::fputs(
        "usage: oracle_reach random|doubtful FIRST_SEED WORLDS | oracle_reach FAMILY FIRST "
        "STRIDE\n",
        stderr);
    return 2;
}
