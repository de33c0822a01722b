// SPDX-License-Identifier: MIT
// Pods by workload, and the names that analysis prints.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/model/model.h"
#include "policy/reach/reachability.h"

namespace analysis {

// Pods of one workload that are judged alike, to be printed as one line.
//
// Where all of a workload's pods are judged alike, their group bears the workload's name. Where
// some are not, the largest part keeps it and each of the others is a group of its own and named as
// a pod; without a part larger than every other, all are. Pods of two classes are judged alike if
// whatever one may open, and whatever may be opened to it, is the same of the other.
struct Group {
    std::string name;                    // "shop/web[Deployment]", "shop/web-2[Pod]"
    policy::ClassId endpoint_class = 0;  // its first pod's; of the others one with the same answers
    std::vector<std::uint32_t> pods;     // ascending; World::pods; never empty
};

// All groups, by namespace, then name, then kind. With `each_pod` every pod is its own group and
// named "ns/name[Pod]". Pods in no class (finished, without address) are in no group.
std::vector<Group> group_pods(const policy::World& world, const policy::Reachability& reach,
                              bool each_pod);

// "10.0.0.0-10.255.255.255"; "10.0.0.1" where first and last are the same.
std::string range_name(const policy::AddressRange& range);

// "ns/name[Kind]" of a pod's workload, and of the pod itself.
std::string workload_name(const policy::Pod& pod);
std::string pod_name(const policy::Pod& pod);

}  // namespace analysis
