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

void add_slices(const EndpointsObject& object, const std::string& service,
                std::vector<policy::EndpointSlice>& slices) {
    for (policy::EndpointSlice slice : object.slices) {
        slice.ns = object.metadata.ns;
        slice.name = object.metadata.name;
        slice.service = service;
        slices.push_back(std::move(slice));
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

}  // namespace

std::vector<policy::EndpointSlice> slices_of(const std::vector<const ServiceObject*>& services,
                                             const std::vector<EndpointsObject>& endpoint_slices,
                                             const std::vector<EndpointsObject>& endpoints) {
    std::set<FullName> without_selector;
    for (const ServiceObject* object : services) {
        const bool external = object->service.type == policy::ServiceType::ExternalName;
        if (object->service.selector || external) continue;
        without_selector.emplace(object->metadata.ns, object->metadata.name);
    }
    std::vector<policy::EndpointSlice> slices;
    std::set<FullName> with_slices;
    for (const EndpointsObject& object : endpoint_slices) {
        const FullName service(object.metadata.ns, label(object.metadata, service_label));
        if (without_selector.count(service) == 0) continue;
        with_slices.insert(service);
        add_slices(object, service.second, slices);
    }
    for (const EndpointsObject& object : endpoints) {
        const FullName service(object.metadata.ns, object.metadata.name);
        if (without_selector.count(service) == 0 || with_slices.count(service) > 0) continue;
        if (label(object.metadata, skip_mirror_label) == "true") continue;
        add_slices(object, service.second, slices);
    }
    return slices;
}

policy::Service service_of(const ServiceObject& object) {
    policy::Service service = object.service;
    service.ns = object.metadata.ns;
    service.name = object.metadata.name;
    service.labels = object.metadata.labels;
    return service;
}

void warn_of_target_names(const std::vector<const ServiceObject*>& objects,
                          const policy::World& world, Findings& findings) {
    if (objects.empty()) return;
    const policy::EndpointIndex index(world);
    for (const ServiceObject* object : objects) {
        const policy::Service service = service_of(*object);
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
                object->target_places[p],
                "no pod that Service \"" + service.ns + "/" + service.name +
                    "\" selects declares a " + protocol + " port named \"" + *name + "\"",
                names.empty() ? "they name no " + protocol + " port" : "they name " + names);
        }
    }
}

void add_services(Objects& objects, const ServiceRange& range, policy::World& world,
                  Findings& findings) {
    give_service_addresses(objects.services, range, findings);
    std::vector<const ServiceObject*> services;
    for (const ServiceObject& object : objects.services) {
        services.push_back(&object);
        world.services.push_back(service_of(object));
    }
    world.endpoint_slices = slices_of(services, objects.endpoint_slices, objects.endpoints);
    warn_of_target_names(services, world, findings);
}

}  // namespace scenario
