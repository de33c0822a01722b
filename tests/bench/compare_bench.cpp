// SPDX-License-Identifier: MIT
// Comparing two stored runs of a million flows. Budget: <= 2 s.
#include <cstdio>
#include <filesystem>
#include <string>
#include <unistd.h>

#include <benchmark/benchmark.h>

#include "results/comparison.h"
#include "results/writer.h"

namespace {

using namespace results;

constexpr Id endpoints = 1000;
constexpr Id rules = 500;

void add_inventory(Writer& writer) {
    for (Id ns = 0; ns < 20; ++ns) writer.add(Namespace{ns, "ns-" + std::to_string(ns), {}});
    for (Id id = 0; id < endpoints; ++id) {
        writer.add(Workload{id, id % 20, "Deployment", "web-" + std::to_string(id)});
        writer.add(
            Endpoint{id,
                     "Pod",
                     "ns-" + std::to_string(id % 20) + "/web-" + std::to_string(id) + "-0[Pod]",
                     "10.0." + std::to_string(id / 250) + "." + std::to_string(id % 250),
                     id % 20,
                     id,
                     none,
                     {}});
    }
    for (Id id = 0; id < 10; ++id) writer.add(Reason{id, "NP_" + std::to_string(id), "meaning"});
    for (Id id = 0; id < rules; ++id) {
        writer.add(Rule{id, "NetworkPolicy", "ns-1", "policy-" + std::to_string(id / 4), "ingress",
                        "spec.ingress[0].from[" + std::to_string(id % 4) + "]", 0,
                        "policies/all.yaml", id * 10});
        writer.add(CauseList{id, {id, (id + 1) % rules}});
    }
}

Flow flow(Id id, bool dropped) {
    Flow row;
    row.id = id;
    row.name = "web to db " + std::to_string(id % 100);
    row.src = id * 7919 % endpoints;
    row.dst = id * 104729 % endpoints;
    row.protocol = "TCP";
    row.port = 5432;
    row.source_port = 32768 + id % 28000;
    row.start = id * 1'000'000;
    row.end = row.start + 2'000'000;
    row.verdict = dropped ? "drop" : "allow";
    row.outcome = dropped ? "timed-out" : "connected";
    row.hook = "veth-ingress";
    row.reason = dropped ? 1 : 0;
    row.causes = id % rules;
    row.drops = dropped ? 6 : 0;
    row.packets = 10;
    return row;
}

enum Shape : std::int64_t {
    Alike,      // one flow in a thousand is newly dropped
    Shifted,    // the same, and the run after has one flow more, at its start
    Rewritten,  // every second flow is newly dropped
    Apart       // not one flow of the other run
};

void store(const std::string& file, Id flows, bool after, std::int64_t shape) {
    results::Run run;
    run.name = "bench";
    run.dataplane = "kubernetes";
    Writer writer(file, run);
    add_inventory(writer);
    Id id = 0;
    if (after && shape == Shifted) writer.add(flow(id++, false)), ++flows;
    for (Id i = 0; id < flows; ++i, ++id) {
        Flow row = flow(i, after && i % (shape == Rewritten ? 2 : 1000) == 0);
        row.id = id;
        if (after && shape == Apart) row.start += 1;
        writer.add(row);
    }
    writer.finish(State::Done, flows);
}

void CompareRuns(benchmark::State& state) {
    const Id flows = state.range(0);
    const auto file = (std::filesystem::temp_directory_path() /
                       ("compare_bench_" + std::to_string(::getpid()) + ".db"))
                          .string();
    store(file, flows, false, state.range(1));
    store(file, flows, true, state.range(1));
    FlowComparison result;
    for (auto _ : state) {
        std::int64_t changes = 0;
        result = compare_runs({file, 1}, {file, 2}, [&](const FlowChange&) { ++changes; });
        benchmark::DoNotOptimize(changes);
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * flows);
    state.counters["dropped"] = static_cast<double>(result.counts.newly_dropped);
    state.counters["unchanged"] = static_cast<double>(result.counts.unchanged);
    std::filesystem::remove(file);
}
BENCHMARK(CompareRuns)
    ->ArgsProduct({{10'000, 1'000'000}, {Alike, Shifted, Rewritten, Apart}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
