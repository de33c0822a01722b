// SPDX-License-Identifier: MIT
// The security groups of one interface in time: openings are judged, what belongs to a connection
// that was let in passes without a rule.
//
// A connection that need not be tracked (SecurityGroups::tracked) is not: each of its packets is
// judged as if it were an opening, so that it is cut when the rule goes, where a tracked one lives
// on until it ends or has been idle for its time. Source: Amazon EC2 User Guide, "Security group
// connection tracking". AWS documents no times for connections that are being opened or closed;
// here they are those of Linux.
#pragma once

#include <cstddef>

#include "policy/veth/conntrack.h"
#include "policy/vpc/security_groups.h"

namespace policy {

// How many connections an instance remembers, over all its interfaces. AWS publishes no figures.
struct TrackingAllowance {
    std::size_t limit = 0;
    std::size_t tracked = 0;
};

class SecurityGate {
  public:
    explicit SecurityGate(NetworkIndex interface);

    // `groups`: those in force now. `allowance` may be null: no limit.
    // REQUIRES: `now` never goes back between calls; the interface is in a group.
    Verdict judge(const SecurityGroups& groups, const Packet& packet, Way way,
                  const Carriage& carriage, TrackingAllowance* allowance, Time now);

    std::size_t tracked() const { return conntrack_.size(); }

  private:
    Verdict open(const SecurityGroups& groups, const Packet& packet, Way way,
                 const Carriage& carriage, const TrackingAllowance* allowance, Time now);

    NetworkIndex interface_;
    Conntrack conntrack_;
};

// How long a security group remembers a connection from its last packet on.
Time group_timeout(ConnectionState state);

}  // namespace policy
