// SPDX-License-Identifier: MIT
// Worlds too large to enumerate, drawn from a seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "policy/model/model.h"
#include "tests/policy/oracle/compare.h"
#include "tests/policy/oracle/dice.h"

namespace oracle {

// Up to 4 namespaces, 12 pods (IPv4, IPv6 or both; some hostNetwork, some finished with their
// address reused, some without address) and 10 policies of up to 3 rules, each of up to 3 peers
// and 3 ports: selectors with all four operators over few labels, so that they meet; CIDRs close
// to the pods' addresses, some with host bits, with exceptions inside; numbers, ranges and names
// close to the pods' container ports. Valid, but not defaulted: protocols and policyTypes may be
// absent. Every item has a line of its own.
policy::World undefaulted_world(std::uint64_t seed);
policy::World undefaulted_world(Dice& dice);

// The same with apply_defaults().
policy::World random_world(std::uint64_t seed);

// One policy of the same making for a world of so many namespaces; not defaulted.
policy::NetworkPolicy random_policy(std::size_t place, std::size_t namespaces, Dice& dice);

// One rule of the same making, not defaulted.
policy::PolicyRule random_rule(Dice& dice);

// Questions where answers change: other ends are the pods and the addresses at and beside each
// end of every CIDR; ports are those at and beside every number in the world. All of them if they
// are at most `limit`, else `limit` drawn by `dice`.
std::vector<Probe> edge_probes(const policy::World& world, std::size_t limit, Dice& dice);

}  // namespace oracle
