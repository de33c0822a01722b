// SPDX-License-Identifier: MIT
#include "sim/analysis/reach_dns_cache.h"

#include <algorithm>

namespace analysis {
namespace {

using policy::Endpoint;

Passes open_question() {
    Passes passes;
    passes.any = true;
    passes.possible = true;
    passes.doubts.add(Caveat::AddressUnknown);
    return passes;
}

Passes certainly() {
    Passes passes;
    passes.any = true;
    passes.possible = true;
    passes.certain = true;
    return passes;
}

bool is_isolated(const policy::World& world, const policy::Pod& pod) {
    return std::any_of(world.policies.begin(), world.policies.end(), [&](const auto& each) {
        const auto& types = each.policy_types;
        return each.ns == pod.ns && policy::matches(each.pod_selector, pod.labels) &&
               std::find(types.begin(), types.end(), "Ingress") != types.end();
    });
}

Passes backend_passes(const policy::World& world, const policy::DnsCaches::Cache& cache,
                      const Endpoint& backend, const ReachJudge& judge) {
    const bool is_pod = backend.pod != Endpoint::none;
    if (cache.node == Endpoint::none) {
        const bool open = !is_pod || !is_isolated(world, world.pods[backend.pod]);
        return open ? certainly() : open_question();
    }
    if (is_pod && backend.node == cache.node) return certainly();  // a node and its own pods
    return judge.judge(judge.outside_class_of(cache.endpoint.address),
                       judge.class_of(backend.address), policy::Protocol::TCP, backend.port);
}

}  // namespace

Passes upstream_passes(const policy::World& world, const policy::ServiceTable& table,
                       const policy::DnsCaches::Cache& cache, const ReachJudge& judge) {
    constexpr std::uint16_t dns_port = 53;
    if (!cache.upstream) return open_question();
    const policy::IpAddress& own = world.services[*cache.upstream].cluster_ips.front();
    const policy::ServiceAnswer answer =
        table.find(own, policy::Protocol::TCP, dns_port, cache.node, policy::Origin::Node);
    Passes all;
    for (const Endpoint* each = answer.first; each != answer.first + answer.count; ++each) {
        all.add(backend_passes(world, cache, *each, judge), Caveat::BackendsDiffer);
    }
    return all;
}

}  // namespace analysis
