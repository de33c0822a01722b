// SPDX-License-Identifier: MIT
// The cluster as the user wrote it: plain structs, unresolved, one per Kubernetes object.
//
// Fields that the API server would validate are kept as written (a CIDR is a string, a port may be
// out of range), so that validate.h can report them in the API's own words. Everything that judges
// traffic REQUIRES objects in which validate() found no error and on which apply_defaults() ran.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "policy/model/ip.h"
#include "policy/model/labels.h"
#include "policy/model/load_balancer.h"
#include "policy/model/object.h"
#include "policy/model/service.h"

namespace policy {

struct Namespace {
    std::string name;
    Labels labels;         // kubernetes.io/metadata.name included: see ensure_name_label()
    bool assumed = false;  // no Namespace object was read; only the name is known
    // Its object is in error: of its labels only the name's is sure.
    bool in_error = false;
    Position position;
};

// The API server sets this label and restores it on each write, so no object lacks it.
constexpr const char* namespace_name_label = "kubernetes.io/metadata.name";
void ensure_name_label(Namespace& ns);

struct Node {
    std::string name;
    Labels labels;
    std::vector<IpAddress> addresses;
    Position position;
};

struct ContainerPort {
    std::string name;  // empty where none was given
    Protocol protocol = Protocol::TCP;
    std::uint16_t port = 0;
};

enum class Phase : std::uint8_t { Pending, Running, Succeeded, Failed };

// What owns a pod, as far as ownerReferences or the objects present say: the Deployment rather
// than its ReplicaSet. A pod that nothing owns is its own workload, of kind "Pod".
struct Workload {
    std::string kind;
    std::string name;
};

// What is known of a pod's addresses. Known: they are its own. StandIn: the pod comes from a
// manifest and has none yet; it holds one out of stand_in_block that no other pod has, so that
// selectors and tables work as ever. Disputed: two live pods claim one address. Packets of a pod
// whose addresses are not Known are judged like others; analysis says "uncertain" where it matters.
enum class Addresses : std::uint8_t { Known, StandIn, Disputed };
constexpr const char* stand_in_block = "240.0.0.0/4";

// NodeLocal DNSCache: what a hostNetwork pod answers of its own node's pods.
struct DnsCache {
    std::vector<IpAddress> addresses;  // that it answers at, on port 53 (-localip)
    std::string upstream;  // the Service of its namespace that it asks, over TCP (-upstreamsvc)
};

struct Pod {
    std::string ns;
    std::string name;
    Labels labels;
    // Keys of labels that it has beside these, with values that only a running cluster knows. None
    // of a Disputed pod: that is one of a running cluster.
    std::vector<std::string> unknown_labels;
    std::vector<IpAddress> addresses;  // status.podIPs: at most one of each family
    Addresses addresses_are = Addresses::Known;
    std::string node;  // spec.nodeName; empty while unscheduled
    bool host_network = false;
    Phase phase = Phase::Running;
    bool ready = true;         // status.conditions[Ready]: whether services send it traffic
    bool terminating = false;  // metadata.deletionTimestamp is set
    std::string hostname;      // spec.hostname and spec.subdomain: with both, a headless
    std::string subdomain;     // service of the subdomain's name gives the pod a name of its own
    std::vector<ContainerPort> ports;
    std::optional<DnsCache> dns_cache;
    Workload workload;
    // Its object, or what makes it, is in error: all but namespace and name may be otherwise.
    bool in_error = false;
    Position position;

    // Succeeded and Failed pods have given their address back: neither subjects nor peers
    // (networkpolicy-semantics of kubernetes#92697).
    bool finished() const { return phase == Phase::Succeeded || phase == Phase::Failed; }
    // Whether policies select it, as subject and as peer. A hostNetwork pod's traffic is its
    // node's (the concept page's second permitted behaviour; settings.h has the first).
    bool policed() const { return !host_network && !finished() && !addresses.empty(); }
};

struct IpBlock {
    std::string cidr;
    std::vector<std::string> except;
};

// One item of `from` or `to`. In a valid object either ip_block is set, or one or both selectors.
struct Peer {
    std::optional<LabelSelector> pod_selector;
    std::optional<LabelSelector> namespace_selector;
    std::optional<IpBlock> ip_block;
    Position position;
};

// One item of `ports`. `port` is absent (every port of the protocol), a number or a name.
struct PolicyPort {
    std::optional<std::string> protocol;  // absent means TCP; apply_defaults() writes it
    std::variant<std::monostate, std::int64_t, std::string> port;
    std::optional<std::int64_t> end_port;
    Position position;
};

// One item of spec.ingress or spec.egress. Empty `peers`: any peer. Empty `ports`: every port of
// every protocol.
struct PolicyRule {
    std::vector<Peer> peers;
    std::vector<PolicyPort> ports;
    Position position;
};

// networking.k8s.io/v1 NetworkPolicy.
struct NetworkPolicy {
    std::string ns;
    std::string name;
    Labels labels;
    LabelSelector pod_selector;
    std::vector<std::string> policy_types;  // "Ingress", "Egress"
    std::vector<PolicyRule> ingress;
    std::vector<PolicyRule> egress;
    Position position;               // of the object
    Position pod_selector_position;  // of spec.podSelector; of the object where absent
    Position egress_position;        // of spec.egress, be it empty; line 0 where absent
    bool types_defaulted = false;    // policy_types are apply_defaults()' work
};

// What the API server writes into an object on create (pkg/apis/networking/v1/defaults.go): empty
// policyTypes become [Ingress], with Egress added iff there is an egress rule; an absent protocol
// becomes TCP. Idempotent.
void apply_defaults(NetworkPolicy& policy);

// Something that could not be read, as far as anything is known of it. What it may change is
// uncertain: lost.h.
struct Lost {
    enum class Kind : std::uint8_t {
        Other,     // a pod, or what marks others in error: no verdict depends on more of it
        Policy,    // a NetworkPolicy
        Anything,  // whatever there is in its namespace may be otherwise
    };
    Kind kind = Kind::Anything;
    std::string what;               // for people: "NetworkPolicy shop/deny", "a document"
    std::optional<std::string> ns;  // absent: any
    // Of a policy.
    std::string name;                           // empty: not known
    std::optional<LabelSelector> pod_selector;  // absent: not known
    bool ingress = true, egress = true;         // the directions it may be about
    Position position;                          // line 0: the file is missing, or empty
};

// A cluster at one moment. Names are unique: namespaces by name, nodes by name, others by
// namespace and name. Every pod's and policy's namespace is present.
struct World {
    std::vector<std::string> files;  // what Position::file indexes
    std::vector<Namespace> namespaces;
    std::vector<Node> nodes;
    std::vector<Pod> pods;
    std::vector<NetworkPolicy> policies;
    std::vector<Service> services;
    std::vector<EndpointSlice> endpoint_slices;
    std::vector<LoadBalancer> load_balancers;
    std::vector<Lost> lost;
};

}  // namespace policy
