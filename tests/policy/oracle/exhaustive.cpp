// SPDX-License-Identifier: MIT
// oracle_exhaustive FAMILY SHARD SHARDS STRIDE
//   compares every STRIDE-th world of shard SHARD (of SHARDS) of a family (families.h).
// oracle_exhaustive count
//   prints how many worlds there are; they must be a million.
// Exit status: 0 equal, 1 a difference, 2 wrong usage.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/policy/oracle/compare.h"
#include "tests/policy/oracle/families.h"

namespace {

int count() {
    std::size_t total = 0;
    for (const oracle::Family& family : oracle::families()) {
        std::printf("%-9s %7zu worlds: %3zu clusters, %3zu policies\n", family.name.c_str(),
                    family.worlds(), family.clusters.size(), family.policies.size());
        total += family.worlds();
    }
    std::printf("%-9s %7zu worlds\n", "all", total);
    return total >= 1'000'000 ? 0 : 1;
}

int compare(const oracle::Family& family, std::size_t shard, std::size_t shards,
            std::size_t stride) {
    std::size_t worlds = 0;
    std::size_t comparisons = 0;
    for (std::size_t i = shard; i < family.worlds(); i += shards * stride) {
        const policy::World world = family.world(i);
        const std::vector<oracle::Probe> probes = family.probes(world);
        if (const auto difference = oracle::first_difference(world, probes)) {
            std::printf("%s world %zu\n%s", family.name.c_str(), i,
                        oracle::text(world, *difference).c_str());
            return 1;
        }
        ++worlds;
        comparisons += probes.size();
    }
    std::printf("%s: %zu worlds, %zu comparisons, no difference\n", family.name.c_str(), worlds,
                comparisons);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string name = argc > 1 ? argv[1] : "";
    if (argc == 2 && name == "count") return count();
    for (const oracle::Family& family : oracle::families()) {
        if (argc != 5 || family.name != name) continue;
        const std::size_t shards = std::strtoul(argv[3], nullptr, 10);
        const std::size_t stride = std::strtoul(argv[4], nullptr, 10);
        if (shards > 0 && stride > 0) {
            return compare(family, std::strtoul(argv[2], nullptr, 10), shards, stride);
        }
    }
    std::fputs("usage: oracle_exhaustive FAMILY SHARD SHARDS STRIDE | oracle_exhaustive count\n",
               stderr);
    return 2;
}
