// SPDX-License-Identifier: MIT
// The simulator's own speed, beside a stock ns-3 topology in the same run.
//
// Items are flows (or probes); the counters give events a second and, where it is asked, bytes a
// pod. What to compare: StockTcp/N with Tcp/N, Tcp/10000 with Tcp/100, Probes/N with one another.
#include <filesystem>
#include <malloc.h>
#include <string>

#include <benchmark/benchmark.h>
#include <ns3/simulator.h>

#include "results/writer.h"
#include "sim/cluster/cluster.h"
#include "sim/run/experiment.h"
#include "sim/scenario/network/network_plan.h"
#include "tests/bench/stock_topology.h"
#include "tests/support/scenarios.h"

namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t pods_per_worker = 110;

std::string store_file() {
    return (std::filesystem::temp_directory_path() / "vethlab-sim-bench.db").string();
}

// `count` flows between pods of different workers where there are several, one each 50 us.
void add_flows(scenario::Scenario& scenario, std::uint32_t count, scenario::Exchange exchange) {
    const auto pods = static_cast<std::uint32_t>(scenario.world.pods.size());
    for (std::uint32_t i = 0; i < count; ++i) {
        scenario::Flow flow =
            tests::flow(tests::pod_end(i % pods), tests::pod_end((i * 7 + pods / 2 + 1) % pods),
                        policy::Protocol::TCP, 80, i * 50us);
        flow.exchange = exchange;
        scenario.flows.push_back(flow);
    }
}

// Policies that select every pod in both directions, so that each flow is judged by rules.
void add_policies(scenario::Scenario& scenario) {
    policy::NetworkPolicy allow = tests::deny_all("allow-groups", {}, "Ingress");
    allow.policy_types = {"Ingress", "Egress"};
    policy::PolicyRule rule;
    for (int group = 0; group < 10; ++group) {
        policy::Peer peer;
        peer.pod_selector.emplace();
        peer.pod_selector->match_labels = {{"group", std::to_string(group)}};
        rule.peers.push_back(peer);
    }
    allow.ingress = {rule};
    allow.egress = {rule};
    scenario.world.policies.push_back(allow);
}

std::uint64_t run(const scenario::Scenario& scenario) {
    std::filesystem::remove(store_file());
    results::Writer writer(store_file(), {"bench", "bench", 1, "kubernetes", "bench"});
    const sim::RunReport report = sim::run_experiment(scenario, writer, {});
    if (report.unexpected != 0) {
        throw std::runtime_error("a flow of the benchmark was not allowed");
    }
    return report.events;
}

void run_flows(benchmark::State& state, scenario::Scenario& scenario) {
    scenario::plan_network(scenario);
    for (scenario::Flow& flow : scenario.flows) {
        flow.expect = scenario::Expect::Allow;
    }
    std::uint64_t events = 0;
    for (auto _ : state) {
        events += run(scenario);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(scenario.flows.size()));
    state.counters["events/s"] =
        benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
    std::filesystem::remove(store_file());
}

// Handshake, 100 B, 200 B, close; all hooks on, recorded.
void Tcp(benchmark::State& state) {
    auto scenario = tests::cluster_of(static_cast<std::uint32_t>(state.range(0)), pods_per_worker);
    add_policies(scenario);
    add_flows(scenario, 10000, scenario::Exchange::Connection);
    run_flows(state, scenario);
}

void Probes(benchmark::State& state) {
    auto scenario = tests::cluster_of(static_cast<std::uint32_t>(state.range(0)), pods_per_worker);
    add_policies(scenario);
    add_flows(scenario, 100000, scenario::Exchange::Probe);
    run_flows(state, scenario);
}

// The same flows over point-to-point links, stock routers and ns-3's own sockets; nothing judged,
// nothing recorded.
void StockTcp(benchmark::State& state) {
    constexpr std::uint32_t flows = 10000;
    std::uint64_t events = 0;
    for (auto _ : state) {
        events += bench::run_stock_tcp(static_cast<std::uint32_t>(state.range(0)), pods_per_worker,
                                       flows);
    }
    state.SetItemsProcessed(state.iterations() * flows);
    state.counters["events/s"] =
        benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
}

// One client that opens many flows, as a load generator does: its sockets and ports must go.
void OneClient(benchmark::State& state) {
    auto scenario = tests::cluster_of(220, pods_per_worker);
    const auto count = static_cast<std::uint32_t>(state.range(0));
    for (std::uint32_t i = 0; i < count; ++i) {
        scenario.flows.push_back(tests::flow(tests::pod_end(0), tests::pod_end(110 + i % 110),
                                             policy::Protocol::TCP, 80, i * 100us));
    }
    run_flows(state, scenario);
}

// Memory that building a cluster takes, stacks of all pods included.
void PodMemory(benchmark::State& state) {
    const auto pods = static_cast<std::uint32_t>(state.range(0));
    auto scenario = tests::cluster_of(pods, pods_per_worker);
    scenario::plan_network(scenario);
    double bytes = 0;
    for (auto _ : state) {
        const sim::FlowTable flows;
        const std::size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
        {
            sim::Cluster cluster(scenario, flows);
            for (std::uint32_t pod = 0; pod < pods; ++pod) {
                cluster.endpoint(tests::pod_end(pod)).stack();
            }
            bytes = static_cast<double>(mallinfo2().uordblks + mallinfo2().hblkhd - before);
            ns3::Simulator::Destroy();
        }
    }
    state.counters["bytes/pod"] = bytes / pods;
}

BENCHMARK(StockTcp)->Arg(100)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK(Tcp)->Arg(100)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(Probes)->Arg(100)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(OneClient)->Arg(100000)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(PodMemory)->Arg(1000)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
