// SPDX-License-Identifier: MIT
#include "sim/scenario/timeline_player.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "sim/scenario/inventory.h"
#include "sim/scenario/objects/kinds.h"
#include "sim/scenario/pod_history.h"
#include "sim/scenario/service_history.h"
#include "sim/scenario/services.h"
#include "sim/scenario/text/files.h"

namespace scenario {
namespace {

std::string full_name(const std::string& ns, const std::string& name) {
    return ns + "/" + name;
}

// Something of nearly this name, or of this name in another namespace.
std::string near_name(const Reference& what, const std::vector<std::string>& present) {
    std::string help = did_you_mean(full_name(what.ns, what.name), present);
    for (const std::string& other : present) {
        if (!help.empty()) break;
        if (file_name(other) == what.name) help = "did you mean \"" + other + "\"?";
    }
    return help;
}

bool is_policy(const Reference& what) {
    return what.kind.empty() || what.kind == "NetworkPolicy";
}

bool is_scalable(const std::string& kind) {
    return kind == "Deployment" || kind == "ReplicaSet" || kind == "StatefulSet" ||
           kind == "ReplicationController";
}

// Whether the entry changes more than policies.
bool is_of_cluster(const TimelineEntry& entry) {
    if (const auto* removal = std::get_if<DeleteEntry>(&entry.change)) {
        return !is_policy(removal->what);
    }
    const auto* apply = std::get_if<ApplyEntry>(&entry.change);
    if (apply == nullptr) return true;
    const Objects& objects = apply->objects;
    return !objects.pods.empty() || !objects.workloads.empty() || !objects.services.empty() ||
           !objects.endpoint_slices.empty() || !objects.endpoints.empty();
}

bool is_named(const Metadata& metadata, const std::string& ns, const std::string& name) {
    return metadata.ns == ns && metadata.name == name;
}

// The pods and services, and the objects that make them.
struct Present {
    Present(const Objects& at_start, std::vector<PlannedPod> planned,
            const std::vector<PlannedNode>& nodes, Findings& findings)
        : pods(std::move(planned), nodes, findings), services(at_start) {
        objects.pods = at_start.pods;
        objects.workloads = at_start.workloads;
    }

    Objects objects;  // its pods and workloads
    PodHistory pods;
    ServiceHistory services;
};

class Player {
  public:
    Player(const Objects& at_start, std::vector<PlannedPod> pods,
           const std::vector<PlannedNode>& nodes, bool of_cluster, Findings& findings);

    void play(const TimelineEntry& entry);
    void end_all() { end_until(std::nullopt); }
    Played take();

  private:
    void apply(const ApplyEntry& change, const TimelineEntry& entry, Changes& changes);
    void apply_objects(const Objects& objects);
    void remove(const DeleteEntry& change, const TimelineEntry& entry, Changes& changes);
    void remove_policy(const Reference& what, const TimelineEntry& entry, Changes& changes);
    void remove_pod(const Reference& what, const TimelineEntry& entry, Changes& changes);
    void remove_workload(const Reference& what, const TimelineEntry& entry, Changes& changes);
    void scale(const ScaleEntry& change, const TimelineEntry& entry, Changes& changes);
    void set(const SetEntry& change, const TimelineEntry& entry, Changes& changes);
    void make_pods(const TimelineEntry& entry, const std::set<FullName>& remade, Changes& changes);
    void end_until(const std::optional<Time>& at);
    void not_there(const TimelineEntry& entry, const std::string& what, const std::string& verb,
                   const std::string& help);

    Findings& findings_;
    std::vector<std::string> nodes_;
    std::set<std::string> policies_;
    std::vector<PlannedPod> pods_;  // of the start, where nothing else changes
    std::optional<Present> cluster_;
    bool complete_;  // whether all was read that may be there
    std::vector<TimelineEvent> events_;
};

Player::Player(const Objects& at_start, std::vector<PlannedPod> pods,
               const std::vector<PlannedNode>& nodes, bool of_cluster, Findings& findings)
    : findings_(findings), complete_(at_start.complete) {
    for (const PlannedNode& node : nodes) nodes_.push_back(node.node.name);
    for (const PolicyObject& object : at_start.policies) {
        policies_.insert(full_name(object.policy.ns, object.policy.name));
    }
    if (of_cluster) {
        cluster_.emplace(at_start, std::move(pods), nodes, findings);
    } else {
        pods_ = std::move(pods);
    }
}

void Player::play(const TimelineEntry& entry) {
    end_until(entry.at);
    complete_ = complete_ && entry.complete;
    TimelineEvent event;
    event.at = entry.at;
    event.text = entry.text;
    event.position = entry.place.at;
    Changes& changes = event.changes;
    if (const auto* change = std::get_if<ApplyEntry>(&entry.change)) {
        apply(*change, entry, changes);
    } else if (const auto* removal = std::get_if<DeleteEntry>(&entry.change)) {
        remove(*removal, entry, changes);
    } else if (const auto* scaling = std::get_if<ScaleEntry>(&entry.change)) {
        scale(*scaling, entry, changes);
    } else if (const auto* setting = std::get_if<SetEntry>(&entry.change)) {
        set(*setting, entry, changes);
    } else {
        changes.network = std::get<NetworkChange>(entry.change);
    }
    events_.push_back(std::move(event));
}

// Nothing that could not be read is said to be missing.
void Player::not_there(const TimelineEntry& entry, const std::string& what, const std::string& verb,
                       const std::string& help) {
    if (!complete_) return;
    findings_.error(entry.place, "there is no " + what + " to " + verb + " at that time", help);
}

void Player::apply(const ApplyEntry& change, const TimelineEntry& entry, Changes& changes) {
    const Objects& objects = change.objects;
    for (const PolicyObject& object : objects.policies) {
        policies_.insert(full_name(object.policy.ns, object.policy.name));
        changes.policies.push_back(object.policy);
    }
    for (const NamespaceObject& object : objects.namespaces) {
        changes.namespaces.push_back(namespace_of(object));
    }
    for (const NodeObject& object : objects.nodes) {
        findings_.error(object.metadata.place, "nodes do not change while a scenario runs",
                        "name it under cluster.nodes, or among cluster.manifests");
    }
    if (!is_of_cluster(entry)) return;
    cluster_->services.apply(objects, changes);
    if (objects.pods.empty() && objects.workloads.empty()) return;
    apply_objects(objects);
    make_pods(entry, {}, changes);
}

void Player::apply_objects(const Objects& objects) {
    Objects& present = cluster_->objects;
    for (const PodObject& object : objects.pods) {
        const auto known =
            std::find_if(present.pods.begin(), present.pods.end(), [&](const PodObject& other) {
                return is_named(other.metadata, object.metadata.ns, object.metadata.name);
            });
        if (known == present.pods.end()) {
            present.pods.push_back(object);
        } else {
            *known = object;
        }
    }
    for (const WorkloadObject& object : objects.workloads) {
        const auto known = std::find_if(
            present.workloads.begin(), present.workloads.end(), [&](const WorkloadObject& other) {
                return other.kind == object.kind &&
                       is_named(other.metadata, object.metadata.ns, object.metadata.name);
            });
        if (known == present.workloads.end()) {
            present.workloads.push_back(object);
        } else {
            *known = object;
        }
    }
}

void Player::make_pods(const TimelineEntry& entry, const std::set<FullName>& remade,
                       Changes& changes) {
    const std::size_t errors_before = findings_.errors();
    std::vector<PlannedPod> wanted = plan_pods(cluster_->objects, nodes_, findings_);
    if (findings_.errors() != errors_before) {
        complete_ = false;
        return;
    }
    cluster_->pods.become(std::move(wanted), remade, entry.at, entry.grace, changes);
}

void Player::remove(const DeleteEntry& change, const TimelineEntry& entry, Changes& changes) {
    const Reference& what = change.what;
    if (is_policy(what)) {
        remove_policy(what, entry, changes);
    } else if (what.kind == "Service") {
        if (!cluster_->services.remove(what.ns, what.name, changes)) {
            not_there(entry, "Service \"" + full_name(what.ns, what.name) + "\"", "delete",
                      near_name(what, cluster_->services.names()));
        }
    } else if (what.kind == "Pod") {
        remove_pod(what, entry, changes);
    } else if (is_workload(what.kind)) {
        remove_workload(what, entry, changes);
    } else {
        findings_.error(entry.place, "a " + what.kind + " cannot be deleted while a scenario runs",
                        "policies, pods, workloads and services can");
    }
}

void Player::remove_policy(const Reference& what, const TimelineEntry& entry, Changes& changes) {
    const std::string name = full_name(what.ns, what.name);
    if (policies_.erase(name) > 0) {
        changes.gone_policies.push_back({what.ns, what.name});
        return;
    }
    not_there(entry, "policy \"" + name + "\"", "delete",
              near_name(what, {policies_.begin(), policies_.end()}));
}

// A pod's workload makes it anew, unless its object was there without a template.
void Player::remove_pod(const Reference& what, const TimelineEntry& entry, Changes& changes) {
    const FullName name(what.ns, what.name);
    if (!cluster_->pods.has(name)) {
        return not_there(entry, "pod \"" + full_name(what.ns, what.name) + "\"", "delete",
                         near_name(what, cluster_->pods.names()));
    }
    std::set<FullName> remade;
    if (cluster_->pods.is_from_template(name)) {
        remade.insert(name);
    } else {
        auto& pods = cluster_->objects.pods;
        pods.erase(std::remove_if(pods.begin(), pods.end(),
                                  [&](const PodObject& object) {
                                      return is_named(object.metadata, what.ns, what.name);
                                  }),
                   pods.end());
    }
    make_pods(entry, remade, changes);
}

// With what it owns, as kubectl's default is.
void Player::remove_workload(const Reference& what, const TimelineEntry& entry, Changes& changes) {
    Objects& present = cluster_->objects;
    const auto is_it = [&](const WorkloadObject& object) {
        const auto& owner = object.metadata.owner;
        const bool owned = object.metadata.ns == what.ns && owner && owner->kind == what.kind &&
                           owner->name == what.name;
        return owned || (object.kind == what.kind && is_named(object.metadata, what.ns, what.name));
    };
    const std::vector<FullName> pods = cluster_->pods.find(what);
    const auto first = std::remove_if(present.workloads.begin(), present.workloads.end(), is_it);
    if (first == present.workloads.end() && pods.empty()) {
        return not_there(entry, what.kind + " \"" + full_name(what.ns, what.name) + "\"", "delete",
                         near_name(what, cluster_->pods.names()));
    }
    present.workloads.erase(first, present.workloads.end());
    const std::set<FullName> owned(pods.begin(), pods.end());
    present.pods.erase(
        std::remove_if(present.pods.begin(), present.pods.end(),
                       [&](const PodObject& object) {
                           return owned.count({object.metadata.ns, object.metadata.name}) > 0;
                       }),
        present.pods.end());
    make_pods(entry, {}, changes);
}

void Player::scale(const ScaleEntry& change, const TimelineEntry& entry, Changes& changes) {
    const Reference& what = change.what;
    if (!what.kind.empty() && !is_scalable(what.kind)) {
        return findings_.error(
            entry.place, "a " + what.kind + " has no replicas to scale",
            "a Deployment, ReplicaSet, StatefulSet or ReplicationController has");
    }
    auto& workloads = cluster_->objects.workloads;
    const auto found =
        std::find_if(workloads.begin(), workloads.end(), [&](const WorkloadObject& object) {
            const bool of_kind =
                what.kind.empty() ? is_scalable(object.kind) : object.kind == what.kind;
            return of_kind && is_named(object.metadata, what.ns, what.name);
        });
    if (found == workloads.end()) {
        std::vector<std::string> names;
        names.reserve(workloads.size());
        for (const WorkloadObject& object : workloads) {
            names.push_back(full_name(object.metadata.ns, object.metadata.name));
        }
        return not_there(entry, "workload \"" + full_name(what.ns, what.name) + "\"", "scale",
                         near_name(what, names));
    }
    Reference of = what;
    of.kind = found->kind;
    for (const FullName& pod : cluster_->pods.find(of)) {
        if (cluster_->pods.is_from_template(pod)) continue;
        return findings_.error(
            entry.place,
            of.kind + " \"" + full_name(what.ns, what.name) +
                "\" has Pod objects among the manifests, which scaling leaves alone",
            "delete them, or leave them out of the manifests");
    }
    found->replicas = change.replicas;
    make_pods(entry, {}, changes);
}

void Player::set(const SetEntry& change, const TimelineEntry& entry, Changes& changes) {
    const Reference& what = change.what;
    if (!what.kind.empty() && what.kind != "Pod" && !is_workload(what.kind)) {
        return findings_.error(entry.place, "nothing of a " + what.kind + " can be set",
                               "name a pod, or a workload for all its pods");
    }
    const std::vector<FullName> pods = cluster_->pods.find(what);
    if (pods.empty()) {
        return not_there(entry, "pod of \"" + full_name(what.ns, what.name) + "\"", "set",
                         near_name(what, cluster_->pods.names()));
    }
    for (const FullName& pod : pods) cluster_->pods.set(pod, change, changes);
}

// Pods whose grace is over, up to `at`, or all.
void Player::end_until(const std::optional<Time>& at) {
    if (!cluster_) return;
    for (auto next = cluster_->pods.next_end(); next && (!at || next->at <= *at);
         next = cluster_->pods.next_end()) {
        TimelineEvent event;
        event.at = next->at;
        event.text = full_name(next->pod.first, next->pod.second) + " is gone";
        cluster_->pods.end(next->pod, event.changes);
        events_.push_back(std::move(event));
    }
}

Played Player::take() {
    Played played;
    played.events = std::move(events_);
    if (!cluster_) {
        played.pods = std::move(pods_);
        return played;
    }
    played.states = cluster_->services.states();
    played.later = cluster_->services.later();
    played.services = cluster_->services.take();
    played.pods = cluster_->pods.take();
    return played;
}

}  // namespace

Played play(const std::vector<TimelineEntry>& entries, const Objects& at_start,
            std::vector<PlannedPod> pods, const std::vector<PlannedNode>& nodes,
            Findings& findings) {
    const bool of_cluster = std::any_of(entries.begin(), entries.end(), is_of_cluster);
    Player player(at_start, std::move(pods), nodes, of_cluster, findings);
    for (const TimelineEntry& entry : entries) player.play(entry);
    player.end_all();
    Played played = player.take();
    if (!of_cluster) played.services = at_start.services;
    return played;
}

void settle(Played& played) {
    auto version = played.states.begin();
    for (TimelineEvent& event : played.events) {
        for (PodState& state : event.changes.pods) {
            state.pod.addresses = played.pods[state.index].pod.addresses;
        }
        for (ServiceState& state : event.changes.services) {
            state.service = service_of(played.services[*version++]);
        }
    }
}

}  // namespace scenario
