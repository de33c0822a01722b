// SPDX-License-Identifier: MIT
#include "sim/analysis/workloads.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

namespace analysis {
namespace {

using policy::Allowed;
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

bool same(const policy::ConnectionSet* a, const policy::ConnectionSet* b) {
    return a == b || *a == *b;
}

bool same(const Allowed& a, const Allowed& b) {
    return same(a.certain, b.certain) && same(a.possible, b.possible) &&
           a.families_differ == b.families_differ && a.all_on_own_node == b.all_on_own_node;
}

// Whether pods of two classes are judged alike; each pair of classes is looked into once.
class Alike {
  public:
    explicit Alike(const Reachability& reach) : reach_(reach) {}

    bool operator()(ClassId a, ClassId b) {
        if (a == b) return true;
        const auto [known, is_new] = known_.try_emplace({std::min(a, b), std::max(a, b)}, false);
        if (is_new) known->second = compare(a, b);
        return known->second;
    }

  private:
    bool compare(ClassId a, ClassId b) const {
        const Allowed among = reach_.between(a, a);
        if (!same(among, reach_.between(a, b)) || !same(among, reach_.between(b, a)) ||
            !same(among, reach_.between(b, b))) {
            return false;
        }
        const auto count = static_cast<ClassId>(reach_.classes().size());
        for (ClassId other = 0; other < count; ++other) {
            if (other == a || other == b) continue;
            if (!same(reach_.between(a, other), reach_.between(b, other))) return false;
            if (!same(reach_.between(other, a), reach_.between(other, b))) return false;
        }
        return true;
    }

    const Reachability& reach_;
    std::map<std::pair<ClassId, ClassId>, bool> known_;
};

using Groups = std::vector<std::pair<Key, Group>>;

class Grouping {
  public:
    Grouping(const policy::World& world, const Reachability& reach)
        : world_(world), reach_(reach), alike_(reach) {}

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
    Alike alike_;
    Groups groups_;
};

// Pods that are in a class, those of one workload together and ascending.
std::vector<std::pair<Key, std::uint32_t>> by_workload(const policy::World& world,
                                                       const Reachability& reach) {
    std::vector<std::pair<Key, std::uint32_t>> pods;
    pods.reserve(world.pods.size());
    for (std::uint32_t i = 0; i < world.pods.size(); ++i) {
        if (reach.class_of(i)) pods.emplace_back(key_of_workload(world.pods[i]), i);
    }
    std::sort(pods.begin(), pods.end());
    return pods;
}

}  // namespace

std::vector<Group> group_pods(const policy::World& world, const Reachability& reach,
                              bool each_pod) {
    Grouping grouping(world, reach);
    const auto pods = by_workload(world, reach);
    std::vector<std::uint32_t> workload;
    for (std::size_t i = 0; i < pods.size(); ++i) {
        const auto& [key, pod] = pods[i];
        if (each_pod) {
            grouping.add_pod(pod);
            continue;
        }
        workload.push_back(pod);
        if (i + 1 == pods.size() || !(pods[i + 1].first == key)) {
            grouping.add_workload(key, workload);
            workload.clear();
        }
    }
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
