// SPDX-License-Identifier: MIT
// Selection's ends that are no pods: services, nodes, DNS names.
#include <algorithm>

#include "policy/model/pattern.h"
#include "sim/scenario/dns_names.h"
#include "sim/scenario/selection.h"

namespace scenario {
namespace {

bool has_v4(const policy::Service& service) {
    const auto& ips = service.cluster_ips;
    return std::any_of(ips.begin(), ips.end(), [](const auto& ip) { return ip.is_v4(); });
}

// Why nothing can be sent to a service itself.
std::string why_no_address(const policy::Service& service) {
    if (service.type == policy::ServiceType::ExternalName) {
        return "is an ExternalName: it has no address of its own";
    }
    if (service.headless) return "is headless: it has no address of its own";
    return "has no IPv4 address, and IPv6 is not sent in this version";
}

std::size_t characters_before(const Place& place, std::size_t length) {
    return place.length >= length ? place.length - length : 0;
}

}  // namespace

End Selection::service_end(std::size_t index) const {
    const auto number = static_cast<std::uint32_t>(index);
    return {End::Kind::Service, service_numbers_ == nullptr ? number : (*service_numbers_)[index]};
}

std::vector<End> Selection::find_services(const Reference& reference, const Place& place) const {
    std::vector<End> ends;
    if (!reference.is_pattern()) {
        const policy::Service* service = find_service(reference, place);
        if (service == nullptr) return ends;
        if (has_v4(*service)) {
            const auto index = static_cast<std::size_t>(service - world_.services.data());
            return {service_end(index)};
        }
        findings_.error(place, "Service \"" + service->name + "\" " + why_no_address(*service),
                        "name it as applications do: dns/" + service->name + "." + service->ns);
        return ends;
    }
    bool any_namespace = false;
    for (const auto& [ns, content] : namespaces_) {
        any_namespace = any_namespace || policy::fits_pattern(reference.ns, ns);
    }
    if (!any_namespace) {
        report_namespace(reference, place);
        return ends;
    }
    for (std::uint32_t i = 0; i < world_.services.size(); ++i) {
        const policy::Service& service = world_.services[i];
        const bool fitting = policy::fits_pattern(reference.ns, service.ns) &&
                             policy::fits_pattern(reference.name, service.name);
        if (fitting && has_v4(service)) ends.push_back(service_end(i));
    }
    if (ends.empty()) {
        report_not_found(place,
                         "\"" + reference.ns + "/service/" + reference.name +
                             "\" stands for no Service with an address",
                         "");
    }
    return ends;
}

const policy::Service* Selection::find_service(const Reference& reference,
                                               const Place& place) const {
    if (namespaces_.count(reference.ns) == 0) {
        report_namespace(reference, place);
        return nullptr;
    }
    std::vector<std::string> near;
    std::string elsewhere;
    for (const policy::Service& service : world_.services) {
        if (service.ns == reference.ns && service.name == reference.name) return &service;
        if (service.ns == reference.ns) near.push_back(service.name);
        if (service.name == reference.name && elsewhere.empty()) {
            elsewhere = "did you mean \"" + service.ns + "/service/" + service.name + "\"?";
        }
    }
    std::string help = did_you_mean(reference.name, near);
    if (is_at_another_time(reference)) help = at_another_time;
    const std::size_t length = characters(reference.name);
    report_not_found(part_of(place, characters_before(place, length), length),
                     "no Service \"" + reference.name + "\" in namespace \"" + reference.ns + "\"",
                     help.empty() ? elsewhere : help);
    return nullptr;
}

std::vector<End> Selection::find_nodes(const Reference& reference, const Place& place) const {
    std::vector<End> ends;
    std::vector<std::string> near;
    for (std::uint32_t i = 0; i < world_.nodes.size(); ++i) {
        near.push_back(world_.nodes[i].name);
        if (policy::fits_pattern(reference.name, world_.nodes[i].name))
            ends.push_back({End::Kind::Node, i});
    }
    if (!ends.empty()) return ends;
    std::string help = did_you_mean(reference.name, near);
    if (namespaces_.count("node") > 0) {
        help = "of an object in namespace \"node\" write node/kind/" + reference.name;
    } else if (help.empty() && !near.empty()) {
        help = near.size() == 1 ? "there is " + near.front()
                                : "there are " + near.front() + " to " + near.back();
    }
    report_not_found(part_of(place, 5, characters(reference.name)),
                     "unknown node \"" + reference.name + "\"", help);
    return ends;
}

std::vector<End> Selection::find_name(const Reference& reference, const Place& place) {
    if (const auto fault = name_fault(reference.name)) {
        findings_.error(part_of(place, 4, characters(reference.name)),
                        "\"" + reference.name + "\" is not a DNS name", *fault);
        return {};
    }
    const auto known = std::find(names_->begin(), names_->end(), reference.name);
    const auto index = static_cast<std::uint32_t>(known - names_->begin());
    if (known == names_->end()) names_->push_back(reference.name);
    return {{End::Kind::Name, index}};
}

std::vector<End> Selection::find_load_balancers(const Reference& reference,
                                                const Place& place) const {
    std::vector<End> ends;
    std::vector<std::string> near;
    const auto& balancers = world_.load_balancers;
    for (std::uint32_t i = 0; i < balancers.size(); ++i) {
        near.push_back("lb/" + balancers[i].ns + "/" + balancers[i].name);
        const bool fitting = policy::fits_pattern(reference.ns, balancers[i].ns) &&
                             policy::fits_pattern(reference.name, balancers[i].name) &&
                             (reference.kind.empty() || reference.kind == kind_of(balancers[i]));
        if (fitting) ends.push_back({End::Kind::LoadBalancer, i});
    }
    const std::string text = "lb/" + reference.ns + "/" + reference.name;
    if (ends.empty()) {
        std::string help = did_you_mean(text, near);
        if (help.empty()) {
            help =
                "one is made of each Service of type LoadBalancer, and of each Ingress of class "
                "alb";
        }
        report_not_found(place, "there is no load balancer \"" + text + "\"", help);
    } else if (ends.size() > 1 && !reference.is_pattern()) {
        findings_.error(place, "a Service and an Ingress have a load balancer of this name",
                        "write " + text + "[Service] or " + text + "[Ingress]");
        return {};
    }
    return ends;
}

}  // namespace scenario
