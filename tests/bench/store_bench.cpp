// SPDX-License-Identifier: MIT
// Storing and reading a run of a million flows. Budgets: storing >= 100,000 flows/s with paths,
// causes and indices, bare rows >= 500,000/s; opening <= 1 s, filtering <= 200 ms.
#include <cstdio>
#include <filesystem>
#include <string>
#include <unistd.h>

#include <benchmark/benchmark.h>

#include "results/reader.h"
#include "results/writer.h"

namespace {

using namespace results;

constexpr Id endpoints = 1000;
constexpr Id rules = 500;
constexpr Id paths = 5000;

std::string file_name(const char* what) {
    return (std::filesystem::temp_directory_path() /
            ("store_bench_" + std::to_string(::getpid()) + "_" + what + ".db"))
        .string();
}

results::Run bench_run() {
    results::Run run;
    run.name = "bench";
    run.dataplane = "kubernetes";
    return run;
}

void add_inventory(Writer& writer) {
    for (Id ns = 0; ns < 20; ++ns) writer.add(Namespace{ns, "ns-" + std::to_string(ns), {}});
    for (Id id = 0; id < endpoints; ++id) {
        const std::string name = "web-" + std::to_string(id);
        const std::string ns = "ns-" + std::to_string(id % 20);
        writer.add(Endpoint{id,
                            "Pod",
                            ns + "/" + name + "[Pod]",
                            "10.0." + std::to_string(id / 250) + "." + std::to_string(id % 250),
                            id % 20,
                            none,
                            none,
                            {{"app", "app-" + std::to_string(id % 50)}, {"tier", "web"}}});
    }
}

void add_rules(Writer& writer) {
    for (Id id = 0; id < 10; ++id) writer.add(Reason{id, "NP_" + std::to_string(id), "meaning"});
    for (Id id = 0; id < rules; ++id) {
        writer.add(Rule{id, "NetworkPolicy", "ns-1", "policy-" + std::to_string(id / 4), "ingress",
                        "spec.ingress[0].from[" + std::to_string(id % 4) + "]", 0,
                        "policies/all.yaml", id * 10});
        writer.add(CauseList{id, {id, (id + 1) % rules}});
    }
}

// One path for every two hundred flows.
void add_path(Writer& writer, Id id) {
    const std::string verdict = id % 5 == 0 ? "drop" : "allow";
    writer.add(Path{id,
                    {{"forward", "veth-egress", "a", "allow", 0, id % rules},
                     {"forward", "route", "b", "allow", 1, none},
                     {"forward", "veth-ingress", "c", verdict, id % 10, id % rules}}});
}

Flow flow(Id id) {
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
    row.path = id % paths;
    const bool dropped = row.path % 5 == 0;
    row.verdict = dropped ? "drop" : "allow";
    row.outcome = dropped ? "timed-out" : "connected";
    row.hook = "veth-ingress";
    row.reason = row.path % 10;
    row.causes = row.path % rules;
    row.drops = dropped ? 6 : 0;
    row.packets = 10;
    return row;
}

void store_run(const std::string& file, Id flows) {
    Writer writer(file, bench_run());
    add_inventory(writer);
    add_rules(writer);
    for (Id id = 0; id < flows; ++id) {
        if (id < paths) add_path(writer, id);
        writer.add(flow(id));
    }
    writer.finish(State::Done, flows);
}

void report_rate(benchmark::State& state, std::int64_t rows) {
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * rows);
}

void StoreFlows(benchmark::State& state) {
    const std::string file = file_name("flows");
    for (auto _ : state) {
        std::filesystem::remove(file);
        store_run(file, state.range(0));
    }
    report_rate(state, state.range(0));
    state.counters["bytes/flow"] =
        static_cast<double>(std::filesystem::file_size(file)) / static_cast<double>(state.range(0));
    std::filesystem::remove(file);
}
BENCHMARK(StoreFlows)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->UseRealTime();

void StoreBareRows(benchmark::State& state) {
    const std::string file = file_name("bare");
    for (auto _ : state) {
        std::filesystem::remove(file);
        Writer writer(file, bench_run());
        for (Id id = 0; id < state.range(0); ++id) writer.add(Sample{id, 1, id, id});
        writer.finish(State::Done, state.range(0));
    }
    report_rate(state, state.range(0));
    std::filesystem::remove(file);
}
BENCHMARK(StoreBareRows)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->UseRealTime();

// A stored run of a given size, made once for all that read it and removed at the end.
class StoredRun {
  public:
    explicit StoredRun(Id flows) : file_(file_name("read")) { store_run(file_, flows); }
    ~StoredRun() { std::filesystem::remove(file_); }
    StoredRun(const StoredRun&) = delete;
    StoredRun& operator=(const StoredRun&) = delete;
    const std::string& file() const { return file_; }

    static const StoredRun& million() {
        static const StoredRun run(1'000'000);
        return run;
    }

  private:
    std::string file_;
};

void OpenAndFirstPage(benchmark::State& state) {
    const std::string& file = StoredRun::million().file();
    for (auto _ : state) {
        const Reader reader(file);
        benchmark::DoNotOptimize(reader.runs());
        benchmark::DoNotOptimize(reader.page(1, "", none, 400));
    }
}
BENCHMARK(OpenAndFirstPage)->Unit(benchmark::kMillisecond);

const char* const filters[] = {"",
                               "verdict=drop",
                               "verdict=allow",
                               "from:ns=ns-3",
                               "ns=ns-3 verdict=drop",
                               "label=app=app-7",
                               "policy=policy-9",
                               "reason=NP_5",
                               "from:pod=web-123 to:pod=web-7*",
                               "name=\"web to db 5\""};

void Count(benchmark::State& state) {
    const Reader reader(StoredRun::million().file());
    const std::string filter = filters[state.range(0)];
    std::int64_t count = 0;
    for (auto _ : state) count = reader.count(1, filter);
    state.SetLabel(filter + ": " + std::to_string(count));
}
BENCHMARK(Count)->DenseRange(0, std::size(filters) - 1)->Unit(benchmark::kMillisecond);

// In the middle of the run, as when someone has scrolled there.
void Page(benchmark::State& state) {
    const Reader reader(StoredRun::million().file());
    const std::string filter = filters[state.range(0)];
    for (auto _ : state) benchmark::DoNotOptimize(reader.page(1, filter, 500'000, 400));
    state.SetLabel(filter);
}
BENCHMARK(Page)->DenseRange(0, std::size(filters) - 1)->Unit(benchmark::kMillisecond);

void ReadAllFlows(benchmark::State& state) {
    const Reader reader(StoredRun::million().file());
    for (auto _ : state) {
        std::int64_t drops = 0;
        reader.flows(1, "", [&](const FlowView& view) { drops += view.flow.drops; });
        benchmark::DoNotOptimize(drops);
    }
    report_rate(state, 1'000'000);
}
BENCHMARK(ReadAllFlows)->Unit(benchmark::kMillisecond);

void Drops(benchmark::State& state) {
    const Reader reader(StoredRun::million().file());
    for (auto _ : state) {
        benchmark::DoNotOptimize(reader.drops_by_reason(1));
        benchmark::DoNotOptimize(reader.drops_by_policy(1));
    }
}
BENCHMARK(Drops)->Unit(benchmark::kMillisecond);

}  // namespace
