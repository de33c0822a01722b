// SPDX-License-Identifier: MIT
#include "sim/scenario/load_balancers.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "sim/scenario/network/free_addresses.h"
#include "sim/scenario/objects/load_balancer_reader.h"

namespace scenario {
namespace {

using policy::LoadBalancer;
using policy::TargetGroup;

const policy::Service* service_of(const policy::World& world, const LoadBalancer& balancer,
                                  const TargetGroup& target) {
    const auto found = std::find_if(
        world.services.begin(), world.services.end(), [&](const policy::Service& service) {
            return service.ns == balancer.ns && service.name == target.service;
        });
    return found == world.services.end() ? nullptr : &*found;
}

const policy::ServicePort* port_of(const policy::Service& service, const TargetGroup& target) {
    for (const policy::ServicePort& port : service.ports) {
        const auto* name = std::get_if<std::string>(&target.port);
        const bool is_it = name != nullptr ? port.name == *name
                                           : port.port == std::get<std::uint16_t>(target.port);
        if (is_it) return &port;
    }
    return nullptr;
}

std::string text(const TargetGroup& target) {
    const auto* name = std::get_if<std::string>(&target.port);
    return name != nullptr ? *name : std::to_string(std::get<std::uint16_t>(target.port));
}

// An Ingress's backend: its type where the Service says it, and what is missing.
void settle_target(const LoadBalancer& balancer, policy::ListenerRule& rule, const Objects& objects,
                   const policy::World& world, const Place& place, Findings& findings) {
    TargetGroup& target = rule.target;
    for (const ServiceObject& object : objects.services) {
        const bool is_it =
            object.metadata.ns == balancer.ns && object.metadata.name == target.service;
        if (!is_it) continue;
        if (const auto type = alb_target_type(object.metadata, findings)) target.type = *type;
    }
    const policy::Service* service = service_of(world, balancer, target);
    const policy::ServicePort* port = service == nullptr ? nullptr : port_of(*service, target);
    const std::string who = "Service \"" + balancer.ns + "/" + target.service + "\"";
    const std::string of = rule.path + ": ";
    if (service == nullptr) {
        findings.warning(place, of + "there is no " + who, "the load balancer answers 503 itself");
    } else if (port == nullptr) {
        findings.warning(place, of + who + " has no port " + text(target),
                         "the load balancer answers 503 itself");
    } else if (target.type == TargetGroup::Type::Instance && port->node_port == 0) {
        findings.warning(place, of + who + " has no node port, and targets are nodes",
                         "make it of type NodePort, or set alb.ingress.kubernetes.io/target-type: "
                         "ip");
    }
}

}  // namespace

void add_load_balancers(Objects& objects, policy::World& world, Findings& findings) {
    for (const ServiceObject& object : objects.services) {
        if (!object.load_balancer) continue;
        LoadBalancer balancer = *object.load_balancer;
        balancer.ns = object.metadata.ns;
        balancer.name = object.metadata.name;
        for (policy::Listener& listener : balancer.listeners) {
            listener.rules.front().target.service = balancer.name;
        }
        world.load_balancers.push_back(std::move(balancer));
    }
    for (const IngressObject& object : objects.ingresses) {
        if (!object.load_balancer) continue;
        LoadBalancer balancer = *object.load_balancer;
        balancer.ns = object.metadata.ns;
        balancer.name = object.metadata.name;
        for (policy::Listener& listener : balancer.listeners) {
            for (policy::ListenerRule& rule : listener.rules) {
                settle_target(balancer, rule, objects, world, object.metadata.place, findings);
            }
        }
        world.load_balancers.push_back(std::move(balancer));
    }
}

void give_load_balancer_addresses(Scenario& scenario) {
    policy::World& world = scenario.world;
    for (std::size_t i = 0; i < world.nodes.size(); ++i) {
        const std::string& zone = scenario.subnets[scenario.workers[i].subnet].zone;
        if (!zone.empty()) world.nodes[i].labels.emplace(policy::zone_label, zone);
    }
    if (world.load_balancers.empty() || scenario.workers.empty()) return;
    const std::size_t vpc = scenario.subnets[scenario.workers.front().subnet].vpc;
    FreeAddresses free(scenario);
    for (LoadBalancer& balancer : world.load_balancers) {
        std::set<std::string> zones;
        for (const Subnet& subnet : scenario.subnets) {
            if (subnet.vpc != vpc || subnet.is_public != balancer.internet_facing) continue;
            if (!zones.insert(subnet.zone).second) continue;
            if (const auto address = free.highest_in(subnet.cidr)) {
                balancer.addresses.push_back({*address, subnet.zone});
            }
        }
        if (!balancer.addresses.empty()) continue;
        scenario.notes.push_back(load_balancer_ref(balancer) + " has no address: there is no " +
                                 (balancer.internet_facing ? "public" : "private") +
                                 " subnet for it");
    }
}

bool is_met_from_outside(const LoadBalancer& balancer, const std::vector<End>& from,
                         const Place& place, Findings& findings) {
    const bool from_inside = std::any_of(
        from.begin(), from.end(), [](const End& end) { return end.kind != End::Kind::Host; });
    if (!balancer.internet_facing || !from_inside) return true;
    findings.error(place,
                   load_balancer_ref(balancer) +
                       " faces the internet: from inside the VPC it is met by its public "
                       "addresses, which are not modelled in this version",
                   "make it internal, or ask from a host");
    return false;
}

std::optional<ListenerAsked> listener_asked(const LoadBalancer& balancer,
                                            std::optional<policy::Protocol> protocol,
                                            std::optional<std::uint16_t> port,
                                            const std::vector<End>& from, const Place& place,
                                            Findings& findings) {
    const std::string who = load_balancer_ref(balancer);
    if (balancer.addresses.empty()) {
        findings.error(place, who + " has no address",
                       std::string("it needs a subnet with `public: ") +
                           (balancer.internet_facing ? "true`" : "false`"));
        return std::nullopt;
    }
    if (!is_met_from_outside(balancer, from, place, findings)) return std::nullopt;
    if (protocol == policy::Protocol::ICMP) return ListenerAsked{*protocol, 0};
    if (port) return ListenerAsked{protocol.value_or(policy::Protocol::TCP), *port};
    std::vector<ListenerAsked> found;
    std::string all;
    for (const policy::Listener& listener : balancer.listeners) {
        if (protocol && *protocol != listener.protocol) continue;
        found.push_back({listener.protocol, listener.port});
        all += (all.empty() ? "" : ", ") + policy::text(listener.protocol) + "/" +
               std::to_string(listener.port);
    }
    if (found.size() == 1) return found.front();
    findings.error(
        place,
        who + (found.empty() ? " has no listener for that" : " has several listeners: which?"),
        found.empty() ? "" : "it has " + all);
    return std::nullopt;
}

const LoadBalancer* load_balancer_named(const policy::World& world, const std::string& name) {
    const auto found = std::find_if(
        world.load_balancers.begin(), world.load_balancers.end(), [&](const LoadBalancer& each) {
            return std::find(each.names.begin(), each.names.end(), name) != each.names.end();
        });
    return found == world.load_balancers.end() ? nullptr : &*found;
}

void read_request(ObjectReader& reader, Flow& flow, Findings& findings) {
    flow.host = reader.string("host").value_or("");
    const Node* path = reader.find("path");
    if (path == nullptr) return;
    flow.path = read_string(*path, findings).value_or("/");
    if (flow.path.empty() || flow.path.front() != '/') {
        findings.error(path->place, "a path begins with '/'");
    }
}

std::string load_balancer_ref(const LoadBalancer& balancer) {
    return "lb/" + balancer.ns + "/" + balancer.name + "[" + policy::kind_of(balancer) + "]";
}

}  // namespace scenario
