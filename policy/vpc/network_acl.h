// SPDX-License-Identifier: MIT
// A subnet's network ACL as a judge: numbered entries, the first that matches, no memory.
#pragma once

#include <vector>

#include "policy/model/network.h"
#include "policy/model/packet.h"
#include "policy/model/verdict.h"
#include "policy/table/cause_book.h"

namespace policy {

// One network ACL, its entries in the order in which they are tried.
// Source: Amazon VPC User Guide, "Control subnet traffic with network access control lists".
class AclJudge {
  public:
    // REQUIRES: `network` outlives the constructor only; `causes` too.
    AclJudge(const Network& network, NetworkIndex acl, CauseBook& causes);

    // Allowed by an entry; dropped by an entry, or by the list's end. Uncertain: a later fragment
    // that an entry with ports could meet.
    Verdict judge(Way way, const Packet& packet) const;

  private:
    struct Entry {
        bool allow;
        TrafficMatch traffic;
        Prefix cidr;
        CauseListId cause;
    };
    struct List {
        std::vector<Entry> entries;
        CauseListId end = no_causes;  // the list itself, where no entry matched
    };
    static List compile(const Network& network, const NetworkAcl& acl, Way way, CauseBook& causes);

    List inbound_;
    List outbound_;
};

}  // namespace policy
