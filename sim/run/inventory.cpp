// SPDX-License-Identifier: MIT
#include "sim/run/inventory.h"

#include <algorithm>
#include <string>
#include <utility>

#include "sim/cluster/cluster.h"
#include "sim/cluster/reasons.h"
#include "sim/scenario/load_balancers.h"

namespace sim {
namespace {

using results::Id;

std::vector<std::pair<std::string, std::string>> rows_of(const policy::Labels& labels) {
    return {labels.begin(), labels.end()};
}

std::string address_text(const std::vector<policy::IpAddress>& addresses) {
    std::string text;
    for (const policy::IpAddress& address : addresses) {
        text += (text.empty() ? "" : ",") + address.text();
    }
    return text;
}

template <typename Things>
std::map<std::string, Id> ids_by_name(const Things& things) {
    std::map<std::string, Id> ids;
    for (const auto& thing : things) {
        ids.emplace(thing.name, static_cast<Id>(ids.size()));
    }
    return ids;
}

Id find_or_none(const std::map<std::string, Id>& ids, const std::string& name) {
    const auto found = ids.find(name);
    return found == ids.end() ? results::none : found->second;
}

void write_network(const scenario::Scenario& scenario, results::Writer& writer) {
    Id id = 0;
    for (const scenario::Subnet& subnet : scenario.subnets) {
        writer.add(results::Subnet{id++, scenario.vpcs[subnet.vpc].name, subnet.name,
                                   subnet.cidr.text(), subnet.zone, subnet.is_public});
    }
    for (std::size_t node = 0; node < scenario.world.nodes.size(); ++node) {
        const policy::Node& machine = scenario.world.nodes[node];
        const scenario::Worker& worker = scenario.workers[node];
        writer.add(results::Node{static_cast<Id>(node), machine.name,
                                 address_text(machine.addresses), worker.instance_type,
                                 static_cast<Id>(worker.subnet)});
    }
}

void write_namespaces(const policy::World& world, results::Writer& writer) {
    Id id = 0;
    for (const policy::Namespace& ns : world.namespaces) {
        writer.add(results::Namespace{id++, ns.name, rows_of(ns.labels)});
    }
}

void write_pods(const scenario::Scenario& scenario, results::Writer& writer) {
    const policy::World& world = scenario.world;
    const auto namespaces = ids_by_name(world.namespaces);
    const auto nodes = ids_by_name(world.nodes);
    std::map<std::tuple<Id, std::string, std::string>, Id> workloads;
    for (std::size_t index = 0; index < scenario.pod_count(); ++index) {
        const policy::Pod& pod = scenario.pod(index);
        const Id ns = find_or_none(namespaces, pod.ns);
        const auto [workload, is_new] =
            workloads.emplace(std::tuple(ns, pod.workload.kind, pod.workload.name),
                              static_cast<Id>(workloads.size()));
        if (is_new) {
            writer.add(
                results::Workload{workload->second, ns, pod.workload.kind, pod.workload.name});
        }
        writer.add(results::Endpoint{static_cast<Id>(index), "Pod", pod_ref(pod),
                                     address_text(pod.addresses), ns, workload->second,
                                     find_or_none(nodes, pod.node), rows_of(pod.labels)});
    }
}

void write_hosts(const scenario::Scenario& scenario, results::Writer& writer) {
    auto id = static_cast<Id>(scenario.pod_count());
    for (const scenario::Host& host : scenario.hosts) {
        results::Endpoint row;
        row.id = id++;
        row.kind = "Host";
        row.ref = host_ref(host);
        row.ip = host.address.text();
        writer.add(row);
    }
}

void write_nodes_as_ends(const scenario::Scenario& scenario, results::Writer& writer) {
    for (std::uint32_t i = 0; i < scenario.world.nodes.size(); ++i) {
        const policy::Node& node = scenario.world.nodes[i];
        results::Endpoint row;
        row.id = endpoint_id(scenario, {scenario::End::Kind::Node, i});
        row.kind = "Node";
        row.ref = "node/" + node.name;
        row.ip = address_text(node.addresses);
        row.node = static_cast<Id>(i);
        writer.add(row);
    }
}

void write_services(const scenario::Scenario& scenario, results::Writer& writer) {
    const auto namespaces = ids_by_name(scenario.world.namespaces);
    for (std::uint32_t i = 0; i < scenario.service_count(); ++i) {
        const policy::Service& service = scenario.service(i);
        results::Endpoint row;
        row.id = endpoint_id(scenario, {scenario::End::Kind::Service, i});
        row.kind = "Service";
        row.ref = service.ns + "/" + service.name + "[Service]";
        row.ip = address_text(service.cluster_ips);
        row.ns = find_or_none(namespaces, service.ns);
        row.labels = rows_of(service.labels);
        writer.add(row);
    }
}

void write_names(const scenario::Scenario& scenario, results::Writer& writer) {
    for (std::uint32_t i = 0; i < scenario.names.size(); ++i) {
        results::Endpoint row;
        row.id = endpoint_id(scenario, {scenario::End::Kind::Name, i});
        row.kind = "Name";
        row.ref = "dns/" + scenario.names[i];
        writer.add(row);
    }
}

void write_load_balancers(const scenario::Scenario& scenario, results::Writer& writer) {
    const auto namespaces = ids_by_name(scenario.world.namespaces);
    for (std::uint32_t i = 0; i < scenario.world.load_balancers.size(); ++i) {
        const policy::LoadBalancer& balancer = scenario.world.load_balancers[i];
        results::Endpoint row;
        row.id = endpoint_id(scenario, {scenario::End::Kind::LoadBalancer, i});
        row.kind = "LoadBalancer";
        row.ref = scenario::load_balancer_ref(balancer);
        std::vector<policy::IpAddress> addresses;
        for (const auto& each : balancer.addresses) addresses.push_back(each.address);
        row.ip = address_text(addresses);
        row.ns = find_or_none(namespaces, balancer.ns);
        writer.add(row);
    }
}

}  // namespace

void write_inventory(const scenario::Scenario& scenario, results::Writer& writer) {
    for (const scenario::Input& input : scenario.inputs) {
        writer.add(results::Input{input.path, input.text, {}});
    }
    write_namespaces(scenario.world, writer);
    write_network(scenario, writer);
    write_pods(scenario, writer);
    write_hosts(scenario, writer);
    write_nodes_as_ends(scenario, writer);
    write_services(scenario, writer);
    write_names(scenario, writer);
    write_load_balancers(scenario, writer);
    for (const ReasonRow& reason : all_reasons()) {
        writer.add(results::Reason{static_cast<Id>(reason.id), std::string(reason.code),
                                   std::string(reason.meaning)});
    }
    Id id = 0;
    for (const scenario::TimelineEvent& event : scenario.timeline) {
        writer.add(results::Event{id++, event.at.count(), event.text});
    }
}

Id endpoint_id(const scenario::Scenario& scenario, const scenario::End& end) {
    using Kind = scenario::End::Kind;
    std::size_t first = 0;
    if (end.kind != Kind::Pod) {
        first += scenario.pod_count();
    }
    if (end.kind != Kind::Pod && end.kind != Kind::Host) {
        first += scenario.hosts.size();
    }
    if (end.kind != Kind::Pod && end.kind != Kind::Host && end.kind != Kind::Node) {
        first += scenario.world.nodes.size();
    }
    if (end.kind == Kind::Name || end.kind == Kind::LoadBalancer) {
        first += scenario.service_count();
    }
    if (end.kind == Kind::LoadBalancer) {
        first += scenario.names.size();
    }
    return static_cast<Id>(first + end.index);
}

std::unordered_map<policy::IpAddress, Id> endpoints_by_address(const scenario::Scenario& scenario) {
    std::unordered_map<policy::IpAddress, Id> ids;
    const auto add = [&](const policy::IpAddress& address, scenario::End::Kind kind,
                         std::size_t index) {
        ids.emplace(address, endpoint_id(scenario, {kind, static_cast<std::uint32_t>(index)}));
    };
    for (std::size_t i = 0; i < scenario.pod_count(); ++i) {
        const policy::Pod& pod = scenario.pod(i);
        for (const policy::IpAddress& address : pod.addresses) {
            if (!pod.finished()) {
                add(address, scenario::End::Kind::Pod, i);
            }
        }
    }
    for (std::size_t i = 0; i < scenario.hosts.size(); ++i) {
        add(scenario.hosts[i].address, scenario::End::Kind::Host, i);
    }
    for (std::size_t i = 0; i < scenario.world.nodes.size(); ++i) {
        for (const policy::IpAddress& address : scenario.world.nodes[i].addresses) {
            add(address, scenario::End::Kind::Node, i);
        }
    }
    for (std::size_t i = 0; i < scenario.service_count(); ++i) {
        for (const policy::IpAddress& address : scenario.service(i).cluster_ips) {
            add(address, scenario::End::Kind::Service, i);
        }
    }
    for (const policy::Interface& interface : scenario.network.interfaces) {
        for (const policy::PublicAddress& each : interface.publics) {
            const auto inside = ids.find(each.inside);
            if (inside != ids.end()) ids.emplace(each.outside, inside->second);
        }
    }
    for (std::size_t i = 0; i < scenario.world.load_balancers.size(); ++i) {
        for (const auto& each : scenario.world.load_balancers[i].addresses) {
            add(each.address, scenario::End::Kind::LoadBalancer, i);
            if (each.outside) add(*each.outside, scenario::End::Kind::LoadBalancer, i);
        }
    }
    return ids;
}

void RuleBook::add(const policy::NetworkPolicy& policy, const policy::World& world) {
    const auto cause_at = [&](policy::Direction direction, std::string path,
                              std::optional<int> rule, const policy::Position& position) {
        return policy::Cause{"NetworkPolicy",
                             policy.ns,
                             policy.name,
                             direction,
                             std::move(path),
                             rule,
                             world.files.empty() ? "" : world.files[position.file],
                             position.line};
    };
    for (const auto direction : {policy::Direction::ToPod, policy::Direction::FromPod}) {
        const bool ingress = direction == policy::Direction::ToPod;
        const auto& types = policy.policy_types;
        if (std::find(types.begin(), types.end(), ingress ? "Ingress" : "Egress") == types.end()) {
            continue;  // its rules in this direction have no effect
        }
        id(cause_at(direction, "spec.podSelector", std::nullopt, policy.pod_selector_position));
        const auto& rules = ingress ? policy.ingress : policy.egress;
        for (std::size_t i = 0; i < rules.size(); ++i) {
            const std::string path =
                (ingress ? "spec.ingress[" : "spec.egress[") + std::to_string(i) + "]";
            const auto rule = static_cast<int>(i);
            if (rules[i].peers.empty()) {
                id(cause_at(direction, path, rule, rules[i].position));
            }
            for (std::size_t j = 0; j < rules[i].peers.size(); ++j) {
                id(cause_at(direction,
                            path + (ingress ? ".from[" : ".to[") + std::to_string(j) + "]", rule,
                            rules[i].peers[j].position));
            }
        }
    }
}

Id RuleBook::id(const policy::Cause& cause) {
    const auto [found, is_new] = ids_.emplace(cause, static_cast<Id>(ids_.size()));
    if (is_new) {
        writer_.add(results::Rule{found->second, cause.kind, cause.ns, cause.name,
                                  std::string(api_name(cause.direction)), cause.path,
                                  cause.rule.value_or(-1), cause.file, cause.line});
    }
    return found->second;
}

}  // namespace sim
