// SPDX-License-Identifier: MIT
#include "sim/scenario/inventory.h"

#include <set>
#include <utility>

#include "sim/scenario/address_plan.h"
#include "sim/scenario/load_balancers.h"
#include "sim/scenario/network/branch_interfaces.h"
#include "sim/scenario/network/network_plan.h"
#include "sim/scenario/network/pod_subnets.h"
#include "sim/scenario/objects/pods.h"
#include "sim/scenario/schedule.h"
#include "sim/scenario/services.h"
#include "sim/scenario/timeline.h"
#include "sim/scenario/timeline_player.h"

namespace scenario {
namespace {

std::vector<PlannedNode> choose_nodes(const Objects& objects, const Cluster& cluster,
                                      const Network& network, Scenario& scenario) {
    if (!cluster.nodes.empty()) {
        if (!objects.nodes.empty()) {
            scenario.notes.emplace_back("Node objects are not used: cluster.nodes names the nodes");
        }
        return cluster.nodes;
    }
    return objects.nodes.empty() ? default_nodes(network) : nodes_of(objects.nodes, network);
}

class NamespaceAdder {
  public:
    NamespaceAdder(policy::World& world, std::vector<std::string>& notes)
        : world_(world), notes_(notes) {
        for (const auto& ns : world.namespaces) known_.insert(ns.name);
    }

    void add(const std::string& name) {
        if (!known_.insert(name).second) return;
        policy::Namespace ns;
        ns.name = name;
        ns.assumed = true;
        policy::ensure_name_label(ns);
        world_.namespaces.push_back(std::move(ns));
    }
    void add_noted(const std::string& name) {
        if (known_.count(name) > 0) return;
        add(name);
        noted_.push_back(name);
    }
    // One note for each, or for all where they are many.
    void write_notes() const {
        constexpr std::size_t many = 6;
        if (noted_.size() >= many) {
            notes_.push_back(std::to_string(noted_.size()) +
                             " namespaces have no Namespace object; they are assumed to have no "
                             "labels but their names: " +
                             noted_[0] + ", " + noted_[1] + ", " + noted_[2] + " ...");
            return;
        }
        for (const std::string& name : noted_) {
            notes_.push_back("namespace \"" + name +
                             "\" has no Namespace object; it is assumed to have no labels but its "
                             "name");
        }
    }

  private:
    policy::World& world_;
    std::vector<std::string>& notes_;
    std::set<std::string> known_;
    std::vector<std::string> noted_;
};

void add_probes(const PlannedPod& planned, std::size_t number, std::vector<Probe>& probes,
                Findings& findings) {
    for (const ReadinessProbe& probe : planned.probes) {
        if (probe.port == 0) {  // once for each pod that is made
            findings.warning(probe.port_place,
                             "pod \"" + planned.pod.ns + "/" + planned.pod.name +
                                 "\" is not probed: its container has no port of this name");
            continue;
        }
        probes.push_back({static_cast<std::uint32_t>(number), probe.port, probe.initial_delay,
                          probe.period, probe.timeout, probe.success_threshold,
                          probe.failure_threshold});
    }
}

// Services of the start and later ones. Warns of those of the start, and of each change when it
// comes.
void add_services(const Played& played, const Objects& objects, Scenario& scenario,
                  Findings& findings) {
    std::vector<const ServiceObject*> at_start;
    for (std::size_t i = 0; i < objects.services.size(); ++i) {
        at_start.push_back(&played.services[i]);
        scenario.world.services.push_back(service_of(played.services[i]));
    }
    scenario.world.endpoint_slices =
        slices_of(at_start, objects.endpoint_slices, objects.endpoints);
    warn_of_target_names(at_start, scenario.world, findings);
    for (const std::size_t version : played.later) {
        scenario.later_services.push_back(service_of(played.services[version]));
    }
    if (played.states.empty()) return;
    Moment moment = moment_of(scenario.world);
    auto version = played.states.begin();
    for (const TimelineEvent& event : played.events) {
        happen(event.changes, moment);
        std::vector<const ServiceObject*> changed;
        for (std::size_t i = 0; i < event.changes.services.size(); ++i) {
            changed.push_back(&played.services[*version++]);
        }
        warn_of_target_names(changed, moment.world, findings);
    }
}

}  // namespace

policy::Namespace namespace_of(const NamespaceObject& object) {
    policy::Namespace ns;
    ns.name = object.metadata.name;
    ns.labels = object.metadata.labels;
    ns.in_error = object.metadata.in_error;
    ns.position = object.metadata.place.at;
    policy::ensure_name_label(ns);
    return ns;
}

void add_namespaces(const Objects& objects, const std::vector<TimelineEvent>& timeline,
                    policy::World& world, std::vector<std::string>& notes) {
    for (const NamespaceObject& object : objects.namespaces) {
        world.namespaces.push_back(namespace_of(object));
    }
    NamespaceAdder adder(world, notes);
    adder.add("default");
    adder.add("kube-system");
    for (const policy::Pod& pod : world.pods) adder.add_noted(pod.ns);
    for (const WorkloadObject& workload : objects.workloads) adder.add_noted(workload.metadata.ns);
    for (const policy::Service& service : world.services) adder.add_noted(service.ns);
    for (const policy::NetworkPolicy& policy : world.policies) adder.add_noted(policy.ns);
    for (const TimelineEvent& event : timeline) {
        const Changes& changes = event.changes;
        for (const policy::Namespace& ns : changes.namespaces) adder.add(ns.name);
        for (const policy::NetworkPolicy& policy : changes.policies) adder.add_noted(policy.ns);
        for (const PodState& state : changes.pods) adder.add_noted(state.pod.ns);
        for (const ServiceState& state : changes.services) adder.add_noted(state.service.ns);
    }
    adder.write_notes();
    // It may be any of those that have no object.
    for (policy::Namespace& ns : world.namespaces) {
        ns.in_error = ns.in_error || (ns.assumed && objects.lost_namespace);
    }
}

void build_inventory(Objects& objects, const std::vector<TimelineEntry>& timeline,
                     const Cluster& cluster, const Network& network, Scenario& scenario,
                     Findings& findings) {
    std::vector<PlannedNode> nodes = choose_nodes(objects, cluster, network, scenario);
    choose_pod_subnets(objects, cluster, network, nodes, findings);
    std::vector<std::string> names;
    names.reserve(nodes.size());
    for (const PlannedNode& planned : nodes) names.push_back(planned.node.name);
    std::vector<PlannedPod> pods = plan_pods(objects, names, findings);
    schedule(pods, nodes, scenario.notes, findings);
    const std::size_t pods_at_start = pods.size();
    Played played = play(timeline, objects, std::move(pods), nodes, findings);
    give_addresses(nodes, played.pods, network, findings);
    give_service_addresses(played.services, cluster.services, findings);
    settle(played);
    for (PlannedNode& planned : nodes) {
        scenario.world.nodes.push_back(std::move(planned.node));
        scenario.workers.push_back(std::move(planned.worker));
    }
    for (std::size_t i = 0; i < played.pods.size(); ++i) {
        if (cluster.probes) add_probes(played.pods[i], i, scenario.probes, findings);
        auto& there = i < pods_at_start ? scenario.world.pods : scenario.later_pods;
        there.push_back(played.pods[i].pod);
    }
    for (PolicyObject& object : objects.policies) {
        scenario.world.policies.push_back(std::move(object.policy));
    }
    add_services(played, objects, scenario, findings);
    scenario.timeline = std::move(played.events);
    scenario.cni = cluster.cni;
    add_load_balancers(objects, scenario.world, findings);
    give_load_balancer_addresses(scenario);
    give_branch_interfaces(objects, timeline, played.pods, network, scenario, findings);
    plan_network(scenario);
}

}  // namespace scenario
