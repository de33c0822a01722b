// SPDX-License-Identifier: MIT
// The all-pairs analysis of large clusters: from parsed objects, selectors unresolved, to every
// class pair's port set. cluster_profile.h says what the clusters are like.
//
//   reach_bench --benchmark_repetitions=5 --benchmark_report_aggregates_only
//
// Counters: K (classes), pod_classes, pairs (of classes, with something allowed), sets (distinct
// ones), MB (the analysis alone), peak_MB (of the process, its world included).
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <sys/resource.h>
#include <unordered_set>
#include <utility>

#include <benchmark/benchmark.h>

#include "policy/reachability.h"
#include "tests/bench/cluster_profile.h"

namespace {

using policy::ClassId;
using policy::Reachability;

const policy::World& world_of(std::size_t pods, bench::Spread spread) {
    static std::map<std::pair<std::size_t, bench::Spread>, std::unique_ptr<policy::World>> made;
    auto& world = made[{pods, spread}];
    if (!world) {
        bench::Profile profile;
        profile.pods = pods;
        profile.spread = spread;
        if (pods == 35000) profile.namespaces = 1500;
        if (pods == 35000) profile.policies = 20000;
        if (pods == 100000) profile.namespaces = 2500;
        if (pods == 100000) profile.policies = 30000;
        world = std::make_unique<policy::World>(bench::cluster(profile));
    }
    return *world;
}

double peak_megabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

void count(benchmark::State& state, const Reachability& reach) {
    std::size_t pairs = 0;
    std::size_t pod_classes = 0;
    std::unordered_set<const policy::ConnectionSet*> sets;
    for (ClassId from = 0; from < reach.classes().size(); ++from) {
        if (!reach.classes()[from].is_outside()) ++pod_classes;
        reach.for_each_allowed(from, [&](ClassId, const policy::Allowed& allowed) {
            ++pairs;
            sets.insert(allowed.certain);
        });
    }
    state.counters["K"] = static_cast<double>(reach.classes().size());
    state.counters["pod_classes"] = static_cast<double>(pod_classes);
    state.counters["pairs"] = static_cast<double>(pairs);
    state.counters["sets"] = static_cast<double>(sets.size());
    state.counters["MB"] = static_cast<double>(reach.bytes()) / (1 << 20);
    state.counters["peak_MB"] = peak_megabytes();
}

void all_pairs(benchmark::State& state) {
    const policy::World& world = world_of(static_cast<std::size_t>(state.range(0)),
                                          static_cast<bench::Spread>(state.range(1)));
    std::unique_ptr<Reachability> reach;
    for (auto step : state) {
        (void)step;
        reach.reset();
        reach = std::make_unique<Reachability>(world);
        for (ClassId from = 0; from < reach->classes().size(); ++from) {
            reach->for_each_allowed(from, [](ClassId, const policy::Allowed& allowed) {
                benchmark::DoNotOptimize(allowed.certain);
            });
        }
    }
    count(state, *reach);
}

// Of it, what comes before the first row.
void compile_classes(benchmark::State& state) {
    const policy::World& world = world_of(static_cast<std::size_t>(state.range(0)),
                                          static_cast<bench::Spread>(state.range(1)));
    for (auto step : state) {
        (void)step;
        const Reachability reach(world);
        benchmark::DoNotOptimize(reach.classes().size());
    }
}

// Pods (with their namespaces and policies: world_of()), and the spread of a policy's numbers.
void sizes(benchmark::internal::Benchmark* bench) {
    for (const int pods : {5413, 35000, 100000}) bench->Args({pods, 0});
    bench->Args({5413, 1});
    bench->Unit(benchmark::kMillisecond);
}
BENCHMARK(all_pairs)->Apply(sizes);
BENCHMARK(compile_classes)->Apply(sizes);

}  // namespace
