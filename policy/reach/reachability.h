// SPDX-License-Identifier: MIT
// Who may open which connections to whom: the answer for all pairs at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "policy/model/address_range.h"
#include "policy/model/connection_set.h"
#include "policy/model/model.h"
#include "policy/model/settings.h"

namespace policy {

// Endpoints that no rule in force tells apart, by selector, port name or ipBlock. Either pods,
// or addresses that no pod has, of one family: IPv6 only where some pod has an IPv6 address, and
// IPv4 likewise. Nodes are outside like any other address; that a pod's own node always reaches it
// is not said of them.
struct EndpointClass {
    std::vector<std::uint32_t> pods;  // indices into World::pods, ascending
    AddressRanges outside;            // empty iff `pods` is not
    bool is_outside() const { return pods.empty(); }
};
using ClassId = std::uint32_t;

// What one class may open to another. The sets live as long as the Reachability that answered.
struct Allowed {
    const ConnectionSet* certain = nullptr;   // never null
    const ConnectionSet* possible = nullptr;  // contains `certain`; the same pointer where no doubt
    // Over IPv4 and IPv6 the answers differ; both sets are then the unions.
    bool families_differ = false;
    // Some of these pods share a node, or may since it is not known where one runs, and one end is
    // a hostNetwork pod whose packets are its node's: between two on one node everything passes;
    // the sets are what holds elsewhere.
    bool all_on_own_node = false;
};

// One entry of a row. Sets by number: equal sets of one Reachability have one.
struct AllowedTo {
    ClassId to = 0;
    std::uint32_t certain = 0;
    std::uint32_t possible = 0;
    bool families_differ = false;
    bool all_on_own_node = false;
};

// All pairs of a world, computed once. For K classes it holds what K x K rows need, not what N x N
// pods would. Pods that are finished, or live but without address, are in no class.
//
// What is in doubt (policy/README.md says why): of a pod whose addresses are not Known nobody can
// say whether an ipBlock matches it, unless that is a whole family; a stand-in is of every family
// that the known addresses are of. A Disputed pod is met as any of the pods that claim its address:
// selectors and named ports are those of each. A label of Pod::unknown_labels may have each value
// that a selector asks for, or none of these. What World::lost and objects in error may change is
// possible and not certain (lost.h). Pods that have no family in common have no connections.
//
// A pod's connections to itself never leave it and always pass; between() of one class with itself
// speaks of two different pods of it.
//
// REQUIRES: the world is valid, defaulted, and outlives this unchanged. Not to be asked by several
// threads at once.
class Reachability {
  public:
    explicit Reachability(const World& world, const Settings& settings = {});
    ~Reachability();
    Reachability(Reachability&&) noexcept;
    Reachability& operator=(Reachability&&) noexcept;

    // Pod classes by their first pod, then outside classes by their first address.
    const std::vector<EndpointClass>& classes() const;
    std::optional<ClassId> class_of(std::size_t pod) const;  // none: finished or without address

    // Both of outside: nothing is allowed, since nothing here judges it. Fast where the questions
    // about one `from` come together, or there are few classes.
    Allowed between(ClassId from, ClassId to) const;

    // Every `to` to which something may be allowed, be it on one node only, ascending; good until
    // another row is asked for. Faster than asking one by one.
    const std::vector<AllowedTo>& row(ClassId from) const;
    const ConnectionSet& set(std::uint32_t number) const;  // REQUIRES: it stood in a row

    std::size_t bytes() const;  // memory it holds, roughly

    struct State;  // inside of policy/

  private:
    friend class PolicyEffects;  // policy_effect.h
    std::unique_ptr<State> state_;
};

}  // namespace policy
