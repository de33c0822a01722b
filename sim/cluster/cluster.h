// SPDX-License-Identifier: MIT
// A scenario's cluster and network, wired on ns-3: the one place that creates them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <ns3/ptr.h>

#include "policy/services/service_table.h"
#include "policy/table/cause_book.h"
#include "sim/cluster/endpoint.h"
#include "sim/cluster/flow_table.h"
#include "sim/cluster/judgement.h"
#include "sim/cluster/vpc_fabric.h"
#include "sim/cluster/worker_datapath.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/timeline.h"

namespace sim {

// Builds one endpoint for each pod that is alive and has an IPv4 address, now or later, for each
// host and for each node's own processes, a worker with an uplink for each node, and the fabric
// between them. hostNetwork pods share their node's endpoint. Each address of an Application Load
// Balancer is an endpoint too; Network Load Balancers are the fabric's. It begins as the scenario
// does.
//
// The scenario and the flow table outlive the cluster; the cluster outlives the simulation.
class Cluster {
  public:
    Cluster(const scenario::Scenario& scenario, const FlowTable& flows);
    ~Cluster();

    // What stands for this end. REQUIRES: an end of a flow of the scenario, no service, name or
    // load balancer.
    Endpoint& endpoint(const scenario::End& end) { return *seat(end).endpoint; }

    // The endpoint that has this address; null where none has.
    Endpoint* find(const policy::IpAddress& address) const;

    // Connects the pods that are there at this moment, cuts off those that are not, compiles the
    // policies and puts them in force at every veth at once.
    // REQUIRES: the scenario's world, or what its timeline makes of it.
    void enforce(const scenario::Moment& moment);

    // Puts the services of this moment, and who answers for them, into the rules of every worker;
    // the rules are there after `delay`.
    void serve(const scenario::Moment& moment, policy::Time delay);

    // Puts other rules, entries and routes into the network.
    void reroute(const scenario::NetworkChange& change);

    const policy::CauseBook& causes() const { return causes_; }

    // The load balancers' rules now in force.
    const policy::LoadBalancerTable& load_balancers() const { return *load_balancers_; }

    // The nodes' DNS caches now in force, and the number, as an End's, of a service that they name.
    const policy::DnsCaches& dns_caches() const { return services_->dns_caches(); }
    std::uint32_t service_number(std::uint32_t index) const { return service_numbers_[index]; }

    // What judgements call this place: "shop/web-0[Pod]", "host/laptop", "node/n1", "vpc/main",
    // "lb/shop/web[Service]".
    const std::vector<std::string>& places() const { return places_; }
    // REQUIRES: as for endpoint(), or a load balancer.
    PlaceId place_of(const scenario::End& end) const;

    const std::vector<ns3::Ptr<WorkerDatapath>>& workers() const { return workers_; }
    const ns3::Ptr<VpcFabric>& fabric() const { return fabric_; }

  private:
    struct Veth {  // of a pod that is there: where its gate is
        std::size_t worker;
        WorkerDatapath::PortIndex port;
    };

    PlaceId name_place(std::string ref);
    void build_fabric();
    void build_worker(std::size_t node);
    std::unique_ptr<policy::NodeNat> node_nat(std::size_t node) const;
    void build_pod(std::size_t pod);
    void build_host(std::size_t host);
    void listen(Endpoint& endpoint, std::size_t pod) const;
    void build_node(std::size_t node);
    void build_load_balancers();
    std::optional<std::size_t> node_of(const policy::Pod& pod) const;
    void connect(std::size_t pod);
    void cut_off(std::size_t pod);
    void listen_on_nodes(const scenario::Moment& moment);

    const scenario::Scenario& scenario_;
    const FlowTable& flows_;
    policy::CauseBook causes_;
    policy::Network network_;  // as it is now
    std::vector<std::string> places_;
    std::vector<std::unique_ptr<Endpoint>> endpoints_;
    std::unordered_map<policy::IpAddress, Endpoint*> by_address_;
    // An endpoint and its place; null where a pod, or a node without IPv4 address, has none.
    struct Seat {
        Endpoint* endpoint = nullptr;
        PlaceId place = 0;
    };
    const Seat& seat(const scenario::End& end) const;
    Seat make_seat(const policy::IpAddress& address, std::string ref);

    std::vector<Seat> pods_;
    std::vector<Seat> hosts_;
    std::vector<Seat> nodes_;
    std::vector<std::optional<Veth>> veths_;  // by pod
    std::unordered_map<std::string, std::size_t> node_names_;
    ns3::Ptr<VpcFabric> fabric_;
    std::vector<VpcFabric::Attachment> uplinks_;  // by node
    std::vector<ns3::Ptr<WorkerDatapath>> workers_;
    std::vector<PlaceId> load_balancer_places_;
    std::shared_ptr<const policy::LoadBalancerTable> load_balancers_;
    std::shared_ptr<const policy::ServiceTable> services_;
    std::vector<std::uint32_t> service_numbers_;  // by index in the world of services_
};

// The first IPv4 address among `addresses`; nothing where there is none.
const policy::IpAddress* ipv4_of(const std::vector<policy::IpAddress>& addresses);

// How a pod and a host are called on output (DESIGN's one reference form).
std::string pod_ref(const policy::Pod& pod);
std::string host_ref(const scenario::Host& host);

}  // namespace sim
