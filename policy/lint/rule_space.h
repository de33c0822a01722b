// SPDX-License-Identifier: MIT
// What a rule admits by its text, to compare rules in all worlds at once. Inside of policy/.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "policy/lint/selector_space.h"
#include "policy/model/address_range.h"
#include "policy/model/connection_set.h"
#include "policy/table/inventory.h"

namespace policy {

// One item of `from` or `to`. A podSelector alone is the pods of the policy's own namespace, which
// is a namespace with a certain name.
class PeerSpace {
  public:
    PeerSpace(const std::string& ns, const Peer& peer);
    bool empty() const;  // matches nothing, in any world
    bool within(const PeerSpace& other) const;

  private:
    bool is_block_ = false;
    AddressRanges block_;
    SelectorSpace namespaces_;
    SelectorSpace pods_;
};

class PortSpace {
  public:
    explicit PortSpace(const std::vector<PolicyPort>& items);
    bool within(const PortSpace& other) const;

  private:
    bool anything_ = false;
    ConnectionSet numbers_;
    std::set<PortName> names_;
};

struct RuleSpace {
    RuleSpace(const std::string& ns, const PolicyRule& rule);
    // Whether each peer of this lies in a peer of the other, and its ports in the other's ports.
    bool within(const RuleSpace& other) const;

    std::vector<PeerSpace> peers;  // none: anybody
    PortSpace ports;
};

}  // namespace policy
