// SPDX-License-Identifier: MIT
#include "sim/scenario/objects/kinds.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "sim/scenario/text/diagnostics.h"

namespace scenario {
namespace {

struct Kind {
    std::string kind;
    std::string version;
    std::vector<std::string> older;  // Kubernetes' deprecation guide: until 1.15, later kinds' 1.24
    bool workload = true;
};

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> table = {
        {"Namespace", "v1", {}, false},
        {"Node", "v1", {}, false},
        {"Pod", "v1", {}, false},
        {"NetworkPolicy", "networking.k8s.io/v1", {"extensions/v1beta1"}, false},
        {"Service", "v1", {}, false},
        {"Ingress", "networking.k8s.io/v1", {}, false},
        {"Endpoints", "v1", {}, false},
        {"ServiceAccount", "v1", {}, false},
        {"SecurityGroupPolicy", "vpcresources.k8s.aws/v1beta1", {}, false},
        {"ENIConfig", "crd.k8s.amazonaws.com/v1alpha1", {}, false},
        {"EndpointSlice", "discovery.k8s.io/v1", {"discovery.k8s.io/v1beta1"}, false},
        {"ReplicationController", "v1", {}},
        {"Deployment", "apps/v1", {"apps/v1beta2", "apps/v1beta1", "extensions/v1beta1"}},
        {"ReplicaSet", "apps/v1", {"apps/v1beta2", "extensions/v1beta1"}},
        {"StatefulSet", "apps/v1", {"apps/v1beta2", "apps/v1beta1"}},
        {"DaemonSet", "apps/v1", {"apps/v1beta2", "extensions/v1beta1"}},
        {"Job", "batch/v1", {}},
        {"CronJob", "batch/v1", {"batch/v1beta1", "batch/v2alpha1"}},
    };
    return table;
}

const Kind* find(const std::string& kind) {
    const auto found = std::find_if(kinds().begin(), kinds().end(),
                                    [&](const Kind& each) { return each.kind == kind; });
    return found == kinds().end() ? nullptr : &*found;
}

// Its own groups have no dot, or end in this; those of others have one.
bool is_of_kubernetes(std::string_view api_version) {
    const std::string_view group =
        api_version.substr(0, std::min(api_version.find('/'), api_version.size()));
    constexpr std::string_view end = ".k8s.io";
    if (api_version.find('/') == std::string_view::npos) return true;  // the core group, v1
    if (group.find('.') == std::string_view::npos) return true;
    return group.size() > end.size() && group.substr(group.size() - end.size()) == end;
}

}  // namespace

Standing standing(const std::string& api_version, const std::string& kind) {
    const Kind* known = find(kind);
    if (known == nullptr) return Standing::NotRead;
    if (api_version == known->version) return Standing::Current;
    if (!is_of_kubernetes(api_version)) return Standing::NotRead;
    const auto& older = known->older;
    return std::find(older.begin(), older.end(), api_version) != older.end() ? Standing::Older
                                                                             : Standing::NoSuch;
}

std::string current_version(const std::string& kind) {
    return find(kind)->version;
}

// The core group has many kinds, some of them near to these; the other groups' are far.
std::string misspelt(const std::string& api_version, const std::string& kind) {
    if (api_version == "v1" || find(kind) != nullptr) return "";
    std::vector<std::string> candidates;
    for (const Kind& each : kinds()) {
        if (each.version == api_version) candidates.push_back(each.kind);
    }
    if (api_version == current_version("NetworkPolicy")) {
        candidates.insert(candidates.end(), {"NetworkPolicyList", "NetworkPolicies"});
    }
    const std::string near = nearest(kind, candidates);
    return near.rfind("NetworkPolic", 0) == 0 ? "NetworkPolicy" : near;
}

bool is_workload(const std::string& kind) {
    const Kind* known = find(kind);
    return known != nullptr && known->workload;
}

}  // namespace scenario
