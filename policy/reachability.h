// SPDX-License-Identifier: MIT
// Who may open which connections to whom: the answer for all pairs at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "policy/address_range.h"
#include "policy/connection_set.h"
#include "policy/model.h"
#include "policy/settings.h"

namespace policy {

// Endpoints that nothing tells apart: no selector, port name or ipBlock of any policy. Either pods,
// or addresses outside of the cluster.
struct EndpointClass {
    std::vector<std::uint32_t> pods;  // indices into World::pods, ascending
    AddressRanges outside;            // empty iff `pods` is not
    bool is_outside() const { return pods.empty(); }
};
using ClassId = std::uint32_t;

// What one class may open to another.
struct Allowed {
    const ConnectionSet* certain = nullptr;   // never null
    const ConnectionSet* possible = nullptr;  // contains `certain`; the same pointer where no doubt
    // Over IPv4 and IPv6 the answers differ; both sets are then the unions.
    bool families_differ = false;
    // A hostNetwork pod to a pod: on the destination's own node everything passes; the sets are
    // what holds on every other node.
    bool all_on_own_node = false;
};

// All pairs of a world, computed once. For K classes it holds what K x K rows need, not what N x N
// pods would. Pods that are finished, or live but without address, are in no class.
//
// Doubt comes from pods whose addresses are not Known, where an ipBlock could matter, and from
// World::incomplete_namespaces. A pod's connections to itself never leave it and always pass;
// between() of one class with itself speaks of two different pods of it.
//
// REQUIRES: the world is valid, defaulted, and outlives this unchanged.
class Reachability {
  public:
    explicit Reachability(const World& world, const Settings& settings = {});
    ~Reachability();
    Reachability(Reachability&&) noexcept;
    Reachability& operator=(Reachability&&) noexcept;

    // Pod classes by their first pod, then outside classes by their first address.
    const std::vector<EndpointClass>& classes() const;
    std::optional<ClassId> class_of(std::size_t pod) const;  // none: finished or without address

    // Both of outside: nothing is allowed, since nothing here judges it.
    Allowed between(ClassId from, ClassId to) const;

    // Every `to` to which something may be allowed, ascending. Faster than asking one by one.
    using Visit = std::function<void(ClassId to, const Allowed& allowed)>;
    void for_each_allowed(ClassId from, const Visit& visit) const;

    std::size_t bytes() const;  // memory it holds, roughly

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace policy
