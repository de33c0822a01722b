// SPDX-License-Identifier: MIT
// What a name of the cluster stands for, and which names a pod's resolver asks for.
//
// Sources: Kubernetes DNS-Based Service Discovery, specification 1.1.0; CoreDNS' kubernetes plugin
// with EKS' Corefile (`pods insecure`, cluster.local); resolv.conf(5), as the kubelet writes it
// for dnsPolicy ClusterFirst (search NS.svc.ZONE svc.ZONE ZONE, ndots:5).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/model/model.h"
#include "policy/services/endpoints.h"

namespace policy {

constexpr std::string_view cluster_zone = "cluster.local";

// Whether an absolute name ends in the cluster's zone, which nobody else knows.
bool in_cluster_zone(std::string_view name);

struct DnsAnswer {
    bool exists = false;               // else NXDOMAIN
    std::vector<IpAddress> addresses;  // of the family asked for; may be none though it exists
    std::string canonical;             // where the name is an alias: what it stands for
};

// A name outside the cluster, and its addresses.
struct ExternalName {
    std::string name;
    std::vector<IpAddress> addresses;
};

// REQUIRES: the world outlives the zone unchanged.
class DnsZone {
  public:
    DnsZone(const World& world, const std::vector<ExternalName>& external);

    // The records of an absolute name, with or without its final dot, in any case of letters:
    //   SERVICE.NS.svc.ZONE           its ClusterIPs; of a headless service its ready endpoints;
    //                                 of an ExternalName what its target stands for
    //   HOSTNAME.SERVICE.NS.svc.ZONE  a pod of a headless service that has hostname and subdomain
    //   1-2-3-4.NS.pod.ZONE           that address, be it a pod's or not
    //   a load balancer's name        its addresses in zones that have a healthy target
    //   any other name                as the names outside say
    DnsAnswer resolve(std::string_view name, Family family) const;

  private:
    using Key = std::pair<std::string_view, std::string_view>;  // namespace, name

    template <class Each>
    void for_each_endpoint(const Service& service, Each each) const;
    DnsAnswer of_service(const Service& service, Family family, int depth) const;
    DnsAnswer of_pod(const Service& service, std::string_view hostname, Family family) const;
    DnsAnswer in_zone(const std::vector<std::string_view>& labels, Family family, int depth) const;
    DnsAnswer resolve(const std::string& name, Family family, int depth) const;

    const World& world_;
    EndpointIndex endpoints_;
    std::map<Key, std::uint32_t> services_;
    std::map<std::string, std::vector<IpAddress>> external_;  // lower case, no final dot
};

// The absolute names that a resolver in a pod of namespace `ns` asks for, in this order, until one
// exists: a name with a final dot alone; one with fewer than five dots behind each search domain
// first; any other first as it is.
std::vector<std::string> names_asked(std::string_view name, std::string_view ns);

}  // namespace policy
