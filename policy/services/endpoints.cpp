// SPDX-License-Identifier: MIT
#include "policy/services/endpoints.h"

#include <algorithm>

namespace policy {
namespace {

const IpAddress* address_of(const std::vector<IpAddress>& addresses, Family family) {
    const auto found =
        std::find_if(addresses.begin(), addresses.end(),
                     [family](const IpAddress& address) { return address.family() == family; });
    return found == addresses.end() ? nullptr : &*found;
}

bool has_labels(const Pod& pod, const Labels& wanted) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const auto& label) {
        const auto found = pod.labels.find(label.first);
        return found != pod.labels.end() && found->second == label.second;
    });
}

}  // namespace

EndpointIndex::EndpointIndex(const World& world) : world_(world) {
    for (std::uint32_t i = 0; i < world.pods.size(); ++i) {
        const Pod& pod = world.pods[i];
        for (const auto& [key, value] : pod.labels) {
            pods_[{pod.ns, key, value}].push_back(i);
        }
    }
    for (std::uint32_t i = 0; i < world.nodes.size(); ++i) {
        nodes_.emplace(world.nodes[i].name, i);
    }
    if (world.endpoint_slices.empty()) return;
    for (std::uint32_t i = 0; i < world.endpoint_slices.size(); ++i) {
        const EndpointSlice& slice = world.endpoint_slices[i];
        slices_[{slice.ns, slice.service}].push_back(i);
    }
    for (std::uint32_t i = 0; i < world.pods.size(); ++i) {
        pod_by_name_.emplace(
            std::pair(std::string_view(world.pods[i].ns), std::string_view(world.pods[i].name)), i);
    }
}

std::vector<Endpoint> EndpointIndex::of(const Service& service, const ServicePort& port,
                                        Family family) const {
    if (service.type == ServiceType::ExternalName) return {};
    const bool selects = service.selector && !service.selector->empty();
    return selects ? from_pods(service, port, family) : from_slices(service, port, family);
}

std::vector<std::uint32_t> EndpointIndex::selected(const Service& service) const {
    std::vector<std::uint32_t> result;
    if (!service.selector) return result;
    const std::vector<std::uint32_t>* fewest = nullptr;
    for (const auto& [key, value] : *service.selector) {
        const auto found = pods_.find({service.ns, key, value});
        if (found == pods_.end()) return result;
        if (fewest == nullptr || found->second.size() < fewest->size()) fewest = &found->second;
    }
    if (fewest == nullptr) return result;
    for (const std::uint32_t pod : *fewest) {
        if (has_labels(world_.pods[pod], *service.selector)) result.push_back(pod);
    }
    return result;
}

std::uint16_t EndpointIndex::target_port(const Pod& pod, const ServicePort& port) {
    if (const auto* number = std::get_if<std::uint16_t>(&port.target)) return *number;
    const auto& name = std::get<std::string>(port.target);
    const auto found =
        std::find_if(pod.ports.begin(), pod.ports.end(), [&](const ContainerPort& declared) {
            return declared.name == name && declared.protocol == port.protocol;
        });
    return found == pod.ports.end() ? std::uint16_t{0} : found->port;
}

std::vector<Endpoint> EndpointIndex::from_pods(const Service& service, const ServicePort& port,
                                               Family family) const {
    std::vector<Endpoint> result;
    for (const std::uint32_t index : selected(service)) {
        const Pod& pod = world_.pods[index];
        const IpAddress* address = address_of(pod.addresses, family);
        const std::uint16_t number = target_port(pod, port);
        if (pod.finished() || address == nullptr || number == 0) continue;
        Endpoint endpoint;
        endpoint.address = *address;
        endpoint.port = number;
        endpoint.serving = pod.ready && pod.phase == Phase::Running;
        endpoint.terminating = pod.terminating;
        endpoint.ready =
            service.publish_not_ready_addresses || (endpoint.serving && !endpoint.terminating);
        endpoint.pod = index;
        endpoint.node = node_named(pod.node);
        result.push_back(endpoint);
    }
    return result;
}

std::vector<Endpoint> EndpointIndex::from_slices(const Service& service, const ServicePort& port,
                                                 Family family) const {
    std::vector<Endpoint> result;
    const auto found = slices_.find({service.ns, service.name});
    if (found == slices_.end()) return result;
    for (const std::uint32_t index : found->second) {
        const EndpointSlice& slice = world_.endpoint_slices[index];
        if (slice.family != family) continue;
        const auto matching =
            std::find_if(slice.ports.begin(), slice.ports.end(), [&](const SlicePort& item) {
                return item.name == port.name && item.protocol == port.protocol && item.port;
            });
        if (matching == slice.ports.end()) continue;
        for (const SliceEndpoint& item : slice.endpoints) {
            const IpAddress* address = address_of(item.addresses, family);
            if (address == nullptr) continue;
            Endpoint endpoint;
            endpoint.address = *address;
            endpoint.port = *matching->port;
            endpoint.ready = item.ready;
            endpoint.serving = item.serving;
            endpoint.terminating = item.terminating;
            endpoint.node = node_named(item.node);
            const auto pod = pod_by_name_.find({slice.ns, item.pod});
            if (pod != pod_by_name_.end()) endpoint.pod = pod->second;
            result.push_back(endpoint);
        }
    }
    return result;
}

std::uint32_t EndpointIndex::node_named(const std::string& name) const {
    const auto found = nodes_.find(name);
    return found == nodes_.end() ? Endpoint::none : found->second;
}

}  // namespace policy
