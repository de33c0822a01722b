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
#include <vector>

#include <benchmark/benchmark.h>

#include "policy/reach/policy_effect.h"
#include "policy/reach/reachability.h"
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
    std::unordered_set<std::uint32_t> sets;
    for (ClassId from = 0; from < reach.classes().size(); ++from) {
        if (!reach.classes()[from].is_outside()) ++pod_classes;
        for (const policy::AllowedTo& entry : reach.row(from)) {
            ++pairs;
            sets.insert(entry.certain);
        }
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
            for (const policy::AllowedTo& entry : reach->row(from)) {
                benchmark::DoNotOptimize(&reach->set(entry.certain));
            }
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

// The exact effect, with its causes, of one changed policy: a rule's ports (0), its last rule taken
// away (1), or the policy taken away whole (2). The policy is one of those that select 100-250
// pods.
void effect_of_one_policy(benchmark::State& state) {
    const policy::World& world =
        world_of(static_cast<std::size_t>(state.range(0)), bench::Spread::Skewed);
    const Reachability reach(world);
    const policy::PolicyEffects effects(reach);
    std::vector<std::size_t> candidates;
    std::map<std::string, std::vector<const policy::Pod*>> by_namespace;
    for (const policy::Pod& pod : world.pods) by_namespace[pod.ns].push_back(&pod);
    std::size_t selected = 0;
    for (std::size_t i = 0; i < world.policies.size() && candidates.size() < 32; ++i) {
        std::size_t count = 0;
        for (const policy::Pod* pod : by_namespace[world.policies[i].ns]) {
            if (matches(world.policies[i].pod_selector, pod->labels)) ++count;
        }
        if (count < 100 || count > 250) continue;
        candidates.push_back(i);
        selected += count;
    }
    std::size_t next = 0;
    std::size_t pairs = 0;
    std::size_t edits = 0;
    for (auto step : state) {
        (void)step;
        const std::size_t at = candidates[next++ % candidates.size()];
        policy::NetworkPolicy after = world.policies[at];
        policy::PolicyPort port;
        port.protocol = "TCP";
        port.port = std::int64_t{9443};
        for (auto* rules : {&after.ingress, &after.egress}) {
            if (rules->empty()) continue;
            if (state.range(1) == 0 && !rules->front().ports.empty()) {
                rules->front().ports.push_back(port);
            }
            if (state.range(1) == 1) rules->pop_back();
        }
        const policy::PolicyEffect effect =
            effects.of({at, state.range(1) == 2 ? nullptr : &after});
        pairs += effect.pairs.size();
        ++edits;
    }
    state.counters["pods_selected"] =
        static_cast<double>(selected) / static_cast<double>(candidates.size());
    state.counters["pairs"] = static_cast<double>(pairs) / static_cast<double>(edits);
}
BENCHMARK(effect_of_one_policy)
    ->Args({100000, 0})
    ->Args({100000, 1})
    ->Args({100000, 2})
    ->Unit(benchmark::kMillisecond);

// Pods (with their namespaces and policies: world_of()), and the spread of a policy's numbers.
void sizes(benchmark::internal::Benchmark* bench) {
    for (const int pods : {5413, 35000, 100000}) bench->Args({pods, 0});
    bench->Args({5413, 1});
    bench->Unit(benchmark::kMillisecond);
}
BENCHMARK(all_pairs)->Apply(sizes);
BENCHMARK(compile_classes)->Apply(sizes);

}  // namespace
