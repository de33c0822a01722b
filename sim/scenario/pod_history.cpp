// SPDX-License-Identifier: MIT
#include "sim/scenario/pod_history.h"

#include <algorithm>
#include <tuple>

#include "sim/scenario/schedule.h"

namespace scenario {
namespace {

FullName name_of(const policy::Pod& pod) {
    return {pod.ns, pod.name};
}

bool same_ports(const policy::Pod& a, const policy::Pod& b) {
    const auto same = [](const policy::ContainerPort& x, const policy::ContainerPort& y) {
        return x.name == y.name && x.protocol == y.protocol && x.port == y.port;
    };
    return std::equal(a.ports.begin(), a.ports.end(), b.ports.begin(), b.ports.end(), same);
}

// What of a pod shows in its traffic, addresses and place aside.
bool same(const policy::Pod& a, const policy::Pod& b) {
    const auto parts = [](const policy::Pod& pod) {
        return std::tie(pod.labels, pod.unknown_labels, pod.host_network, pod.phase, pod.ready,
                        pod.terminating, pod.hostname, pod.subdomain, pod.workload.kind,
                        pod.workload.name);
    };
    return parts(a) == parts(b) && same_ports(a, b);
}

// Whether a template makes the same of both.
bool same_template(const PlannedPod& a, const PlannedPod& b, const std::string& node) {
    const auto parts = [](const policy::Pod& pod) {
        return std::tie(pod.labels, pod.unknown_labels, pod.host_network, pod.hostname,
                        pod.subdomain);
    };
    const bool stays = b.pod.node.empty() || b.pod.node == node;
    return stays && parts(a.pod) == parts(b.pod) && same_ports(a.pod, b.pod);
}

bool takes_place(const PlannedPod& planned) {
    return !planned.pending && !planned.pod.finished();
}

}  // namespace

PodHistory::PodHistory(std::vector<PlannedPod> at_start, const std::vector<PlannedNode>& nodes,
                       Findings& findings)
    : nodes_(nodes), findings_(findings), all_(std::move(at_start)), wanted_(all_) {
    for (std::uint32_t i = 0; i < all_.size(); ++i) {
        begin_life(i, all_[i], all_[i].pod);
    }
}

void PodHistory::begin_life(std::uint32_t number, const PlannedPod& as_object,
                            const policy::Pod& now) {
    Life& life = lives_[name_of(now)];
    life.number = number;
    life.as_object = as_object;
    life.now = now;
}

bool PodHistory::has(const FullName& name) const {
    const auto found = lives_.find(name);
    return found != lives_.end() && !found->second.ends;
}

std::vector<FullName> PodHistory::find(const Reference& what) const {
    std::vector<FullName> found;
    for (const auto& [name, life] : lives_) {
        if (name.first != what.ns || life.ends) continue;
        const policy::Workload& workload = life.now.workload;
        const bool any = what.kind.empty();
        const bool as_pod = name.second == what.name && (any || what.kind == "Pod");
        const bool by_owner = workload.kind != "Pod" && workload.name == what.name &&
                              (any || workload.kind == what.kind);
        if (as_pod || by_owner) found.push_back(name);
    }
    return found;
}

std::vector<std::string> PodHistory::names() const {
    std::set<std::string> found;
    for (const auto& [name, life] : lives_) {
        if (life.ends) continue;
        found.insert(name.first + "/" + name.second);
        found.insert(name.first + "/" + life.now.workload.name);
    }
    return {found.begin(), found.end()};
}

void PodHistory::become(std::vector<PlannedPod> wanted, const std::set<FullName>& remade, Time at,
                        Time grace, Changes& changes) {
    wanted_ = std::move(wanted);
    std::map<FullName, const PlannedPod*> by_name;
    for (const PlannedPod& planned : wanted_) by_name.emplace(name_of(planned.pod), &planned);
    std::vector<FullName> leaving;
    for (auto& [name, life] : lives_) {
        if (life.ends) continue;
        const auto found = by_name.find(name);
        if (found == by_name.end() || remade.count(name) > 0 ||
            must_be_remade(life, *found->second)) {
            leaving.push_back(name);
            continue;
        }
        life.as_object = *found->second;
        refresh(life, changes);
    }
    for (const FullName& name : leaving) leave(name, at, grace, changes);
    std::vector<const PlannedPod*> coming;
    for (const PlannedPod& planned : wanted_) {
        if (lives_.count(name_of(planned.pod)) == 0) coming.push_back(&planned);
    }
    come(coming, changes);
}

// In the API server's words where it would refuse the change.
bool PodHistory::must_be_remade(const Life& life, const PlannedPod& wanted) {
    const PlannedPod& old = life.as_object;
    if (old.from_template || wanted.from_template) {
        return old.from_template != wanted.from_template ||
               !same_template(old, wanted, life.now.node);
    }
    const bool other_node = !wanted.pod.node.empty() && wanted.pod.node != life.now.node;
    const bool lives = takes_place(old) && takes_place(wanted);
    if (lives && (other_node || wanted.pod.host_network != old.pod.host_network ||
                  !same_ports(wanted.pod, old.pod))) {
        findings_.error(wanted.place,
                        "Pod \"" + wanted.pod.ns + "/" + wanted.pod.name +
                            "\": spec: Forbidden: pod updates may not change its node, its "
                            "network or its ports",
                        "delete it in an entry before this one");
        return false;
    }
    const bool other_address =
        !wanted.pod.addresses.empty() && wanted.pod.addresses != all_[life.number].pod.addresses;
    return other_address || (takes_place(wanted) && !takes_place(old)) ||
           (wanted.pending && !old.pending);
}

void PodHistory::leave(const FullName& name, Time at, Time grace, Changes& changes) {
    Life& life = lives_.at(name);
    if (grace.count() == 0 || !takes_place(life.as_object)) {
        changes.gone_pods.push_back(life.number);
        lives_.erase(name);
        return;
    }
    life.ends = at + grace;
    ends_.emplace(*life.ends, name);
    refresh(life, changes);
}

// What the object says, what was set, and what the pod itself has kept.
void PodHistory::refresh(Life& life, Changes& changes) const {
    policy::Pod pod = life.as_object.pod;
    pod.node = life.now.node;
    pod.ready = life.set.ready.value_or(pod.ready);
    pod.terminating = pod.terminating || life.ends.has_value();
    for (const auto& [key, value] : life.set.labels) {
        auto& unknown = pod.unknown_labels;
        unknown.erase(std::remove(unknown.begin(), unknown.end(), key), unknown.end());
        if (value) {
            pod.labels[key] = *value;
        } else {
            pod.labels.erase(key);
        }
    }
    const bool changed = !same(pod, life.now);
    life.now = pod;
    if (changed) changes.pods.push_back({life.number, std::move(pod)});
}

void PodHistory::set(const FullName& name, const SetEntry& entry, Changes& changes) {
    Life& life = lives_.at(name);
    if (entry.ready) life.set.ready = entry.ready;
    for (const auto& [key, value] : entry.labels) life.set.labels[key] = value;
    refresh(life, changes);
}

void PodHistory::come(const std::vector<const PlannedPod*>& pods, Changes& changes) {
    if (pods.empty()) return;
    std::vector<PlannedPod> placed;
    for (const auto& [name, life] : lives_) {
        PlannedPod there;
        there.pod.node = life.now.node;
        there.pod.phase = life.now.phase;
        there.pending = life.as_object.pending;
        placed.push_back(std::move(there));
    }
    const std::size_t first = placed.size();
    for (const PlannedPod* planned : pods) placed.push_back(*planned);
    std::vector<std::string> said_at_start;
    schedule(placed, nodes_, said_at_start, findings_);
    for (std::size_t i = 0; i < pods.size(); ++i) {
        PlannedPod& planned = placed[first + i];
        const auto number = static_cast<std::uint32_t>(all_.size());
        begin_life(number, *pods[i], planned.pod);
        changes.pods.push_back({number, planned.pod});
        all_.push_back(std::move(planned));
    }
}

std::optional<PodHistory::End> PodHistory::next_end() const {
    if (ends_.empty()) return std::nullopt;
    return End{ends_.begin()->first, ends_.begin()->second};
}

void PodHistory::end(const FullName& name, Changes& changes) {
    const auto life = lives_.find(name);
    ends_.erase({*life->second.ends, name});
    changes.gone_pods.push_back(life->second.number);
    lives_.erase(life);
    for (const PlannedPod& planned : wanted_) {
        if (name_of(planned.pod) == name) return come({&planned}, changes);
    }
}

}  // namespace scenario
