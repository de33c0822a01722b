// SPDX-License-Identifier: MIT
// The all-pairs analysis of large clusters: from parsed objects, selectors unresolved, to every
// class pair's port set. cluster_profile.h says what the clusters are like.
//
//   reach_bench --benchmark_repetitions=5 --benchmark_report_aggregates_only
//
// `printed` is what `vethlab reach` does beyond reading: the same, and rows of classes as text, of
// clusters with nodes and with hostNetwork pods on each of them.
//
// Counters: K (classes), pod_classes, pairs (of classes, with something allowed), sets (distinct
// ones), MB (the analysis alone), peak_MB (of the process, its world included).
#include <cstdint>
#include <map>
#include <memory>
#include <ostream>
#include <streambuf>
#include <string>
#include <sys/resource.h>
#include <unordered_set>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "policy/reach/policy_effect.h"
#include "policy/reach/reachability.h"
#include "results/report/reach_report.h"
#include "sim/analysis/reach.h"
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

// 50 pods to a node; of these two are a hostNetwork DaemonSet's.
policy::World with_nodes(policy::World world) {
    const std::size_t nodes = world.pods.size() / 50;
    const auto name = [&](std::size_t pod) { return "ip-10-0-" + std::to_string(pod % nodes); };
    for (std::size_t pod = 0; pod < world.pods.size(); ++pod) world.pods[pod].node = name(pod);
    policy::Namespace system;
    system.name = "kube-system";
    policy::ensure_name_label(system);
    world.namespaces.push_back(system);
    for (const char* daemon : {"aws-node", "kube-proxy"}) {
        for (std::size_t node = 0; node < nodes; ++node) {
            policy::Pod pod;
            pod.ns = system.name;
            pod.name = std::string(daemon) + "-" + std::to_string(node);
            pod.labels = {{"k8s-app", daemon}};
            pod.workload = {"DaemonSet", daemon};
            pod.node = name(node);
            pod.host_network = true;
            const auto bits = static_cast<std::uint32_t>(node);
            pod.addresses = {policy::IpAddress::v4(0xAC100000U + bits)};
            world.pods.push_back(pod);
        }
    }
    return world;
}

// Counts what is written to it.
class Sink final : public std::streambuf {
  public:
    std::size_t bytes() const { return bytes_; }

  private:
    int overflow(int character) override {
        ++bytes_;
        return character;
    }
    std::streamsize xsputn(const char* /*text*/, std::streamsize size) override {
        bytes_ += static_cast<std::size_t>(size);
        return size;
    }
    std::size_t bytes_ = 0;
};

void printed(benchmark::State& state) {
    const policy::World world =
        with_nodes(world_of(static_cast<std::size_t>(state.range(0)), bench::Spread::Skewed));
    std::size_t bytes = 0;
    for (auto step : state) {
        (void)step;
        Sink sink;
        std::ostream out(&sink);
        const Reachability reach(world);
        const analysis::Reach rows(world, reach, {});
        benchmark::DoNotOptimize(rows.count(analysis::most_rows));
        const auto report = results::make_reach_report(results::ReachFormat::Table, out, {});
        rows.write(*report, analysis::RowsOf::Classes);
        report->end();
        bytes = sink.bytes();
    }
    state.counters["text_MB"] = static_cast<double>(bytes) / (1 << 20);
    state.counters["peak_MB"] = peak_megabytes();
}
BENCHMARK(printed)->Arg(5413)->Arg(100000)->Unit(benchmark::kMillisecond);

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
