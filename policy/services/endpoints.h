// SPDX-License-Identifier: MIT
// Who answers behind a service: what Kubernetes' EndpointSlice controller would write.
//
// Source: pkg/controller/endpointslice and staging/src/k8s.io/endpointslice of Kubernetes 1.33.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "policy/model/model.h"

namespace policy {

// One address and port behind a port of a service.
struct Endpoint {
    static constexpr std::uint32_t none = UINT32_MAX;

    IpAddress address;
    std::uint16_t port = 0;
    bool ready = true;    // to be sent new connections
    bool serving = true;  // answers, though it may be going
    bool terminating = false;
    std::uint32_t pod = none;   // World::pods; none where an EndpointSlice names no pod present
    std::uint32_t node = none;  // World::nodes; none where it is not known
};

// REQUIRES: the world outlives the index unchanged.
class EndpointIndex {
  public:
    explicit EndpointIndex(const World& world);

    // The endpoints of one family, in the order of World::pods or of the slices.
    //
    // With a selector: the pods of the service's namespace that have all its labels, an address
    // of the family, and have not finished, hostNetwork pods included. A named target port is
    // each pod's own; a pod that does not declare it for the protocol is left out. A pod is ready
    // if its condition says so and it is not terminating, or if the service publishes addresses
    // that are not ready.
    // Without, or with an empty one: what the EndpointSlices say that carry the service's name.
    // An ExternalName has none.
    std::vector<Endpoint> of(const Service& service, const ServicePort& port, Family family) const;

    // The pods that the selector selects, ascending, whatever their state. None without one.
    std::vector<std::uint32_t> selected(const Service& service) const;

    // The number of `port` on this pod; 0 where it declares no such name.
    static std::uint16_t target_port(const Pod& pod, const ServicePort& port);

  private:
    struct LabelKey {  // a label in a namespace
        std::string_view ns, key, value;
        friend bool operator<(const LabelKey& a, const LabelKey& b) {
            return std::tie(a.ns, a.key, a.value) < std::tie(b.ns, b.key, b.value);
        }
    };

    std::vector<Endpoint> from_pods(const Service& service, const ServicePort& port,
                                    Family family) const;
    std::vector<Endpoint> from_slices(const Service& service, const ServicePort& port,
                                      Family family) const;
    std::uint32_t node_named(const std::string& name) const;

    const World& world_;
    std::map<LabelKey, std::vector<std::uint32_t>> pods_;
    std::unordered_map<std::string_view, std::uint32_t> nodes_;
    std::map<std::pair<std::string_view, std::string_view>, std::vector<std::uint32_t>> slices_;
    std::map<std::pair<std::string_view, std::string_view>, std::uint32_t> pod_by_name_;
};

}  // namespace policy
