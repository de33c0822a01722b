// SPDX-License-Identifier: MIT
// Nanoseconds per packet through a node's service translation: 5,000 services of 20 endpoints
// beside none, packets of established connections and ones that open; the memory of the rules and
// of a connection.
//
//   service_bench --benchmark_repetitions=9 --benchmark_report_aggregates_only
#include <chrono>
#include <cstdint>
#include <malloc.h>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "policy/services/service_proxy.h"
#include "policy/services/service_table.h"
#include "policy/table/cause_book.h"

namespace {

using policy::IpAddress;
using policy::Origin;
using policy::Packet;
using policy::ServiceTable;
using policy::Time;
using policy::Translation;

constexpr std::uint32_t endpoints = 20;
constexpr std::uint32_t pod_base = 0x0A000000;      // 10.0.0.0
constexpr std::uint32_t client_base = 0x0AC80000;   // 10.200.0.0: 50 clients
constexpr std::uint32_t service_base = 0xAC140000;  // 172.20.0.0
constexpr std::uint32_t clients = 50;

// Every fourth service has a node port, every eighth one of policy Local.
policy::World world_of(std::uint32_t services) {
    policy::World world;
    for (std::uint32_t n = 0; n < 100; ++n) {
        policy::Node node;
        node.name = "node" + std::to_string(n);
        node.addresses = {IpAddress::v4(0x0AFF0000 + n)};
        world.nodes.push_back(node);
    }
    for (std::uint32_t s = 0; s < services; ++s) {
        const std::string app = "app" + std::to_string(s);
        for (std::uint32_t e = 0; e < endpoints; ++e) {
            policy::Pod pod;
            pod.ns = "bench";
            pod.name = app + '-' + std::to_string(e);
            pod.labels = {{"app", app}, {"tier", "web"}};
            pod.addresses = {IpAddress::v4(pod_base + s * endpoints + e)};
            pod.node = world.nodes[(s + e) % world.nodes.size()].name;
            world.pods.push_back(pod);
        }
        policy::Service service;
        service.ns = "bench";
        service.name = app;
        service.selector = policy::Labels{{"app", app}, {"tier", "web"}};
        service.cluster_ips = {IpAddress::v4(service_base + s)};
        policy::ServicePort port;
        port.port = 80;
        port.target = std::uint16_t{8080};
        if (s % 4 == 0) {
            service.type = policy::ServiceType::NodePort;
            service.external_local = s % 8 == 0;
            port.node_port = static_cast<std::uint16_t>(20000 + s);
        }
        service.ports = {port};
        world.services.push_back(service);
    }
    return world;
}

double allocated() {
    const auto heap = mallinfo2();
    return static_cast<double>(heap.uordblks + heap.hblkhd);
}

std::shared_ptr<const ServiceTable> table_of(std::uint32_t services) {
    policy::CauseBook causes;
    return std::make_shared<const ServiceTable>(world_of(services), causes);
}

// Connection number n, to a service; without services, to the pod that it would find.
Packet syn(std::uint32_t n, std::uint32_t services) {
    const std::uint32_t scattered = n * 2654435761U >> 8U;
    policy::Tuple tuple;
    tuple.source = IpAddress::v4(client_base + n % clients);
    tuple.source_port = static_cast<std::uint16_t>(1024 + n / clients % 64000);
    tuple.destination = IpAddress::v4(services == 0 ? pod_base + scattered % 100000
                                                    : service_base + scattered % services);
    tuple.destination_port = services == 0 ? 8080 : 80;
    Packet packet = policy::untranslated(tuple);
    packet.tcp.syn = true;
    return packet;
}

class Node {
  public:
    explicit Node(std::uint32_t services)
        : proxy_(0, {IpAddress::v4(0x0AFF0000)}), services_(services) {
        proxy_.replace(table_of(services));
    }

    Translation translate(const Packet& packet, Time now) {
        return proxy_.translate(packet, Origin::Pod, now, draw_);
    }
    void open(const Packet& packet, Time now) {
        const Translation translation = translate(packet, now);
        if (translation.opens) proxy_.remember(packet, translation, now);
    }

    // Connection number n and both directions of its packets.
    void establish(std::uint32_t n) {
        Packet packet = syn(n, services_);
        const Translation translation = translate(packet, Time(0));
        if (translation.opens) proxy_.remember(packet, translation, Time(0));
        Packet answer = policy::untranslated(
            (translation.opens ? translation.sent : packet.written).reversed());
        answer.tcp.syn = answer.tcp.ack = true;
        translate(answer, Time(0));
        packet.tcp.syn = false;
        packet.tcp.ack = true;
        translate(packet, Time(0));
        data_.push_back(packet.written);
        data_.push_back(answer.written);
    }
    const std::vector<policy::Tuple>& data() const { return data_; }
    std::size_t connections() const { return proxy_.connections(); }

  private:
    policy::ServiceProxy proxy_;
    std::uint32_t services_;
    std::uint32_t state_ = 1;
    policy::ServiceProxy::Draw draw_ = [this](std::uint32_t bound) {
        state_ = state_ * 1664525U + 1013904223U;
        return (state_ >> 8U) % bound;
    };
    std::vector<policy::Tuple> data_;
};

// Packets of range(1) established connections, in an order that no cache foresees.
void established(benchmark::State& state) {
    const auto services = static_cast<std::uint32_t>(state.range(0));
    const auto count = static_cast<std::uint32_t>(state.range(1));
    Node node(services);
    for (std::uint32_t n = 0; n < count; ++n) node.establish(n);
    const std::vector<policy::Tuple>& data = node.data();
    std::uint32_t n = 0;
    for (auto step : state) {
        (void)step;
        Packet packet = policy::untranslated(data[n * 7919U % data.size()]);
        packet.tcp.ack = true;
        benchmark::DoNotOptimize(node.translate(packet, Time(1)));
        ++n;
    }
    if (node.connections() != (services == 0 ? 0 : count)) state.SkipWithError("not all open");
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(established)->ArgsProduct({{0, 5000}, {1000, 10000, 100000}});

// Each packet opens a connection. Two simulated milliseconds a packet keep their number level at
// 60,000, for a SYN is forgotten after two minutes.
void opening(benchmark::State& state) {
    Node node(static_cast<std::uint32_t>(state.range(0)));
    std::uint32_t n = 0;
    Time now(0);
    for (auto step : state) {
        (void)step;
        now += std::chrono::milliseconds(2);
        node.open(syn(n, static_cast<std::uint32_t>(state.range(0))), now);
        ++n;
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(opening)->Arg(0)->Arg(5000);

// From the world to the rules, as after each change of a pod.
void build(benchmark::State& state) {
    const policy::World world = world_of(static_cast<std::uint32_t>(state.range(0)));
    policy::CauseBook causes;
    ServiceTable warm(world, causes);  // the book knows the causes
    for (auto step : state) {
        (void)step;
        benchmark::DoNotOptimize(ServiceTable(world, causes));
    }
    const double before = allocated();
    const auto table = std::make_unique<ServiceTable>(world, causes);
    state.counters["table_bytes"] = allocated() - before;
}
BENCHMARK(build)->Arg(5000)->Unit(benchmark::kMillisecond);

void memory_of_connections(benchmark::State& state) {
    constexpr std::uint32_t count = 100000;
    for (auto step : state) {
        (void)step;
        Node node(5000);
        const double before = allocated();
        for (std::uint32_t n = 0; n < count; ++n) node.open(syn(n, 5000), Time(0));
        state.counters["bytes_per_connection"] = (allocated() - before) / count;
    }
}
BENCHMARK(memory_of_connections)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
