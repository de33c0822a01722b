// SPDX-License-Identifier: MIT
#include "policy/model/unknown_labels.h"

#include <algorithm>
#include <utility>

namespace policy {
namespace {

bool is_unknown(const Pod& pod, const std::string& key) {
    return std::find(pod.unknown_labels.begin(), pod.unknown_labels.end(), key) !=
           pod.unknown_labels.end();
}

}  // namespace

AskedValues::AskedValues(const World& world) {
    for (const NetworkPolicy& policy : world.policies) {
        add(policy.pod_selector);
        for (const auto* rules : {&policy.ingress, &policy.egress}) {
            for (const PolicyRule& rule : *rules) {
                for (const Peer& peer : rule.peers) {
                    if (peer.pod_selector) add(*peer.pod_selector);
                }
            }
        }
    }
    for (const Lost& lost : world.lost) {
        if (lost.pod_selector) add(*lost.pod_selector);
    }
}

void AskedValues::add(const LabelSelector& selector) {
    for (const auto& [key, value] : selector.match_labels) values_[key].insert(value);
    for (const LabelRequirement& each : selector.match_expressions) {
        values_[each.key].insert(each.values.begin(), each.values.end());
    }
}

std::string AskedValues::asked_of(const Pod& pod) const {
    const auto asked = std::find_if(pod.unknown_labels.begin(), pod.unknown_labels.end(),
                                    [&](const auto& key) { return values_.count(key) > 0; });
    return asked == pod.unknown_labels.end() ? "" : *asked;
}

std::vector<Labels> AskedValues::choices(const Pod& pod) const {
    std::vector<Labels> chosen = {pod.labels};
    for (const std::string& key : pod.unknown_labels) {
        const auto asked = values_.find(key);
        if (asked == values_.end()) continue;
        std::vector<std::string> values = {unasked_value};
        values.insert(values.end(), asked->second.begin(), asked->second.end());
        std::vector<Labels> more;
        for (const std::string& value : values) {
            for (Labels labels : chosen) {
                labels[key] = value;
                more.push_back(std::move(labels));
            }
        }
        chosen = std::move(more);
    }
    return chosen;
}

bool may_match(const LabelSelector& selector, const Pod& pod) {
    const auto may_meet = [&](const LabelRequirement& requirement) {
        if (is_unknown(pod, requirement.key)) return requirement.op != "DoesNotExist";
        return matches(requirement, pod.labels);
    };
    return std::all_of(selector.match_labels.begin(), selector.match_labels.end(),
                       [&](const auto& label) {
                           return may_meet({label.first, "In", {label.second}});
                       }) &&
           std::all_of(selector.match_expressions.begin(), selector.match_expressions.end(),
                       may_meet);
}

}  // namespace policy
