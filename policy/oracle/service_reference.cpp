// SPDX-License-Identifier: MIT
#include "policy/oracle/service_reference.h"

#include <algorithm>
#include <optional>
#include <string>

namespace policy {
namespace {

using Outcome = ReferenceServiceAnswer::Outcome;

struct Place {  // where a service may be answered
    IpAddress address;
    std::uint16_t port = 0;
    bool ready = false;
    bool serving = false;
    bool terminating = false;
    std::string node;
};

bool selects(const Labels& selector, const Pod& pod) {
    for (const auto& [key, value] : selector) {
        if (pod.labels.count(key) == 0 || pod.labels.at(key) != value) return false;
    }
    return true;
}

std::optional<IpAddress> address_of(const std::vector<IpAddress>& addresses, Family family) {
    for (const IpAddress& address : addresses) {
        if (address.family() == family) return address;
    }
    return std::nullopt;
}

// "targetPort: number or name of the port to access on the pods. If this is a string, it will be
// looked up as a named port in the target pod's container ports", of the same protocol.
std::optional<std::uint16_t> target_on(const Pod& pod, const ServicePort& port) {
    if (std::holds_alternative<std::uint16_t>(port.target)) {
        return std::get<std::uint16_t>(port.target);
    }
    for (const ContainerPort& declared : pod.ports) {
        if (declared.name == std::get<std::string>(port.target) &&
            declared.protocol == port.protocol) {
            return declared.port;
        }
    }
    return std::nullopt;
}

std::vector<Place> places_of_pods(const World& world, const Service& service,
                                  const ServicePort& port, Family family) {
    std::vector<Place> result;
    for (const Pod& pod : world.pods) {
        if (pod.ns != service.ns) continue;
        if (!selects(*service.selector, pod)) continue;
        // A pod that has come to its end is no endpoint.
        if (pod.phase == Phase::Succeeded || pod.phase == Phase::Failed) continue;
        const auto address = address_of(pod.addresses, family);
        const auto number = target_on(pod, port);
        if (!address || !number) continue;
        Place place;
        place.address = *address;
        place.port = *number;
        // "serving" is the pod's Ready condition, "terminating" that it has a deletion timestamp;
        // "ready" is a shortcut for serving and not terminating, always true with
        // publishNotReadyAddresses.
        place.serving = pod.ready && pod.phase == Phase::Running;
        place.terminating = pod.terminating;
        place.ready = place.serving && !place.terminating;
        if (service.publish_not_ready_addresses) place.ready = true;
        place.node = pod.node;
        result.push_back(place);
    }
    return result;
}

// Services without a selector: endpoints are what somebody wrote into EndpointSlices that carry
// the service's name. Their ports match by name and protocol.
std::vector<Place> places_of_slices(const World& world, const Service& service,
                                    const ServicePort& port, Family family) {
    std::vector<Place> result;
    for (const EndpointSlice& slice : world.endpoint_slices) {
        if (slice.ns != service.ns || slice.service != service.name) continue;
        if (slice.family != family) continue;
        std::optional<std::uint16_t> number;
        for (const SlicePort& item : slice.ports) {
            const bool same = item.name == port.name && item.protocol == port.protocol;
            if (same && item.port && !number) number = item.port;
        }
        if (!number) continue;
        for (const SliceEndpoint& item : slice.endpoints) {
            const auto address = address_of(item.addresses, family);
            if (!address) continue;
            result.push_back(
                {*address, *number, item.ready, item.serving, item.terminating, item.node});
        }
    }
    return result;
}

std::vector<Place> places_behind(const World& world, const Service& service,
                                 const ServicePort& port, Family family) {
    const bool by_selector = service.selector && !service.selector->empty();
    const std::vector<Place> all = by_selector ? places_of_pods(world, service, port, family)
                                               : places_of_slices(world, service, port, family);
    std::vector<Place> result;  // each address and port once
    for (const Place& place : all) {
        bool known = false;
        for (const Place& other : result) {
            known = known || (other.address == place.address && other.port == place.port);
        }
        if (!known) result.push_back(place);
    }
    return result;
}

// "If there are no ready endpoints, kube-proxy uses endpoints that are serving and terminating."
std::vector<Place> usable(const std::vector<Place>& places) {
    std::vector<Place> ready;
    std::vector<Place> going;
    for (const Place& place : places) {
        if (place.ready) ready.push_back(place);
        if (place.serving && place.terminating) going.push_back(place);
    }
    return ready.empty() ? going : ready;
}

std::vector<Place> at_node(const std::vector<Place>& places, const std::string& node) {
    std::vector<Place> result;
    for (const Place& place : places) {
        if (place.node == node) result.push_back(place);
    }
    return result;
}

bool contains(const std::vector<IpAddress>& addresses, const IpAddress& address) {
    return std::find(addresses.begin(), addresses.end(), address) != addresses.end();
}

// How a destination is a service's: by its virtual address inside of the cluster, or as traffic
// that is meant to come from outside.
enum class Way : std::uint8_t { None, ClusterIp, ExternalIp, NodePort };

Way way_to(const Service& service, const ServicePort& port, const Tuple& written,
           const Node& node) {
    if (service.type == ServiceType::ExternalName || service.headless) return Way::None;
    // A service is of those families in which it has a ClusterIP.
    if (!address_of(service.cluster_ips, written.destination.family())) return Way::None;
    if (port.protocol != written.protocol) return Way::None;
    const bool to_port = port.port == written.destination_port;
    if (to_port && contains(service.cluster_ips, written.destination)) return Way::ClusterIp;
    if (to_port && contains(service.external_ips, written.destination)) return Way::ExternalIp;
    const bool to_node = contains(node.addresses, written.destination);
    const bool to_node_port = port.node_port != 0 && port.node_port == written.destination_port;
    return to_node && to_node_port ? Way::NodePort : Way::None;
}

ReferenceServiceAnswer answer(const World& world, const Service& service, const ServicePort& port,
                              Way way, const Tuple& written, std::size_t node, bool from_node) {
    ReferenceServiceAnswer result;
    const std::vector<Place> places =
        places_behind(world, service, port, written.destination.family());
    const std::vector<Place> anywhere = usable(places);
    const std::vector<Place> here = usable(at_node(places, world.nodes[node].name));

    // internalTrafficPolicy is about ClusterIPs, externalTrafficPolicy about the rest; what a node
    // sends to its own services from outside is exempt from the latter.
    const bool internal = way == Way::ClusterIp;
    const bool local = internal ? service.internal_local : service.external_local && !from_node;
    const std::vector<Place>& chosen = local ? here : anywhere;

    if (chosen.empty()) {
        // "Refused" needs that nobody, anywhere, could answer.
        const bool somebody = !usable(places).empty() || !here.empty();
        result.outcome = somebody ? Outcome::Dropped : Outcome::Refused;
        // Refusals of external addresses stand where packets come in, not where the node's own go
        // out.
        const bool goes_out = from_node && way == Way::ExternalIp &&
                              !contains(world.nodes[node].addresses, written.destination);
        if (result.outcome == Outcome::Refused && goes_out) result.outcome = Outcome::NotAService;
        return result;
    }
    result.outcome = Outcome::Sent;
    for (const Place& place : chosen) {
        // External traffic that may leave the node again must come back to it; and a client that
        // is its own backend must not see itself.
        const bool to_itself = place.address == written.source;
        result.backends.push_back({place.address, place.port, (!internal && !local) || to_itself});
    }
    std::sort(result.backends.begin(), result.backends.end());
    return result;
}

// "NodeLocal DNSCache ... listens on both the kube-dns service IP and <node-local-address>": on the
// nodes where it runs, and nowhere else.
bool is_answered_by_cache(const World& world, const Tuple& written, const Node& node) {
    if (written.destination_port != 53 || written.protocol == Protocol::SCTP) return false;
    for (const Pod& pod : world.pods) {
        if (!pod.dns_cache || !pod.host_network || pod.node != node.name) continue;
        if (pod.phase != Phase::Running || pod.terminating) continue;
        if (contains(pod.dns_cache->addresses, written.destination)) return true;
    }
    return false;
}

}  // namespace

ReferenceServiceAnswer reference_service(const World& world, const Tuple& written, std::size_t node,
                                         bool from_node) {
    const auto own = address_of(world.nodes[node].addresses, written.destination.family());
    if (own && is_answered_by_cache(world, written, world.nodes[node])) {
        ReferenceServiceAnswer result;
        result.outcome = Outcome::Sent;
        result.backends = {{*own, 53, *own == written.source}};
        result.by_dns_cache = true;
        return result;
    }
    // Addresses that are only a service's before those that are a node's, too: KUBE-NODEPORTS is
    // asked last.
    for (const Way wanted : {Way::ClusterIp, Way::ExternalIp, Way::NodePort}) {
        for (std::size_t s = 0; s < world.services.size(); ++s) {
            const Service& service = world.services[s];
            for (std::size_t p = 0; p < service.ports.size(); ++p) {
                const ServicePort& port = service.ports[p];
                if (way_to(service, port, written, world.nodes[node]) != wanted) continue;
                ReferenceServiceAnswer result =
                    answer(world, service, port, wanted, written, node, from_node);
                if (result.outcome == Outcome::NotAService) return {};
                result.service = s;
                result.port = p;
                return result;
            }
        }
    }
    return {};
}

}  // namespace policy
