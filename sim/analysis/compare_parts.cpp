// SPDX-License-Identifier: MIT
#include "sim/analysis/compare_parts.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "sim/analysis/workloads.h"

namespace analysis {
namespace {

using policy::ClassId;

struct PodOf {
    std::uint32_t pod = 0;
    ClassId judged_as = 0;  // the class of its group
};

struct Workload {
    std::string name;
    std::vector<PodOf> before;
    std::vector<PodOf> after;
};

using Workloads = std::map<std::string, Workload>;

void list(Workloads& workloads, const Version& version, std::vector<PodOf> Workload::*side) {
    for (const Group& group : group_pods(version.world, version.reach, false)) {
        for (const std::uint32_t pod : group.pods) {
            const std::string name = workload_name(version.world.pods[pod]);
            Workload& workload = workloads[name];
            workload.name = name;
            (workload.*side).push_back({pod, group.endpoint_class});
        }
    }
}

// What a workload keeps when it is renamed.
using Traits = std::tuple<std::string, std::string, policy::Labels>;

Traits traits(const policy::Pod& pod) {
    return {pod.ns, pod.workload.name.empty() ? "Pod" : pod.workload.kind, pod.labels};
}

// Makes one workload of each that was renamed.
std::vector<std::pair<std::string, std::string>> join_renamed(Workloads& workloads,
                                                              const Version& before,
                                                              const Version& after) {
    std::map<Traits, std::pair<std::vector<std::string>, std::vector<std::string>>> alone;
    for (const auto& [name, workload] : workloads) {
        if (workload.after.empty()) {
            alone[traits(before.world.pods[workload.before.front().pod])].first.push_back(name);
        } else if (workload.before.empty()) {
            alone[traits(after.world.pods[workload.after.front().pod])].second.push_back(name);
        }
    }
    std::vector<std::pair<std::string, std::string>> renamed;
    for (const auto& [key, names] : alone) {
        if (names.first.size() != 1 || names.second.size() != 1) continue;
        renamed.emplace_back(names.first.front(), names.second.front());
        workloads[names.second.front()].before = std::move(workloads[names.first.front()].before);
        workloads.erase(names.first.front());
    }
    return renamed;
}

using PartMap = std::map<std::pair<ClassId, ClassId>, Part>;

void add_pair(PartMap& parts, const PodOf* before, const PodOf* after, ClassId was, ClassId is) {
    Part& part = parts[{was, is}];
    part.before = was;
    part.after = is;
    if (before != nullptr) part.pods_before.push_back(before->pod);
    if (after != nullptr) part.pods_after.push_back(after->pod);
}

// Pods without a partner of their name join a part that is judged as they are, or take each other
// as partners.
void add_unmatched(PartMap& parts, std::vector<PodOf> before, std::vector<PodOf> after) {
    const auto joins = [&](const PodOf& pod, bool is_after) {
        for (auto& [key, part] : parts) {
            if ((is_after ? key.second : key.first) != pod.judged_as) continue;
            (is_after ? part.pods_after : part.pods_before).push_back(pod.pod);
            return true;
        }
        return false;
    };
    const auto join_all = [&](std::vector<PodOf>& pods, bool is_after) {
        pods.erase(std::remove_if(pods.begin(), pods.end(),
                                  [&](const PodOf& pod) { return joins(pod, is_after); }),
                   pods.end());
    };
    join_all(before, false);
    join_all(after, true);
    for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
        const PodOf* was = i < before.size() ? &before[i] : nullptr;
        const PodOf* is = i < after.size() ? &after[i] : nullptr;
        const auto any = parts.empty() ? std::pair<ClassId, ClassId>() : parts.begin()->first;
        add_pair(parts, was, is, was != nullptr ? was->judged_as : any.first,
                 is != nullptr ? is->judged_as : any.second);
    }
}

PartMap pair_pods(const Workload& workload, const Version& before, const Version& after) {
    std::map<std::string, PodOf> named;
    for (const PodOf& pod : workload.before) named[before.world.pods[pod.pod].name] = pod;
    PartMap parts;
    std::vector<PodOf> unmatched;
    for (const PodOf& pod : workload.after) {
        const auto found = named.find(after.world.pods[pod.pod].name);
        if (found == named.end()) {
            unmatched.push_back(pod);
            continue;
        }
        add_pair(parts, &found->second, &pod, found->second.judged_as, pod.judged_as);
        named.erase(found);
    }
    std::vector<PodOf> left;
    left.reserve(named.size());
    for (const auto& [name, pod] : named) left.push_back(pod);
    add_unmatched(parts, std::move(left), std::move(unmatched));
    return parts;
}

// The parts of a workload that is on one side only.
std::vector<Part> one_sided(const std::vector<PodOf>& pods, bool is_after) {
    std::map<ClassId, Part> parts;
    for (const PodOf& pod : pods) {
        Part& part = parts[pod.judged_as];
        (is_after ? part.after : part.before) = pod.judged_as;
        (is_after ? part.pods_after : part.pods_before).push_back(pod.pod);
    }
    std::vector<Part> result;
    result.reserve(parts.size());
    for (auto& [key, part] : parts) result.push_back(std::move(part));
    return result;
}

std::size_t size_of(const Part& part) {
    return std::max(part.pods_before.size(), part.pods_after.size());
}

// Adds the parts under their names: the largest as the workload, each pod of the others alone.
void add_named(std::vector<Part>& all, std::vector<Part> parts, const std::string& name,
               const Version& before, const Version& after) {
    std::stable_sort(parts.begin(), parts.end(),
                     [](const Part& a, const Part& b) { return size_of(a) > size_of(b); });
    const bool tie = parts.size() > 1 && size_of(parts[0]) == size_of(parts[1]);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        Part& part = parts[i];
        if (i == 0 && !tie) {
            part.name = name;
            all.push_back(std::move(part));
            continue;
        }
        for (std::size_t pod = 0; pod < size_of(part); ++pod) {
            Part one;
            one.before = part.before;
            one.after = part.after;
            if (pod < part.pods_before.size()) one.pods_before = {part.pods_before[pod]};
            if (pod < part.pods_after.size()) one.pods_after = {part.pods_after[pod]};
            if (one.pods_before.empty() && part.before) one.pods_before = {part.pods_before[0]};
            if (one.pods_after.empty() && part.after && !part.pods_after.empty())
                one.pods_after = {part.pods_after[0]};
            one.name = pod < part.pods_after.size()
                           ? pod_name(after.world.pods[part.pods_after[pod]])
                           : pod_name(before.world.pods[part.pods_before[pod]]);
            all.push_back(std::move(one));
        }
    }
}

}  // namespace

Parts match_parts(const Version& before, const Version& after) {
    Workloads workloads;
    list(workloads, before, &Workload::before);
    list(workloads, after, &Workload::after);
    Parts result;
    result.renamed = join_renamed(workloads, before, after);
    for (const auto& [name, workload] : workloads) {
        std::vector<Part> parts;
        if (workload.before.empty()) {
            parts = one_sided(workload.after, true);
        } else if (workload.after.empty()) {
            parts = one_sided(workload.before, false);
        } else {
            for (auto& [key, part] : pair_pods(workload, before, after))
                parts.push_back(std::move(part));
        }
        add_named(result.parts, std::move(parts), name, before, after);
    }
    return result;
}

}  // namespace analysis
