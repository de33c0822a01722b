// SPDX-License-Identifier: MIT
// A scenario as data: the whole experiment, resolved. What reader.h makes of a file.
//
// Every reference is an index and was checked; the simulator reports no input errors of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/model/model.h"
#include "policy/model/network.h"
#include "policy/model/packet.h"
#include "policy/model/settings.h"

namespace scenario {

using policy::Time;

struct Subnet {
    std::string name;
    policy::Prefix cidr;
    std::string zone;
    bool is_public = false;
    std::size_t vpc = 0;  // Scenario::vpcs
    // Of Scenario::written; none: the VPC's usual one.
    std::optional<policy::NetworkIndex> route_table = std::nullopt;
    std::optional<policy::NetworkIndex> acl = std::nullopt;
};

struct Vpc {
    std::string name;
    std::vector<policy::Prefix> cidrs;
    // Whether it has the usual ones, where none is in Scenario::written.
    bool usual_internet_gateway = true;
    bool usual_nat_gateway = true;
};

// A port something listens on.
struct Listen {
    policy::Protocol protocol = policy::Protocol::TCP;
    std::uint16_t port = 0;
};

// A machine that is not part of the cluster: in the VPC where its address lies in one of the VPC's
// CIDRs, outside otherwise. No policy stands before it.
struct Host {
    std::string name;
    policy::IpAddress address;
    bool on_premises = false;    // outside, behind the VPCs' private gateway; else on the internet
    std::vector<Listen> listen;  // empty: it answers on every port a flow names
    std::vector<std::string> names;  // DNS names that stand for its address
    policy::Position position;
    // Of its interface, where it is in a VPC.
    std::vector<policy::NetworkIndex> groups = {};  // of Scenario::written; none: the usual one
    std::optional<policy::IpAddress> outside = std::nullopt;  // public; IpAddress(): any
    bool only_inside = false;  // it has none, be it in a public subnet
    bool source_dest_check = true;
};

// A worker. World::nodes[i] of the scenario's world is its Kubernetes side.
struct Worker {
    std::size_t subnet = 0;  // Scenario::subnets
    std::string instance_type;
    std::vector<policy::NetworkIndex> groups = {};  // of Scenario::written; none: the usual one
    policy::NetworkIndex interface = 0;             // its primary one, of Scenario::network
    // With custom networking: where its pods' interface stands, and in which groups.
    std::optional<std::size_t> pod_subnet = std::nullopt;
    std::vector<policy::NetworkIndex> pod_groups = {};
};

// One end of a flow: a pod (Scenario::pod()), a host (Scenario::hosts), a node's own processes or,
// as a destination, its address (World::nodes). Destinations only: a service (Scenario::service()),
// by its first IPv4 ClusterIP; a name (Scenario::names), which the flow looks up
// first; a load balancer (World::load_balancers), by one of the addresses that DNS has of it.
struct End {
    enum class Kind : std::uint8_t { Pod, Host, Node, Service, Name, LoadBalancer };
    Kind kind = Kind::Pod;
    std::uint32_t index = 0;

    friend bool operator==(const End& a, const End& b) {
        return a.kind == b.kind && a.index == b.index;
    }
};

// How a flow asks its question.
enum class Exchange : std::uint8_t {
    Connection,  // TCP: handshake, request, response, close. UDP: request, response. ICMP: echo.
                 // SCTP: INIT, INIT-ACK
    Probe,       // one raw SYN, datagram, echo request or INIT, and whatever answers it
};

// What `expect` may say: a verdict or an outcome.
enum class Expect : std::uint8_t {
    Allow,
    Drop,  // verdicts
    Connected,
    Answered,
    Refused,
    TimedOut,
    Reset,
    Unreachable,
    Unresolved  // outcomes
};

std::string_view text(Expect expect);  // "allow", "timed-out", ...

// One connection attempt or datagram exchange, at one moment.
struct Flow {
    std::string name;
    End from;
    End to;
    policy::Protocol protocol = policy::Protocol::TCP;
    std::uint16_t port = 0;  // 0 for ICMP; the service's where `to` is one
    Exchange exchange = Exchange::Connection;
    Time at{0};
    Time timeout{0};
    std::uint32_t request_bytes = 0;
    std::uint32_t response_bytes = 0;
    std::string host;  // what an Application Load Balancer goes by; empty: the name asked for
    std::string path = "/";
    std::optional<Expect> expect;
    policy::Position position;
};

// A pod or a service as it is from one moment on. It keeps its number while it is there; a pod that
// is made anew under an old name is another one.
struct PodState {
    std::uint32_t index = 0;  // as an End's
    policy::Pod pod;
};
struct ServiceState {
    std::uint32_t index = 0;
    policy::Service service;
};

struct PolicyName {
    std::string ns;
    std::string name;
};

// How the Amazon VPC CNI is set up.
struct Cni {
    bool external_snat = false;                // AWS_VPC_K8S_CNI_EXTERNALSNAT
    std::vector<policy::Prefix> exclude_snat;  // AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS
    bool random_snat_ports = true;             // AWS_VPC_K8S_CNI_RANDOMIZESNAT is not none
    bool strict_pod_groups = false;            // POD_SECURITY_GROUP_ENFORCING_MODE is strict
    bool custom_networking = false;            // AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG
    std::string eni_config_label = "k8s.amazonaws.com/eniConfig";  // ENI_CONFIG_LABEL_DEF
};

// One container of a pod that the kubelet of its node asks over TCP whether it is ready.
struct Probe {
    std::uint32_t pod = 0;  // its number, as an End's
    std::uint16_t port = 0;
    Time initial_delay{0};
    Time period{0};
    Time timeout{0};
    std::int64_t success_threshold = 1;
    std::int64_t failure_threshold = 1;
};

// What an event does to the network, in the lists of Scenario::written and Scenario::network alike.
// What is not said of a thing stays.
struct NetworkChange {
    struct Group {
        policy::NetworkIndex index = 0;
        std::optional<std::vector<policy::SecurityRule>> inbound;
        std::optional<std::vector<policy::SecurityRule>> outbound;
    };
    struct Acl {
        policy::NetworkIndex index = 0;
        std::optional<std::vector<policy::AclEntry>> inbound;
        std::optional<std::vector<policy::AclEntry>> outbound;
    };
    struct Table {
        policy::NetworkIndex index = 0;
        std::vector<policy::Route> routes;  // in place of those that are not propagated
    };
    std::vector<Group> groups;
    std::vector<Acl> acls;
    std::vector<Table> tables;
};

// What an event of the timeline does to the cluster, worked out: no pods are left to be made and
// no addresses to be given. Things that come replace those of their names or numbers.
struct Changes {
    std::vector<policy::NetworkPolicy> policies;
    std::vector<PolicyName> gone_policies;
    std::vector<policy::Namespace> namespaces;
    std::vector<PodState> pods;
    std::vector<std::uint32_t> gone_pods;  // before those that come
    std::vector<ServiceState> services;
    std::vector<std::uint32_t> gone_services;
    std::optional<std::vector<policy::EndpointSlice>> endpoint_slices;  // all that there are
    std::optional<NetworkChange> network;

    // Whether more than policies change.
    bool of_cluster() const {
        return !namespaces.empty() || !pods.empty() || !gone_pods.empty() || of_services();
    }
    bool of_services() const {
        return !services.empty() || !gone_services.empty() || endpoint_slices.has_value();
    }
};

struct TimelineEvent {
    Time at{0};
    Changes changes;
    std::string text;  // as a person would say it: "apply policies/default-deny.yaml"
    policy::Position position;
};

enum class Dataplane : std::uint8_t { Kubernetes };

// The text of a file that was read, for the store and for error messages.
struct Input {
    std::string path;  // relative to the scenario's folder, '/' separators
    std::string text;
};

struct Scenario {
    std::string name;
    std::string path;  // as given on the command line
    std::uint64_t seed = 1;
    std::optional<Time> duration;  // absent: until the last flow has ended
    Dataplane dataplane = Dataplane::Kubernetes;
    policy::Settings settings;  // what the API leaves open

    std::vector<Vpc> vpcs;
    std::vector<Subnet> subnets;
    policy::Network written;  // what the scenario says of its VPCs; see network_reader.h
    policy::Network network;  // that and the usual, with all that stands in it
    std::vector<Host> hosts;
    std::vector<Worker> workers;  // same indices as world.nodes

    policy::World world;  // at time 0. world.files[i] is inputs[i].path; pods have address and node
    // What comes later, as it is when it comes. Ends number the world's first, then these.
    std::vector<policy::Pod> later_pods;
    std::vector<policy::Service> later_services;
    // Beside the declared containerPorts, by pod: what `cluster.listen` adds.
    std::vector<std::vector<Listen>> extra_listen;
    // Security groups for Pods, by pod: the groups of its branch interface, of Scenario::written;
    // none of a pod that shares its node's interface.
    std::vector<std::vector<policy::NetworkIndex>> pod_groups;
    Cni cni;
    std::vector<Probe> probes;  // none unless the scenario has them sent; ascending by pod
    Time service_delay{0};      // from a change of endpoints until the workers' rules have it

    std::vector<std::string> names;       // DNS names, as the applications write them
    std::vector<Flow> flows;              // in file order; ordered by nothing else
    std::vector<TimelineEvent> timeline;  // ascending by time, file order within one moment
    std::vector<Input> inputs;            // [0] is the scenario itself
    std::vector<std::string> notes;       // things a user may want to know: skipped documents ...

    std::size_t pod_count() const { return world.pods.size() + later_pods.size(); }
    std::size_t service_count() const { return world.services.size() + later_services.size(); }
    // By an End's index.
    const policy::Pod& pod(std::size_t index) const {
        const std::size_t first = world.pods.size();
        return index < first ? world.pods[index] : later_pods[index - first];
    }
    const policy::Service& service(std::size_t index) const {
        const std::size_t first = world.services.size();
        return index < first ? world.services[index] : later_services[index - first];
    }
};

}  // namespace scenario
