// SPDX-License-Identifier: MIT
#include "sim/scenario/services.h"

#include <algorithm>
#include <set>
#include <utility>

#include "policy/services/endpoints.h"

namespace scenario {
namespace {

constexpr const char* service_label = "kubernetes.io/service-name";
constexpr const char* skip_mirror_label = "endpointslice.kubernetes.io/skip-mirror";

using FullName = std::pair<std::string, std::string>;  // namespace, name

std::string label(const Metadata& metadata, const char* key) {
    const auto found = metadata.labels.find(key);
    return found == metadata.labels.end() ? std::string() : found->second;
}

void add_slices(EndpointsObject& object, const std::string& service, policy::World& world) {
    for (policy::EndpointSlice& slice : object.slices) {
        slice.ns = object.metadata.ns;
        slice.name = object.metadata.name;
        slice.service = service;
        world.endpoint_slices.push_back(std::move(slice));
    }
}

void add_endpoints(Objects& objects, policy::World& world) {
    std::set<FullName> without_selector;
    for (const policy::Service& service : world.services) {
        const bool external = service.type == policy::ServiceType::ExternalName;
        if (!service.selector && !external) without_selector.emplace(service.ns, service.name);
    }
    std::set<FullName> with_slices;
    for (EndpointsObject& object : objects.endpoint_slices) {
        const FullName service(object.metadata.ns, label(object.metadata, service_label));
        if (without_selector.count(service) == 0) continue;
        with_slices.insert(service);
        add_slices(object, service.second, world);
    }
    for (EndpointsObject& object : objects.endpoints) {
        const FullName service(object.metadata.ns, object.metadata.name);
        if (without_selector.count(service) == 0 || with_slices.count(service) > 0) continue;
        if (label(object.metadata, skip_mirror_label) == "true") continue;
        add_slices(object, service.second, world);
    }
}

std::string port_names(const policy::World& world, const std::vector<std::uint32_t>& pods,
                       policy::Protocol protocol) {
    std::set<std::string> names;
    for (const std::uint32_t pod : pods) {
        for (const policy::ContainerPort& port : world.pods[pod].ports) {
            if (port.protocol == protocol && !port.name.empty()) names.insert(port.name);
        }
    }
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

void warn_of_target_names(const std::vector<ServiceObject>& objects, const policy::World& world,
                          Findings& findings) {
    const policy::EndpointIndex index(world);
    for (std::size_t s = 0; s < objects.size(); ++s) {
        const policy::Service& service = world.services[s];
        if (service.type == policy::ServiceType::ExternalName) continue;
        for (std::size_t p = 0; p < service.ports.size(); ++p) {
            const policy::ServicePort& port = service.ports[p];
            const auto* name = std::get_if<std::string>(&port.target);
            if (name == nullptr) continue;
            const auto pods = index.selected(service);
            const bool known = std::any_of(pods.begin(), pods.end(), [&](std::uint32_t pod) {
                return policy::EndpointIndex::target_port(world.pods[pod], port) != 0;
            });
            if (known || pods.empty()) continue;
            const std::string names = port_names(world, pods, port.protocol);
            const std::string protocol = policy::text(port.protocol);
            findings.warning(
                objects[s].target_places[p],
                "no pod that Service \"" + service.ns + "/" + service.name +
                    "\" selects declares a " + protocol + " port named \"" + *name + "\"",
                names.empty() ? "they name no " + protocol + " port" : "they name " + names);
        }
    }
}

}  // namespace

void add_services(Objects& objects, const ServiceRange& range, policy::World& world,
                  Findings& findings) {
    give_service_addresses(objects.services, range, findings);
    for (ServiceObject& object : objects.services) {
        policy::Service service = std::move(object.service);
        service.ns = object.metadata.ns;
        service.name = object.metadata.name;
        service.labels = object.metadata.labels;
        world.services.push_back(std::move(service));
    }
    add_endpoints(objects, world);
    if (!objects.services.empty()) warn_of_target_names(objects.services, world, findings);
}

}  // namespace scenario
