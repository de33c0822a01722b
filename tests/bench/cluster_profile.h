// SPDX-License-Identifier: MIT
// Clusters of the shape of large real ones, drawn from a seed.
#pragma once

#include <cstddef>
#include <cstdint>

#include "policy/model/model.h"
#include "tests/policy/oracle/dice.h"

namespace bench {

// How many peers, blocks, ports a policy has. Skewed: n as often as 1/n, as in real clusters, where
// most policies are short. Even: each number equally often.
enum class Spread : std::uint8_t { Skewed, Even };

struct Profile {
    std::size_t pods = 5413;
    std::size_t namespaces = 604;
    std::size_t policies = 13678;
    Spread spread = Spread::Skewed;
    std::uint64_t seed = 1;
};

// Namespaces: sizes by rank to the power of -0.8, the largest of some hundred pods, the smallest of
// one or two; labels team (20), env (3) and the name. Workloads: 1-40 replicas, labels app, tier
// (5), version (3), and a pod-template-hash that no selector asks for; 1-3 container ports, most
// of them named. Every pod has an IPv4 address in 10.0.0.0/9.
//
// Policies, over namespaces by the square root of their pods: each selects 1-250 pods of its
// namespace by app, app and version, tier, or all; ingress (45 %), egress (25 %) or both. In each
// of its directions it has a rule of 1-10 pod peers (a workload of its own namespace 45 %, of one
// other namespace by name 35 %, a whole namespace by name 8 %, a tier of a team's namespaces 6 %, a
// team's namespaces 3 %, every pod 1 %, others by expressions 2 %) and a rule of 1-10 CIDRs out of
// 300 networks, of which some are the cluster's own and some have exceptions; both with the
// policy's 0-10 ports (numbers out of 60, one in ten by name) and 0-5 port ranges (out of 40). A
// policy with neither has rules for every port.
policy::World cluster(const Profile& profile);

// One more policy of the same making, for a namespace of `world` that has at least `pods` pods; it
// selects at most 250.
policy::NetworkPolicy one_policy(const policy::World& world, std::size_t pods,
                                 const Profile& profile, oracle::Dice& dice);

}  // namespace bench
