// SPDX-License-Identifier: MIT
#include "sim/scenario/objects/pods.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace scenario {
namespace {

using Key = std::string;  // namespace/kind/name

Key key(const std::string& ns, const policy::Workload& workload) {
    Key key;
    key.reserve(ns.size() + workload.kind.size() + workload.name.size() + 2);
    return key.append(ns).append("/").append(workload.kind).append("/").append(workload.name);
}

// Kinds that are made by others for a time. What owns a StatefulSet is no workload but an
// operator's object.
bool is_passing(const std::string& kind) {
    return kind == "ReplicaSet" || kind == "ReplicationController" || kind == "Job";
}

// The Deployment rather than its ReplicaSet, the CronJob rather than its Job.
policy::Workload owner_of(const WorkloadObject& workload) {
    const policy::Workload self{workload.kind, workload.metadata.name};
    return is_passing(workload.kind) ? workload.metadata.owner.value_or(self) : self;
}

// What the controllers write into the pods they make; labels with the value where it follows from
// the object: types.go of kubernetes/api apps/v1 (DefaultDeploymentUniqueLabelKey,
// ControllerRevisionHashLabelKey, DeprecatedTemplateGeneration, StatefulSetPodNameLabel,
// PodIndexLabel) and batch/v1 (JobNameLabel, ControllerUidLabel; both also without their prefix;
// JobCompletionIndexAnnotation, since 1.28 a label too). Which indexes of an Indexed Job run
// follows from the object where all run at once. A StatefulSet's pods have names of their own under
// its service's, and so have those of an Indexed Job.
void write_as_controller(const WorkloadObject& workload, const std::string& ordinal,
                         policy::Pod& pod) {
    const auto unknown = [&](const char* key) {
        pod.labels.erase(key);
        pod.unknown_labels.emplace_back(key);
    };
    if (workload.kind == "Deployment") {
        unknown("pod-template-hash");
    } else if (workload.kind == "DaemonSet") {
        unknown("controller-revision-hash");
        unknown("pod-template-generation");
    } else if (workload.kind == "StatefulSet") {
        pod.hostname = pod.name;
        pod.subdomain = workload.service_name;
        pod.labels["statefulset.kubernetes.io/pod-name"] = pod.name;
        pod.labels["apps.kubernetes.io/pod-index"] = ordinal;
        unknown("controller-revision-hash");
    } else if (workload.kind == "Job" || workload.kind == "CronJob") {
        for (const char* key : {"batch.kubernetes.io/job-name", "job-name"}) {
            if (workload.kind == "Job") {
                pod.labels[key] = workload.metadata.name;
            } else {
                unknown(key);
            }
        }
        constexpr const char* index = "batch.kubernetes.io/job-completion-index";
        if (workload.indexes > 0 && workload.indexes == workload.replicas) {
            pod.labels[index] = ordinal;
            if (workload.kind == "Job") pod.hostname = pod.name;
        } else if (workload.indexes > 0) {
            unknown(index);
        }
        // A Job that was read from a cluster has its own in its template.
        for (const char* key : {"batch.kubernetes.io/controller-uid", "controller-uid"}) {
            if (workload.kind == "CronJob" || pod.labels.count(key) == 0) unknown(key);
        }
    }
}

class PodPlanner {
  public:
    PodPlanner(const Objects& objects, const std::vector<std::string>& nodes, Findings& findings)
        : objects_(objects), nodes_(nodes), findings_(findings) {
        for (const WorkloadObject& workload : objects.workloads) {
            workloads_.emplace(key(workload.metadata.ns, {workload.kind, workload.metadata.name}),
                               &workload);
        }
    }

    std::vector<PlannedPod> plan();

  private:
    void add_object(const PodObject& object);
    void add_template(const WorkloadObject& workload);
    void add_made(const WorkloadObject& workload, const std::string& name,
                  const std::string& ordinal, const std::string& node);
    bool makes_pods(const WorkloadObject& workload) const;
    policy::Workload top_owner(const std::string& ns, const policy::Workload& owner) const;

    const Objects& objects_;
    const std::vector<std::string>& nodes_;
    Findings& findings_;
    std::unordered_map<Key, const WorkloadObject*> workloads_;
    std::unordered_set<Key> with_pods_;
    std::set<std::string> with_live_pods_;          // namespaces
    std::unordered_map<std::string, Place> names_;  // namespace/name
    std::vector<PlannedPod> pods_;
};

// As far as the objects tell.
policy::Workload PodPlanner::top_owner(const std::string& ns, const policy::Workload& owner) const {
    const auto found = workloads_.find(key(ns, owner));
    return found == workloads_.end() ? owner : owner_of(*found->second);
}

std::vector<PlannedPod> PodPlanner::plan() {
    pods_.reserve(objects_.pods.size());
    for (const PodObject& object : objects_.pods) add_object(object);
    for (const WorkloadObject& workload : objects_.workloads) {
        if (makes_pods(workload)) add_template(workload);
    }
    std::stable_sort(pods_.begin(), pods_.end(), [](const PlannedPod& a, const PlannedPod& b) {
        const auto order = [](const policy::Position& p) {
            return std::tie(p.file, p.line, p.column);
        };
        return order(a.pod.position) < order(b.pod.position);
    });
    return std::move(pods_);
}

void PodPlanner::add_object(const PodObject& object) {
    const Metadata& metadata = object.metadata;
    PlannedPod planned;
    planned.place = metadata.place;
    planned.node_place = object.spec.node_place;
    planned.probes = object.spec.probes;
    planned.service_account = object.spec.service_account;
    planned.address_place = object.address_place;
    planned.pending = object.pending && object.addresses.empty();
    policy::Pod& pod = planned.pod;
    pod.ns = metadata.ns;
    pod.name = metadata.name;
    pod.labels = metadata.labels;
    pod.addresses = object.addresses;
    pod.node = object.spec.node;
    pod.host_network = object.spec.host_network;
    pod.phase = object.phase;
    pod.ready = object.ready;
    pod.terminating = metadata.terminating;
    pod.hostname = object.spec.hostname;
    pod.subdomain = object.spec.subdomain;
    pod.ports = object.spec.ports;
    pod.dns_cache = object.spec.dns_cache;
    pod.workload = {"Pod", metadata.name};
    pod.in_error = metadata.in_error;
    if (pod.in_error) {  // it may be alive, and have an address
        pod.phase = policy::Phase::Running;
        planned.pending = false;
    }
    pod.position = metadata.place.at;
    if (metadata.owner) {
        with_pods_.insert(key(metadata.ns, *metadata.owner));
        pod.workload = top_owner(metadata.ns, *metadata.owner);
        with_pods_.insert(key(metadata.ns, pod.workload));
    }
    if (metadata.live) with_live_pods_.insert(metadata.ns);
    names_.try_emplace(pod.ns + "/" + pod.name, planned.place);
    pods_.push_back(std::move(planned));
}

bool PodPlanner::makes_pods(const WorkloadObject& workload) const {
    const Metadata& metadata = workload.metadata;
    if (with_pods_.count(key(metadata.ns, {workload.kind, metadata.name})) > 0) return false;
    // A dump with pods has all that there are, those of a ReplicaSet that it lacks too.
    if (metadata.live && with_live_pods_.count(metadata.ns) > 0) return false;
    return !metadata.owner || workloads_.count(key(metadata.ns, *metadata.owner)) == 0;
}

void PodPlanner::add_template(const WorkloadObject& workload) {
    const std::string prefix = workload.metadata.name + "-";
    const bool each_node = workload.kind == "DaemonSet" && !nodes_.empty();
    const auto count = each_node ? nodes_.size() : static_cast<std::size_t>(workload.replicas);
    if (pods_.size() + count > max_pods) {
        findings_.error(workload.metadata.place,
                        "more than " + std::to_string(max_pods) + " pods in the cluster");
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const std::string node = each_node ? nodes_[i] : workload.spec.node;
        const auto ordinal = std::to_string(workload.first_ordinal + static_cast<std::int64_t>(i));
        add_made(workload, prefix + (each_node ? node : ordinal), ordinal, node);
    }
}

void PodPlanner::add_made(const WorkloadObject& workload, const std::string& name,
                          const std::string& ordinal, const std::string& node) {
    const Metadata& metadata = workload.metadata;
    const auto [known, added] = names_.try_emplace(metadata.ns + "/" + name, metadata.place);
    if (!added) {
        findings_.error(metadata.place,
                        workload.kind + " \"" + metadata.name + "\" makes a pod \"" + metadata.ns +
                            "/" + name + "\", which exists already",
                        "the other comes from " + findings_.text(known->second));
        return;
    }
    PlannedPod planned;
    planned.place = metadata.place;
    planned.node_place = workload.spec.node_place;
    planned.probes = workload.spec.probes;
    planned.service_account = workload.spec.service_account;
    planned.from_template = true;
    policy::Pod& pod = planned.pod;
    pod.ns = metadata.ns;
    pod.name = name;
    pod.labels = workload.pod_labels;
    pod.node = node;
    pod.host_network = workload.spec.host_network;
    pod.hostname = workload.spec.hostname;
    pod.subdomain = workload.spec.subdomain;
    write_as_controller(workload, ordinal, pod);
    pod.ports = workload.spec.ports;
    pod.dns_cache = workload.spec.dns_cache;
    pod.workload = owner_of(workload);
    pod.in_error = metadata.in_error;
    pod.position = metadata.place.at;
    pods_.push_back(std::move(planned));
}

}  // namespace

std::vector<PlannedPod> plan_pods(const Objects& objects, const std::vector<std::string>& nodes,
                                  Findings& findings) {
    return PodPlanner(objects, nodes, findings).plan();
}

}  // namespace scenario
