// SPDX-License-Identifier: MIT
// Nanoseconds per packet at a veth, and what it costs to compile the tables of a cluster.
//
//   gate_bench --benchmark_repetitions=9 --benchmark_report_aggregates_only
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "policy/table/compile.h"
#include "policy/veth/enforcer.h"

namespace {

using policy::Direction;
using policy::IpAddress;

constexpr std::uint32_t pods = 100;
constexpr std::uint32_t flows_per_pod = 16;
constexpr std::uint32_t pod_base = 0x0A000000;     // 10.0.0.0
constexpr std::uint32_t client_base = 0xAC100000;  // 172.16.0.0: rule i admits 172.16.i.0/24 or so

// A policy with that many ingress rules, each of one block and two ports.
policy::NetworkPolicy policy_of(std::uint32_t pod, std::uint32_t rules) {
    policy::NetworkPolicy result;
    result.ns = "bench";
    result.name = "p" + std::to_string(pod);
    result.pod_selector.match_labels["pod"] = std::to_string(pod);
    for (std::uint32_t i = 0; i < rules; ++i) {
        policy::PolicyRule rule;
        policy::Peer peer;
        peer.ip_block = policy::IpBlock{IpAddress::v4(client_base + (i << 8U)).text() + "/24", {}};
        rule.peers.push_back(peer);
        policy::PolicyPort http;
        http.port = std::int64_t{80};
        policy::PolicyPort high;
        high.port = std::int64_t{8000 + i};
        rule.ports = {http, high};
        result.ingress.push_back(rule);
    }
    policy::apply_defaults(result);
    return result;
}

policy::World world_of(std::uint32_t rules) {
    policy::World world;
    policy::Namespace ns;
    ns.name = "bench";
    policy::ensure_name_label(ns);
    world.namespaces.push_back(ns);
    for (std::uint32_t i = 0; i < pods; ++i) {
        policy::Pod pod;
        pod.ns = ns.name;
        pod.name = "pod" + std::to_string(i);
        pod.labels["pod"] = std::to_string(i);
        pod.addresses = {IpAddress::v4(pod_base + i)};
        world.pods.push_back(pod);
        world.policies.push_back(policy_of(i, rules));
    }
    return world;
}

policy::Packet syn(std::uint32_t pod, std::uint32_t client, std::uint16_t source_port) {
    policy::Tuple tuple;
    tuple.source = IpAddress::v4(client_base + client);
    tuple.destination = IpAddress::v4(pod_base + pod);
    tuple.source_port = source_port;
    tuple.destination_port = 80;
    policy::Packet packet = policy::untranslated(tuple);
    packet.tcp.syn = true;
    return packet;
}

policy::Packet reversed(const policy::Packet& packet) {
    return policy::untranslated(packet.translated.reversed());
}

// The gates of all pods with some connections established through each.
struct Gates {
    std::vector<policy::KubernetesEnforcer> enforcers;
    std::vector<policy::Packet> data;  // of flow f of pod p: at p * flows_per_pod + f
    policy::Time now{0};

    explicit Gates(std::uint32_t rules) : rules_(rules) {
        policy::CauseBook book;
        const policy::World world = world_of(rules);
        policy::Compiler compiler(world, book);
        for (std::uint32_t pod = 0; pod < pods; ++pod) {
            enforcers.emplace_back(std::vector<IpAddress>{IpAddress::v4(0x0A0000FF)},
                                   compiler.table(pod));
            for (std::uint32_t flow = 0; flow < flows_per_pod; ++flow) establish(pod, flow);
        }
    }

    std::uint32_t client(std::uint32_t draw) const { return (draw % rules_) << 8U | 1U; }

  private:
    void establish(std::uint32_t pod, std::uint32_t flow) {
        policy::Packet packet =
            syn(pod, client(flow * 61), static_cast<std::uint16_t>(20000 + flow));
        enforcers[pod].judge(packet, Direction::ToPod, now);
        policy::Packet answer = reversed(packet);
        answer.tcp.syn = answer.tcp.ack = true;
        enforcers[pod].judge(answer, Direction::FromPod, now);
        packet.tcp.syn = false;
        packet.tcp.ack = true;
        enforcers[pod].judge(packet, Direction::ToPod, now);
        data.push_back(packet);
    }

    std::uint32_t rules_;
};

// Nine packets of established connections, then one that opens: the pods in turn, the clients
// anywhere among the rules. Ten simulated milliseconds a packet keep the number of half-open
// connections level, for these are forgotten after two minutes.
void judge_mixed(benchmark::State& state) {
    Gates gates(static_cast<std::uint32_t>(state.range(0)));
    std::uint32_t n = 0;
    std::uint32_t opened = 0;
    std::size_t dropped = 0;
    for (auto step : state) {
        (void)step;
        const std::uint32_t pod = n % pods;
        const std::uint32_t turn = n / pods;
        gates.now += std::chrono::milliseconds(10);
        policy::Verdict verdict;
        if ((n + turn) % 10 == 9) {
            ++opened;
            const policy::Packet packet = syn(pod, gates.client(opened * 2654435761U >> 8U),
                                              static_cast<std::uint16_t>(30000 + opened % 30000));
            verdict = gates.enforcers[pod].judge(packet, Direction::ToPod, gates.now);
        } else {
            const auto& packet = gates.data[pod * flows_per_pod + turn % flows_per_pod];
            verdict = gates.enforcers[pod].judge(packet, Direction::ToPod, gates.now);
        }
        dropped += verdict.action == policy::Action::Drop ? 1 : 0;
        ++n;
    }
    if (dropped != 0) state.SkipWithError("a packet that the rules admit was dropped");
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(judge_mixed)->Arg(10)->Arg(100)->Arg(1000);

// The table alone.
void look_up(benchmark::State& state) {
    const auto rules = static_cast<std::uint32_t>(state.range(0));
    policy::CauseBook book;
    const policy::World world = world_of(rules);
    policy::Compiler compiler(world, book);
    std::vector<std::shared_ptr<const policy::FilterTable>> tables;
    for (std::uint32_t pod = 0; pod < pods; ++pod) tables.push_back(compiler.table(pod));
    std::uint32_t n = 0;
    for (auto step : state) {
        (void)step;
        const std::uint32_t client = (n * 2654435761U >> 8U) % rules << 8U;
        benchmark::DoNotOptimize(tables[n % pods]->lookup(
            Direction::ToPod, IpAddress::v4(client_base + client), policy::Protocol::TCP, 80));
        ++n;
    }
    state.SetItemsProcessed(state.iterations());
    state.counters["bytes_per_table"] = static_cast<double>(tables.front()->bytes());
}
BENCHMARK(look_up)->Arg(10)->Arg(100)->Arg(1000);

// A cluster of namespaces with ten workloads of ten pods each, and in each namespace: a default
// deny, DNS for all, and for each workload the two neighbours and a monitoring namespace.
policy::World cluster(std::uint32_t pod_count) {
    policy::World world;
    const std::uint32_t namespaces = std::max(1U, pod_count / 100);
    for (std::uint32_t n = 0; n < namespaces; ++n) {
        policy::Namespace ns;
        ns.name = "ns" + std::to_string(n);
        policy::ensure_name_label(ns);
        world.namespaces.push_back(ns);
        policy::NetworkPolicy deny;
        deny.ns = ns.name;
        deny.name = "default-deny";
        deny.policy_types = {"Ingress", "Egress"};
        world.policies.push_back(deny);
        policy::NetworkPolicy dns = deny;
        dns.name = "dns";
        dns.policy_types = {"Egress"};
        policy::PolicyRule to_dns;
        to_dns.peers.emplace_back();
        to_dns.peers.back().namespace_selector.emplace();
        to_dns.peers.back().namespace_selector->match_labels["kubernetes.io/metadata.name"] = "ns0";
        to_dns.ports.emplace_back();
        to_dns.ports.back().protocol = "UDP";
        to_dns.ports.back().port = std::int64_t{53};
        dns.egress.push_back(to_dns);
        world.policies.push_back(dns);
        for (std::uint32_t w = 0; w < 10; ++w) {
            policy::NetworkPolicy allow;
            allow.ns = ns.name;
            allow.name = "w" + std::to_string(w);
            allow.pod_selector.match_labels["app"] = allow.name;
            policy::PolicyRule rule;
            for (const std::uint32_t neighbour : {(w + 9) % 10, (w + 1) % 10}) {
                rule.peers.emplace_back();
                rule.peers.back().pod_selector.emplace();
                rule.peers.back().pod_selector->match_labels["app"] =
                    "w" + std::to_string(neighbour);
            }
            rule.ports.emplace_back();
            rule.ports.back().port = std::string("http");
            allow.ingress = {rule};
            allow.egress = {rule};
            rule.peers = to_dns.peers;
            allow.ingress.push_back(rule);
            world.policies.push_back(allow);
        }
    }
    for (std::uint32_t i = 0; i < pod_count; ++i) {
        policy::Pod pod;
        pod.ns = "ns" + std::to_string(i / 100 % namespaces);
        pod.name = "pod" + std::to_string(i);
        pod.labels["app"] = "w" + std::to_string(i % 10);
        pod.addresses = {IpAddress::v4(pod_base + i * 7919 % 65536)};  // scattered
        pod.ports = {{"http", policy::Protocol::TCP, 8080}};
        world.pods.push_back(pod);
    }
    for (policy::NetworkPolicy& policy : world.policies) policy::apply_defaults(policy);
    return world;
}

void compile_cluster(benchmark::State& state) {
    const policy::World world = cluster(static_cast<std::uint32_t>(state.range(0)));
    for (auto step : state) {
        (void)step;
        policy::CauseBook book;
        policy::Compiler compiler(world, book);
        for (std::size_t pod = 0; pod < world.pods.size(); ++pod) {
            benchmark::DoNotOptimize(compiler.table(pod));
        }
    }
    state.counters["policies"] = static_cast<double>(world.policies.size());
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(compile_cluster)->Arg(100)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);

}  // namespace
