// SPDX-License-Identifier: MIT
#include "sim/scenario/inventory.h"

#include <set>
#include <utility>

#include "sim/scenario/address_plan.h"
#include "sim/scenario/objects/pods.h"
#include "sim/scenario/schedule.h"
#include "sim/scenario/services.h"

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

}  // namespace

void add_namespaces(const Objects& objects, const std::vector<TimelineEvent>& timeline,
                    policy::World& world, std::vector<std::string>& notes) {
    for (const NamespaceObject& object : objects.namespaces) {
        policy::Namespace ns;
        ns.name = object.metadata.name;
        ns.labels = object.metadata.labels;
        ns.in_error = object.metadata.in_error;
        ns.position = object.metadata.place.at;
        policy::ensure_name_label(ns);
        world.namespaces.push_back(std::move(ns));
    }
    NamespaceAdder adder(world, notes);
    adder.add("default");
    adder.add("kube-system");
    for (const policy::Pod& pod : world.pods) adder.add_noted(pod.ns);
    for (const WorkloadObject& workload : objects.workloads) adder.add_noted(workload.metadata.ns);
    for (const policy::Service& service : world.services) adder.add_noted(service.ns);
    for (const policy::NetworkPolicy& policy : world.policies) adder.add_noted(policy.ns);
    for (const TimelineEvent& event : timeline) {
        const auto* apply = std::get_if<ApplyPolicies>(&event.change);
        if (apply == nullptr) continue;
        for (const policy::NetworkPolicy& policy : apply->policies) adder.add_noted(policy.ns);
    }
    adder.write_notes();
    // It may be any of those that have no object.
    for (policy::Namespace& ns : world.namespaces) {
        ns.in_error = ns.in_error || (ns.assumed && objects.lost_namespace);
    }
}

void build_inventory(Objects& objects, const Cluster& cluster, const Network& network,
                     Scenario& scenario, Findings& findings) {
    std::vector<PlannedNode> nodes = choose_nodes(objects, cluster, network, scenario);
    std::vector<std::string> names;
    names.reserve(nodes.size());
    for (const PlannedNode& planned : nodes) names.push_back(planned.node.name);
    std::vector<PlannedPod> pods = plan_pods(objects, names, findings);
    schedule(pods, nodes, scenario.notes, findings);
    give_addresses(nodes, pods, network, findings);
    for (PlannedNode& planned : nodes) {
        scenario.world.nodes.push_back(std::move(planned.node));
        scenario.workers.push_back(std::move(planned.worker));
    }
    for (PlannedPod& planned : pods) scenario.world.pods.push_back(std::move(planned.pod));
    for (PolicyObject& object : objects.policies) {
        scenario.world.policies.push_back(std::move(object.policy));
    }
    add_services(objects, cluster.services, scenario.world, findings);
}

}  // namespace scenario
