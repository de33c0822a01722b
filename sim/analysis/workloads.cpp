// SPDX-License-Identifier: MIT
#include "sim/analysis/workloads.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "sim/analysis/alike.h"

namespace analysis {
namespace {

using policy::ClassId;
using policy::Pod;
using policy::Reachability;

// Where a group stands among the others.
struct Key {
    std::string_view ns;
    std::string_view name;
    std::string_view kind;

    friend bool operator<(const Key& a, const Key& b) {
        return std::tie(a.ns, a.name, a.kind) < std::tie(b.ns, b.name, b.kind);
    }
    friend bool operator==(const Key& a, const Key& b) {
        return std::tie(a.ns, a.name, a.kind) == std::tie(b.ns, b.name, b.kind);
    }
};

Key key_of_pod(const Pod& pod) {
    return {pod.ns, pod.name, "Pod"};
}

Key key_of_workload(const Pod& pod) {
    if (pod.workload.name.empty()) return key_of_pod(pod);
    return {pod.ns, pod.workload.name, pod.workload.kind};
}

std::string name_of(const Key& key) {
    std::string name;
    name.reserve(key.ns.size() + key.name.size() + key.kind.size() + 3);
    return name.append(key.ns).append("/").append(key.name).append("[").append(key.kind).append(
        "]");
}

using Groups = std::vector<std::pair<Key, Group>>;

class Grouping {
  public:
    Grouping(const policy::World& world, const Reachability& reach, const Alike& alike)
        : world_(world), reach_(reach), alike_(alike) {}

    void add_workload(const Key& key, const std::vector<std::uint32_t>& pods) {
        std::vector<Group> parts = split(pods);
        const auto largest = largest_part(parts);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (i == largest) {
                add(key, std::move(parts[i]));
            } else {
                for (const std::uint32_t pod : parts[i].pods) add_pod(pod);
            }
        }
    }

    void add_pod(std::uint32_t pod) {
        add(key_of_pod(world_.pods[pod]), {{}, *reach_.class_of(pod), {pod}});
    }

    std::vector<Group> take() {
        std::sort(groups_.begin(), groups_.end(),
                  [](const auto& a, const auto& b) { return a.first < b.first; });
        std::vector<Group> result;
        result.reserve(groups_.size());
        for (auto& [key, group] : groups_) result.push_back(std::move(group));
        return result;
    }

  private:
    void add(const Key& key, Group group) {
        group.name = name_of(key);
        groups_.emplace_back(key, std::move(group));
    }

    std::vector<Group> split(const std::vector<std::uint32_t>& pods) {
        std::vector<Group> parts;
        for (const std::uint32_t pod : pods) {
            const ClassId of_pod = *reach_.class_of(pod);
            const auto part = std::find_if(parts.begin(), parts.end(), [&](const Group& other) {
                return alike_(other.endpoint_class, of_pod);
            });
            if (part == parts.end()) {
                parts.push_back({{}, of_pod, {pod}});
            } else {
                part->pods.push_back(pod);
            }
        }
        return parts;
    }

    // The number of parts where none is larger than every other.
    static std::size_t largest_part(const std::vector<Group>& parts) {
        std::size_t largest = parts.size();
        std::size_t size = 0;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (parts[i].pods.size() > size) {
                largest = i;
                size = parts[i].pods.size();
            } else if (parts[i].pods.size() == size) {
                largest = parts.size();
            }
        }
        return largest;
    }

    const policy::World& world_;
    const Reachability& reach_;
    const Alike& alike_;
    Groups groups_;
};

using Workload = std::pair<Key, std::vector<std::uint32_t>>;  // with its pods, ascending

std::vector<Workload> by_workload(const policy::World& world, const Reachability& reach,
                                  bool each_pod) {
    std::vector<std::pair<Key, std::uint32_t>> pods;
    pods.reserve(world.pods.size());
    for (std::uint32_t i = 0; i < world.pods.size(); ++i) {
        const Pod& pod = world.pods[i];
        if (reach.class_of(i)) {
            pods.emplace_back(each_pod ? key_of_pod(pod) : key_of_workload(pod), i);
        }
    }
    std::sort(pods.begin(), pods.end());
    std::vector<Workload> workloads;
    for (const auto& [key, pod] : pods) {
        if (workloads.empty() || !(workloads.back().first == key)) {
            workloads.emplace_back(key, std::vector<std::uint32_t>());
        }
        workloads.back().second.push_back(pod);
    }
    return workloads;
}

// Of workloads whose pods are not all of one class.
std::vector<ClassId> classes_of_split(const std::vector<Workload>& workloads,
                                      const Reachability& reach) {
    std::vector<ClassId> classes;
    for (const auto& [key, pods] : workloads) {
        const auto first = reach.class_of(pods.front());
        if (std::any_of(pods.begin(), pods.end(),
                        [&](std::uint32_t pod) { return reach.class_of(pod) != first; })) {
            for (const std::uint32_t pod : pods) classes.push_back(*reach.class_of(pod));
        }
    }
    return classes;
}

}  // namespace

std::vector<Group> group_pods(const policy::World& world, const Reachability& reach,
                              bool each_pod) {
    const auto workloads = by_workload(world, reach, each_pod);
    const Alike alike(reach, classes_of_split(workloads, reach));
    Grouping grouping(world, reach, alike);
    for (const auto& [key, pods] : workloads) grouping.add_workload(key, pods);
    return grouping.take();
}

std::string range_name(const policy::AddressRange& range) {
    const std::string first = range.first.text();
    return range.first == range.last ? first : first + "-" + range.last.text();
}

std::string workload_name(const Pod& pod) {
    return name_of(key_of_workload(pod));
}

std::string pod_name(const Pod& pod) {
    return name_of(key_of_pod(pod));
}

}  // namespace analysis
