// SPDX-License-Identifier: MIT
#include "sim/cluster/cluster.h"

#include <algorithm>
#include <cassert>

#include <ns3/data-rate.h>
#include <ns3/drop-tail-queue.h>
#include <ns3/mac48-address.h>
#include <ns3/node.h>
#include <ns3/nstime.h>
#include <ns3/point-to-point-channel.h>
#include <ns3/point-to-point-net-device.h>
#include <ns3/simulator.h>

#include "policy/table/compile.h"
#include "policy/veth/enforcer.h"
#include "sim/scenario/load_balancers.h"
#include "sim/scenario/network/network_change.h"

namespace sim {
namespace {

// An uplink carries what a worker's ENIs carry together. Its queue is long enough that a burst of
// flows opened in one moment waits rather than being lost: this simulator asks what policies drop,
// not what congestion does. An overflow is reported all the same.
constexpr auto uplink_rate = "10Gbps";
constexpr auto uplink_delay = "50us";
constexpr auto uplink_queue = "1000000p";
constexpr std::uint16_t uplink_mtu = 9001;

ns3::Ptr<ns3::PointToPointNetDevice> make_device(const ns3::Ptr<ns3::Node>& node) {
    auto device = ns3::CreateObject<ns3::PointToPointNetDevice>();
    device->SetAddress(ns3::Mac48Address::Allocate());
    device->SetDataRate(ns3::DataRate(uplink_rate));
    device->SetMtu(uplink_mtu);
    auto queue = ns3::CreateObject<ns3::DropTailQueue<ns3::Packet>>();
    queue->SetMaxSize(ns3::QueueSize(uplink_queue));
    device->SetQueue(queue);
    node->AddDevice(device);
    return device;
}

}  // namespace

const policy::IpAddress* ipv4_of(const std::vector<policy::IpAddress>& addresses) {
    const auto found = std::find_if(addresses.begin(), addresses.end(),
                                    [](const policy::IpAddress& a) { return a.is_v4(); });
    return found == addresses.end() ? nullptr : &*found;
}

std::string pod_ref(const policy::Pod& pod) {
    return pod.ns + "/" + pod.name + "[Pod]";
}

std::string host_ref(const scenario::Host& host) {
    return "host/" + host.name;
}

Cluster::Cluster(const scenario::Scenario& scenario, const FlowTable& flows)
    : scenario_(scenario), flows_(flows), network_(scenario.network) {
    build_fabric();
    nodes_.resize(scenario.world.nodes.size());
    for (std::size_t node = 0; node < scenario.world.nodes.size(); ++node) {
        node_names_.emplace(scenario.world.nodes[node].name, node);
    }
    for (std::size_t node = 0; node < scenario.world.nodes.size(); ++node) {
        build_worker(node);
        build_node(node);
    }
    pods_.resize(scenario.pod_count());
    veths_.resize(scenario.pod_count());
    for (std::size_t pod = 0; pod < scenario.pod_count(); ++pod) {
        build_pod(pod);
    }
    for (std::size_t host = 0; host < scenario.hosts.size(); ++host) {
        build_host(host);
    }
    build_load_balancers();
    const scenario::Moment start = scenario::moment_of(scenario.world);
    serve(start, policy::Time{0});
    enforce(start);
}

Cluster::~Cluster() = default;

const Cluster::Seat& Cluster::seat(const scenario::End& end) const {
    using Kind = scenario::End::Kind;
    assert(end.kind == Kind::Pod || end.kind == Kind::Node || end.kind == Kind::Host);
    return (end.kind == Kind::Pod ? pods_ : end.kind == Kind::Node ? nodes_ : hosts_)[end.index];
}

Endpoint* Cluster::find(const policy::IpAddress& address) const {
    const auto found = by_address_.find(address);
    return found == by_address_.end() ? nullptr : found->second;
}

Cluster::Seat Cluster::make_seat(const policy::IpAddress& address, std::string ref) {
    endpoints_.push_back(std::make_unique<Endpoint>(address));
    by_address_.emplace(address, endpoints_.back().get());
    return {endpoints_.back().get(), name_place(std::move(ref))};
}

void Cluster::enforce(const scenario::Moment& moment) {
    std::vector<bool> present(pods_.size(), false);
    for (std::size_t i = 0; i < moment.pods.size(); ++i) {
        const std::size_t pod = moment.pods[i];
        present[pod] = pods_[pod].endpoint != nullptr && !moment.world.pods[i].finished();
    }
    for (std::size_t pod = 0; pod < pods_.size(); ++pod) {
        if (present[pod] && !veths_[pod]) {
            connect(pod);
        } else if (!present[pod] && veths_[pod]) {
            cut_off(pod);
        }
    }
    listen_on_nodes(moment);
    policy::Compiler compiler(moment.world, causes_, scenario_.settings);
    for (std::size_t i = 0; i < moment.pods.size(); ++i) {
        if (const auto& veth = veths_[moment.pods[i]]) {
            workers_[veth->worker]->replace(veth->port, compiler.table(i));
        }
    }
}

void Cluster::serve(const scenario::Moment& moment, policy::Time delay) {
    const auto services = std::make_shared<const policy::ServiceTable>(moment.world, causes_);
    const auto balancers = std::make_shared<const policy::LoadBalancerTable>(moment.world, causes_);
    const auto put = [this, services, balancers, numbers = moment.services] {
        for (const auto& worker : workers_) {
            worker->replace(services);
        }
        services_ = services;
        service_numbers_ = numbers;
        load_balancers_ = balancers;
        if (!balancers->empty()) {
            fabric_->replace(balancers);
        }
    };
    if (delay.count() == 0) {
        put();
    } else {
        ns3::Simulator::Schedule(ns3::NanoSeconds(delay.count()), put);
    }
}

void Cluster::reroute(const scenario::NetworkChange& change) {
    scenario::happen(change, network_);
    fabric_->replace(std::make_shared<const policy::VpcRules>(network_, causes_));
}

PlaceId Cluster::name_place(std::string ref) {
    places_.push_back(std::move(ref));
    return static_cast<PlaceId>(places_.size() - 1);
}

void Cluster::build_fabric() {
    fabric_ = ns3::CreateObject<VpcFabric>();
    ns3::CreateObject<ns3::Node>()->AggregateObject(fabric_);
    fabric_->set_flows(&flows_);
    fabric_->set_network(std::make_shared<const policy::VpcRules>(network_, causes_),
                         VpcPlaces([this](std::string ref) { return name_place(std::move(ref)); }),
                         scenario_.seed);
}

void Cluster::build_worker(std::size_t node) {
    auto worker = ns3::CreateObject<WorkerDatapath>();
    const auto machine = ns3::CreateObject<ns3::Node>();
    machine->AggregateObject(worker);
    worker->set_flows(&flows_);

    const auto near_end = make_device(machine);
    const auto far_end = make_device(fabric_->GetObject<ns3::Node>());
    auto channel = ns3::CreateObject<ns3::PointToPointChannel>();
    channel->SetAttribute("Delay", ns3::TimeValue(ns3::Time(uplink_delay)));
    near_end->Attach(channel);
    far_end->Attach(channel);
    const policy::Node& object = scenario_.world.nodes[node];
    worker->set_uplink(near_end, name_place("node/" + object.name));
    worker->set_services(static_cast<std::uint32_t>(node), object.addresses, scenario_.seed);
    worker->set_source_nat(node_nat(node), scenario_.seed);
    uplinks_.push_back(fabric_->attach_worker(far_end, scenario_.workers[node].interface));
    workers_.push_back(std::move(worker));
}

// What the VPC CNI does; null where it translates nothing.
std::unique_ptr<policy::NodeNat> Cluster::node_nat(std::size_t node) const {
    const policy::IpAddress* address = ipv4_of(scenario_.world.nodes[node].addresses);
    const scenario::Cni& cni = scenario_.cni;
    if (address == nullptr || cni.external_snat) {
        return nullptr;
    }
    const policy::Network& network = scenario_.network;
    const policy::Interface& interface = network.interfaces[scenario_.workers[node].interface];
    auto inside = network.vpcs[network.subnets[interface.subnet].vpc].cidrs;
    inside.insert(inside.end(), cni.exclude_snat.begin(), cni.exclude_snat.end());
    return std::make_unique<policy::NodeNat>(*address, inside, cni.random_snat_ports);
}

void Cluster::build_pod(std::size_t index) {
    const policy::Pod& pod = scenario_.pod(index);
    const policy::IpAddress* address = ipv4_of(pod.addresses);
    const auto node = node_of(pod);
    if (address == nullptr || pod.finished() || !node) {
        return;
    }
    if (pod.host_network) {
        pods_[index] = nodes_[*node];
        return;
    }
    pods_[index] = make_seat(*address, pod_ref(pod));
    listen(*pods_[index].endpoint, index);
}

std::optional<std::size_t> Cluster::node_of(const policy::Pod& pod) const {
    const auto found = node_names_.find(pod.node);
    return found == node_names_.end() ? std::nullopt : std::optional(found->second);
}

void Cluster::connect(std::size_t index) {
    const policy::Pod& pod = scenario_.pod(index);
    if (pod.host_network) {
        return;  // on its node's port
    }
    const Seat& seat = pods_[index];
    const std::size_t node = *node_of(pod);
    auto enforcer = std::make_unique<policy::KubernetesEnforcer>(
        scenario_.world.nodes[node].addresses, nullptr, scenario_.settings);
    const auto port = workers_[node]->attach(*seat.endpoint, seat.place, std::move(enforcer));
    const auto& groups = scenario_.pod_groups;
    if (scenario_.cni.strict_pod_groups && index < groups.size() && !groups[index].empty()) {
        workers_[node]->send_by_uplink(port);
    }
    veths_[index] = Veth{node, port};
    fabric_->assign(seat.endpoint->address(), uplinks_[node]);
}

void Cluster::cut_off(std::size_t index) {
    workers_[veths_[index]->worker]->detach(veths_[index]->port);
    fabric_->unassign(pods_[index].endpoint->address());
    veths_[index].reset();
}

// The ports of hostNetwork pods are their node's.
void Cluster::listen_on_nodes(const scenario::Moment& moment) {
    for (const Seat& node : nodes_) {
        if (node.endpoint != nullptr) {
            node.endpoint->listen_nowhere();
        }
    }
    for (std::size_t i = 0; i < moment.pods.size(); ++i) {
        const policy::Pod& pod = moment.world.pods[i];
        Endpoint* const endpoint = pods_[moment.pods[i]].endpoint;
        if (pod.host_network && !pod.finished() && endpoint != nullptr) {
            listen(*endpoint, moment.pods[i]);
        }
    }
}

void Cluster::build_host(std::size_t index) {
    const scenario::Host& host = scenario_.hosts[index];
    hosts_.push_back(make_seat(host.address, host_ref(host)));
    Endpoint& endpoint = *hosts_.back().endpoint;
    if (host.listen.empty()) {
        endpoint.listen_everywhere();
    }
    for (const scenario::Listen& listen : host.listen) {
        endpoint.listen(listen.protocol, listen.port);
    }
    fabric_->attach_host(endpoint);
}

// The node's own processes: what is sent to the node, or as if from it, arrives here.
void Cluster::build_node(std::size_t node) {
    const policy::Node& machine = scenario_.world.nodes[node];
    const policy::IpAddress* address = ipv4_of(machine.addresses);
    if (address == nullptr) {
        return;
    }
    nodes_[node] = make_seat(*address, "node/" + machine.name);
    workers_[node]->attach(*nodes_[node].endpoint, nodes_[node].place, nullptr);
    fabric_->assign(*address, uplinks_[node]);
}

void Cluster::build_load_balancers() {
    bool any = false;
    for (const policy::LoadBalancer& balancer : scenario_.world.load_balancers) {
        const std::string ref = scenario::load_balancer_ref(balancer);
        load_balancer_places_.push_back(name_place(ref));
        for (const policy::LoadBalancer::ZonalAddress& each : balancer.addresses) {
            any = true;
            if (balancer.type == policy::LoadBalancer::Type::Network) {
                fabric_->attach_load_balancer(each.address);
                continue;
            }
            Endpoint& endpoint = *make_seat(each.address, ref).endpoint;
            for (const policy::Listener& listener : balancer.listeners) {
                endpoint.listen(listener.protocol, listener.port);
            }
            fabric_->attach_host(endpoint);
        }
    }
    if (any) {
        fabric_->set_load_balancers(load_balancer_places_, scenario_.seed);
    }
}

PlaceId Cluster::place_of(const scenario::End& end) const {
    const bool balancer = end.kind == scenario::End::Kind::LoadBalancer;
    return balancer ? load_balancer_places_[end.index] : seat(end).place;
}

void Cluster::listen(Endpoint& endpoint, std::size_t pod) const {
    const auto& declared = scenario_.pod(pod).ports;
    const std::vector<scenario::Listen> none;
    const auto& extra = pod < scenario_.extra_listen.size() ? scenario_.extra_listen[pod] : none;
    if (declared.empty() && extra.empty()) {
        endpoint.listen_everywhere();
    }
    for (const policy::ContainerPort& port : declared) {
        endpoint.listen(port.protocol, port.port);
    }
    for (const scenario::Listen& port : extra) {
        endpoint.listen(port.protocol, port.port);
    }
}

}  // namespace sim
