// SPDX-License-Identifier: MIT
// Kubernetes objects as read from manifests, before pods are placed and given addresses.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "policy/model/model.h"
#include "sim/scenario/text/source.h"

namespace scenario {

// One annotation that says something about traffic.
struct Annotation {
    std::string key;
    std::string value;
    Place place;  // of the value
};

// What metadata says, of any kind of object.
struct Metadata {
    std::string ns;  // "default" where a namespaced object names none; empty for the others
    std::string name;
    policy::Labels labels;
    std::vector<Annotation> annotations;    // of load balancers; others are not kept
    std::optional<policy::Workload> owner;  // the ownerReference with controller: true
    bool live = false;                      // read from a cluster: it has a uid
    bool terminating = false;               // its deletionTimestamp is set
    bool in_error = false;                  // all but namespace and name may be otherwise
    Place place;                            // of the name; of the object where it has none
};

struct NamespaceObject {
    Metadata metadata;
};

struct NodeObject {
    Metadata metadata;
    std::vector<policy::IpAddress> addresses;  // status.addresses of type InternalIP
    std::string instance_type;                 // its label node.kubernetes.io/instance-type
};

// How the kubelet asks a container, over TCP, whether it is ready: httpGet, tcpSocket or grpc.
struct ReadinessProbe {
    std::uint16_t port = 0;  // 0: it names none that the container has
    Place port_place;
    std::chrono::seconds initial_delay{0};
    std::chrono::seconds period{10};
    std::chrono::seconds timeout{1};
    std::int64_t success_threshold = 1;
    std::int64_t failure_threshold = 3;
};

// What a pod and a pod template have in common.
struct PodSpec {
    bool host_network = false;
    std::string hostname;
    std::string subdomain;
    std::string service_account = "default";
    std::string node;  // spec.nodeName
    Place node_place;
    std::vector<policy::ContainerPort> ports;
    std::vector<ReadinessProbe> probes;  // of those containers that have one
    std::optional<policy::DnsCache> dns_cache;
};

struct PodObject {
    Metadata metadata;
    PodSpec spec;
    std::vector<policy::IpAddress> addresses;  // status.podIPs
    Place address_place;
    policy::Phase phase = policy::Phase::Running;
    bool pending = false;  // status.phase says so: no address unless it gives one
    bool ready = true;     // its condition Ready; true where it has no conditions
};

// What makes pods from a template: Deployment, ReplicaSet, ReplicationController, StatefulSet,
// DaemonSet, Job or CronJob.
struct WorkloadObject {
    std::string kind;
    Metadata metadata;
    std::int64_t replicas = 1;       // of a Job or CronJob: the pods of one run that run at once
    std::int64_t first_ordinal = 0;  // StatefulSet spec.ordinals.start
    std::int64_t indexes = 0;        // of an Indexed Job or such a CronJob's: how many; else 0
    std::string service_name;        // StatefulSet spec.serviceName
    policy::Labels pod_labels;
    PodSpec spec;
};

struct PolicyObject {
    policy::NetworkPolicy policy;  // valid and defaulted
    Place place;                   // of its name
};

// v1 Service, valid and defaulted. Addresses and node ports are those that it states.
struct ServiceObject {
    Metadata metadata;
    policy::Service service;  // without namespace, name and labels, which `metadata` has
    bool wants_v4 = true;     // its ipFamilies have IPv4, or say nothing
    bool wants_node_ports = false;
    Place address_place;                  // of its clusterIP or clusterIPs
    std::vector<Place> target_places;     // of each port's targetPort
    std::vector<Place> node_port_places;  // of each port's nodePort
    // The Network Load Balancer that is made of it, without namespace, name and addresses.
    std::optional<policy::LoadBalancer> load_balancer;
};

// networking.k8s.io/v1 Ingress, valid.
struct IngressObject {
    Metadata metadata;
    // The Application Load Balancer that is made of it, without namespace, name and addresses;
    // none of a class other than alb.
    std::optional<policy::LoadBalancer> load_balancer;
};

// discovery.k8s.io/v1 EndpointSlice, or v1 Endpoints as the slices that mirror it.
struct EndpointsObject {
    Metadata metadata;
    std::vector<policy::EndpointSlice> slices;  // without namespace, name and service
};

struct ServiceAccountObject {
    Metadata metadata;
};

// vpcresources.k8s.aws/v1beta1 SecurityGroupPolicy: pods of its namespace that both selectors match
// get a branch interface in these groups.
struct SecurityGroupPolicyObject {
    Metadata metadata;
    std::optional<policy::LabelSelector> pods;
    std::optional<policy::LabelSelector> accounts;  // the labels of their ServiceAccount
    std::vector<std::pair<std::string, Place>> groups;
};

// crd.k8s.amazonaws.com/v1alpha1 ENIConfig: pods of nodes that name it get interfaces there.
struct EniConfigObject {
    Metadata metadata;
    std::string subnet;
    Place subnet_place;
    std::vector<std::pair<std::string, Place>> groups;
};

struct Objects {
    std::vector<NamespaceObject> namespaces;
    std::vector<NodeObject> nodes;
    std::vector<PodObject> pods;
    std::vector<WorkloadObject> workloads;
    std::vector<PolicyObject> policies;
    std::vector<ServiceObject> services;
    std::vector<IngressObject> ingresses;
    std::vector<EndpointsObject> endpoint_slices;  // v1 EndpointSlice objects
    std::vector<EndpointsObject> endpoints;        // v1 Endpoints objects
    std::vector<ServiceAccountObject> service_accounts;
    std::vector<SecurityGroupPolicyObject> security_group_policies;
    std::vector<EniConfigObject> eni_configs;
    struct Skipped {
        std::size_t count = 0;
        bool warned_of = false;  // its effect on traffic is left out, and that was said
    };
    std::map<std::string, Skipped> skipped;  // by "Service (v1)"
    bool complete = true;  // false where an object other than a policy could not be read
    std::vector<policy::Lost> lost;
    bool lost_namespace = false;  // a Namespace of which not even the name is known
};

}  // namespace scenario
