// SPDX-License-Identifier: MIT
#include "sim/scenario/api_server.h"

#include <algorithm>
#include <set>
#include <utility>

#include "sim/scenario/reference.h"

namespace scenario {
namespace {

constexpr std::uint16_t https = 443;
constexpr std::size_t usual_addresses = 2;

bool begins_with(const std::string& text, const std::string& start) {
    return text.compare(0, start.size(), start) == 0;
}

bool is_asked_for(const Node& node) {
    const auto reference = parse_reference(node.text);
    if (!reference) return false;
    if (reference->to == Reference::To::Name) {
        return reference->name == "kubernetes" ||
               begins_with(reference->name, "kubernetes.default");
    }
    return reference->kind == "Service" && reference->ns == "default" &&
           reference->name == "kubernetes";
}

bool is_it(const Metadata& metadata) {
    return metadata.ns == "default" && metadata.name == "kubernetes";
}

bool is_its_slice(const EndpointsObject& object) {
    const auto& labels = object.metadata.labels;
    const auto service = labels.find("kubernetes.io/service-name");
    return object.metadata.ns == "default" && service != labels.end() &&
           service->second == "kubernetes";
}

Metadata metadata_of_it() {
    Metadata metadata;
    metadata.ns = "default";
    metadata.name = "kubernetes";
    return metadata;
}

ServiceObject service(const Place& place, const ServiceRange& range) {
    ServiceObject object;
    object.metadata = metadata_of_it();
    object.metadata.labels = {{"component", "apiserver"}, {"provider", "kubernetes"}};
    object.service.cluster_ips = {policy::IpAddress::v4(range.cidr.first().v4_bits() + 1)};
    policy::ServicePort port;
    port.name = "https";
    port.port = https;
    port.target = https;
    port.position = place.at;
    object.service.ports.push_back(std::move(port));
    object.service.position = place.at;
    object.metadata.place = object.address_place = place;
    object.target_places.push_back(place);
    object.node_port_places.push_back(place);
    return object;
}

EndpointsObject slice(const std::vector<ApiServerAddress>& addresses) {
    EndpointsObject object;
    object.metadata = metadata_of_it();
    object.metadata.labels = {{"kubernetes.io/service-name", "kubernetes"}};
    policy::EndpointSlice made;
    made.ports.push_back({"https", policy::Protocol::TCP, https});
    for (const ApiServerAddress& address : addresses) {
        policy::SliceEndpoint endpoint;
        endpoint.addresses = {address.address};
        made.endpoints.push_back(std::move(endpoint));
    }
    object.slices.push_back(std::move(made));
    return object;
}

// Every address that somebody states.
std::set<policy::IpAddress> stated(const Network& network, const Objects& objects) {
    std::set<policy::IpAddress> taken;
    for (const Host& host : network.hosts) taken.insert(host.address);
    for (const NodeObject& node : objects.nodes) {
        taken.insert(node.addresses.begin(), node.addresses.end());
    }
    for (const PodObject& pod : objects.pods) {
        taken.insert(pod.addresses.begin(), pod.addresses.end());
    }
    return taken;
}

// As Amazon EKS places its interfaces: in two of the subnets of the cluster.
std::vector<ApiServerAddress> choose(const Place& place, const Cluster& cluster,
                                     const Network& network, const Objects& objects) {
    const std::set<policy::IpAddress> taken = stated(network, objects);
    std::vector<std::size_t> subnets;
    const auto& nodes = cluster.nodes;
    for (const PlannedNode& node : nodes.empty() ? default_nodes(network) : nodes) {
        const std::size_t subnet = node.worker.subnet;
        if (std::find(subnets.begin(), subnets.end(), subnet) == subnets.end()) {
            subnets.push_back(subnet);
        }
    }
    std::vector<ApiServerAddress> chosen;
    for (std::size_t i = 0; i < subnets.size() && i < usual_addresses; ++i) {
        const policy::Prefix& cidr = network.subnets[subnets[i]].cidr;
        const std::uint32_t size = std::uint32_t{1} << static_cast<unsigned>(32 - cidr.length());
        // The last address is AWS' own.
        for (std::uint32_t offset = size - 2; offset >= 4; --offset) {
            const auto address = policy::IpAddress::v4(cidr.first().v4_bits() + offset);
            if (taken.count(address) > 0) continue;
            chosen.push_back({address, place});
            break;
        }
    }
    return chosen;
}

// The addresses of slices that were read, with their ports.
std::vector<std::pair<policy::IpAddress, std::uint16_t>> ends_of(
    const std::vector<EndpointsObject>& objects, bool (*is_one)(const EndpointsObject&)) {
    std::vector<std::pair<policy::IpAddress, std::uint16_t>> ends;
    for (const EndpointsObject& object : objects) {
        if (!is_one(object)) continue;
        for (const policy::EndpointSlice& each : object.slices) {
            if (each.ports.empty() || !each.ports.front().port) continue;
            for (const policy::SliceEndpoint& endpoint : each.endpoints) {
                ends.emplace_back(endpoint.addresses.front(), *each.ports.front().port);
            }
        }
    }
    return ends;
}

bool is_its_endpoints(const EndpointsObject& object) {
    return is_it(object.metadata);
}

// What answers at the address.
void add_host(const policy::IpAddress& address, std::uint16_t port, const Place& place,
              Network& network) {
    const auto has = [&](const auto& same) {
        return std::any_of(network.hosts.begin(), network.hosts.end(), same);
    };
    if (!address.is_v4() || has([&](const Host& host) { return host.address == address; })) return;
    Host host;
    std::size_t number = 0;
    do {
        host.name = "api-server-" + std::to_string(++number);
    } while (has([&](const Host& other) { return other.name == host.name; }));
    host.address = address;
    host.listen = {{policy::Protocol::TCP, port}};
    host.position = place.at;
    network.hosts.push_back(std::move(host));
    network.host_places.push_back(place);
}

}  // namespace

std::optional<Place> place_of_api_server(const Cluster& cluster, const Span<const Node*>& flows) {
    if (!cluster.api_server.empty()) return cluster.api_server.front().place;
    for (const Node* flow : flows) {
        const Entry* to = flow->find("to");
        if (to == nullptr) continue;
        if (to->value->kind == Node::Kind::Scalar && is_asked_for(*to->value)) {
            return to->value->place;
        }
        for (const Node* item : to->value->items) {
            if (is_asked_for(*item)) return item->place;
        }
    }
    return std::nullopt;
}

void add_api_server(const Place& place, const Cluster& cluster, Network& network, Objects& objects,
                    std::vector<std::string>& notes, Findings& findings) {
    const auto is_service = [](const ServiceObject& object) { return is_it(object.metadata); };
    const bool has_service =
        std::any_of(objects.services.begin(), objects.services.end(), is_service);
    auto ends = ends_of(objects.endpoint_slices, is_its_slice);
    if (ends.empty()) ends = ends_of(objects.endpoints, is_its_endpoints);
    if (!ends.empty() && !cluster.api_server.empty()) {
        findings.error(cluster.api_server.front().place,
                       "the manifests say where the API server is",
                       "leave cluster.apiServer out, or the Endpoints of default/kubernetes");
        return;
    }
    if (!has_service)
        objects.services.insert(objects.services.begin(), service(place, cluster.services));
    for (const auto& [address, port] : ends) add_host(address, port, place, network);
    if (!ends.empty()) return;
    const std::vector<ApiServerAddress> addresses =
        cluster.api_server.empty() ? choose(place, cluster, network, objects) : cluster.api_server;
    objects.endpoint_slices.push_back(slice(addresses));
    std::string text;
    for (const ApiServerAddress& each : addresses) {
        text += (text.empty() ? "" : ", ") + each.address.text();
        add_host(each.address, https, each.place, network);
    }
    notes.push_back(
        "the API server is at " + text +
        (has_service ? "" : ", behind Service default/kubernetes, as Amazon EKS has it"));
}

}  // namespace scenario
