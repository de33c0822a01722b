// SPDX-License-Identifier: MIT
#include "policy/explain/telling_labels.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace policy {
namespace {

// Labels that controllers write, which differ between a workload's pods or change with each
// rollout.
bool is_passing(std::string_view key) {
    constexpr std::array<std::string_view, 10> keys = {"pod-template-hash",
                                                       "controller-revision-hash",
                                                       "pod-template-generation",
                                                       "statefulset.kubernetes.io/pod-name",
                                                       "apps.kubernetes.io/pod-index",
                                                       "job-name",
                                                       "controller-uid",
                                                       "batch.kubernetes.io/job-name",
                                                       "batch.kubernetes.io/controller-uid",
                                                       "batch.kubernetes.io/job-completion-index"};
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

// How well a label says what a pod is, the best first.
std::size_t rank(std::string_view key) {
    constexpr std::array<std::string_view, 6> best = {
        "app",  "k8s-app",  "app.kubernetes.io/name", "app.kubernetes.io/component",
        "name", "component"};
    return static_cast<std::size_t>(std::find(best.begin(), best.end(), key) - best.begin());
}

std::size_t count_selected(const World& world, const std::string& ns,
                           const LabelSelector& selector) {
    return static_cast<std::size_t>(std::count_if(
        world.pods.begin(), world.pods.end(),
        [&](const Pod& pod) { return pod.ns == ns && matches(selector, pod.labels); }));
}

}  // namespace

Labels telling_labels(const World& world, const Pod& pod) {
    Labels chosen;
    for (const auto& label : pod.labels) {
        if (!is_passing(label.first)) chosen.insert(label);
    }
    if (chosen.empty()) chosen = pod.labels;
    std::vector<std::string> keys;
    for (const auto& label : chosen) keys.push_back(label.first);
    std::stable_sort(keys.begin(), keys.end(),
                     [](const std::string& a, const std::string& b) { return rank(a) > rank(b); });
    const std::size_t fewest = count_selected(world, pod.ns, {chosen, {}});
    for (const std::string& key : keys) {
        if (chosen.size() == 1) break;
        Labels fewer = chosen;
        fewer.erase(key);
        if (count_selected(world, pod.ns, {fewer, {}}) == fewest) chosen = std::move(fewer);
    }
    return chosen;
}

}  // namespace policy
