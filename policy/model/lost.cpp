// SPDX-License-Identifier: MIT
#include "policy/model/lost.h"

#include <algorithm>

#include "policy/model/unknown_labels.h"

namespace policy {
namespace {

bool may_be_in(const Lost& lost, const std::string& ns) {
    return !lost.ns || *lost.ns == ns;
}

template <class Meets>
const Lost* find(const World& world, Meets meets) {
    const auto found = std::find_if(world.lost.begin(), world.lost.end(), meets);
    return found == world.lost.end() ? nullptr : &*found;
}

}  // namespace

bool is_whole(const World& world) {
    const auto in_error = [](const auto& object) { return object.in_error; };
    return world.lost.empty() && std::none_of(world.pods.begin(), world.pods.end(), in_error) &&
           std::none_of(world.namespaces.begin(), world.namespaces.end(), in_error);
}

const Lost* lost_policy(const World& world, const Pod& pod, Direction direction) {
    return find(world, [&](const Lost& lost) {
        return lost.kind == Lost::Kind::Policy &&
               (direction == Direction::ToPod ? lost.ingress : lost.egress) &&
               may_be_in(lost, pod.ns) &&
               (!lost.pod_selector || may_match(*lost.pod_selector, pod));
    });
}

bool in_doubt(const World& world, const Pod& pod) {
    return pod.in_error || lost_anything(world, pod) != nullptr;
}

const Lost* lost_anything(const World& world, const Pod& pod) {
    return find(world, [&](const Lost& lost) {
        return lost.kind == Lost::Kind::Anything && may_be_in(lost, pod.ns);
    });
}

Match match(const LabelRequirement& requirement, const Namespace& ns) {
    if (ns.in_error && requirement.key != namespace_name_label) return Match::Maybe;
    return matches(requirement, ns.labels) ? Match::Yes : Match::No;
}

Match match(const LabelSelector& selector, const Namespace& ns) {
    if (!ns.in_error) return matches(selector, ns.labels) ? Match::Yes : Match::No;
    Match least = Match::Yes;
    for (const auto& [key, value] : selector.match_labels) {
        least = std::min(least, match(LabelRequirement{key, "In", {value}}, ns));
    }
    for (const LabelRequirement& requirement : selector.match_expressions) {
        least = std::min(least, match(requirement, ns));
    }
    return least;
}

}  // namespace policy
