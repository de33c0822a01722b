// SPDX-License-Identifier: MIT
// Addresses for what stands in a subnet without one of its own.
#pragma once

#include <optional>
#include <set>

#include "sim/scenario/scenario.h"

namespace scenario {

// Takes addresses from where those of pods, given from below, come last.
class FreeAddresses {
  public:
    // All that nodes, pods, hosts, gateways and load balancers of `scenario` have is taken.
    explicit FreeAddresses(const Scenario& scenario);

    // The highest free one that AWS does not keep for itself; nothing where there is none.
    std::optional<policy::IpAddress> highest_in(const policy::Prefix& cidr);

    // False: it is taken already.
    bool take(const policy::IpAddress& address) { return taken_.insert(address).second; }

  private:
    std::set<policy::IpAddress> taken_;
};

}  // namespace scenario
