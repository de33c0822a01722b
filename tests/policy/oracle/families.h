// SPDX-License-Identifier: MIT
// Four families of small worlds. A family is every world of up to 2 namespaces, 3 pods and
// 2 policies over the family's own atoms, and every packet of its own list in each.
//
// Namespaces: a (team = red), b (team = blue); b exists where a pod or a policy is in it.
// Pods hold the addresses 10.0.0.1, .2, .3 by their place (fd00::1, ::2, ::3 where dual-stack).
// A policy is <subject> x <direction or policyTypes> x <rules>, all combined; "no rules" (default
// deny) is among the rules of every family. "x" is podSelector app=x.
//
// family     atoms
// ---------  ------------------------------------------------------------------------------------
// selectors  pods      a app=x | a app=y | b app=x | b without labels | a app=x hostNetwork with
//                      the node's address | a app=x Succeeded, its address 10.0.0.1 reused by the
//                      first pod | a app=x without address
//            policies  in a or b; of all or of app=x; Ingress or Egress
//            rules     any peer | x | {} | ns team=blue | ns {} | ns team=blue AND x | ns
//                      team=blue OR x | app NotIn (x) | app DoesNotExist | app Exists, ns name
//                      In (a) | 10.0.0.0/24 | 10.0.0.1/32 | x on TCP 81 | x, then any on TCP 80
//            packets   TCP 80, ICMP; other ends: the pods, the node 10.0.0.9, 192.0.2.1
// ports      pods      all in a; app=x: http=80 | http=8080 | http=80 and http=81;
//                      app=y: none | http=80/UDP | http=80 and http=80/UDP
//            policies  in a; of all; Ingress or Egress
//            rules     {any | x | 10.0.0.1/32} x {every port | TCP | UDP | 80 | 80-81 | 81-8080 |
//                      http | http/UDP | 80 or http | nope | SCTP 80 | nope or 8080/UDP}
//            packets   TCP 80, TCP 81, TCP 8080, UDP 80, SCTP 80, ICMP; other ends: the pods,
//                      192.0.2.1
// blocks     pods      a dual-stack | b IPv4
//            policies  in a; of all; Ingress or Egress
//            rules     {any, or 1 or 2 of: 10.0.0.0/24 | the same except 10.0.0.2/32 |
//                      10.0.0.2/32 | 10.0.0.3/30 (host bits) | 0.0.0.0/0 | the same except
//                      10.0.0.0/24 | 10.0.0.0/24 except 10.0.0.0/31, 10.0.0.128/25 | ::/0 |
//                      fd00::/120 except fd00::2/128} x {every port | TCP 80}
//            packets   TCP 80, TCP 81; other ends: the pods, and the addresses at which a block
//                      begins or ends
// shapes     pods      a app=x | a app=y
//            policies  in a; of app=x; policyTypes absent | Ingress | Egress | both
//            rules     ingress and egress each: none | R1 | R2 | R1 R2 | R2 R1 | R1 R1 | R2 R2 |
//                      {} with R1 = x on TCP 80, R2 = 10.0.0.0/30
//            packets   TCP 80, UDP 80; other ends: the pods, 192.0.2.1
//
// Taken once of several that are the same but for names: pods of a world in any order, two
// policies in either order. (random.cpp and metamorphic_test.cpp draw and shuffle both.)
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "policy/model/model.h"
#include "tests/policy/oracle/compare.h"

namespace oracle {

struct Service {
    policy::Protocol protocol;
    std::uint16_t port;
};

struct Family {
    std::string name;
    std::vector<std::vector<policy::Pod>> clusters;
    std::vector<policy::NetworkPolicy> policies;
    std::vector<policy::IpAddress> others;  // other ends beside the pods
    std::vector<Service> services;

    std::size_t worlds() const;  // clusters x sets of at most two policies

    // World number `index`. REQUIRES: index < worlds().
    policy::World world(std::size_t index) const;

    // Every pod x direction x other end x service.
    std::vector<Probe> probes(const policy::World& world) const;
};

const std::vector<Family>& families();

}  // namespace oracle
