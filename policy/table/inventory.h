// SPDX-License-Identifier: MIT
// What selectors and port names mean in one world: each is resolved once and remembered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "policy/model/address_range.h"
#include "policy/model/model.h"
#include "policy/model/settings.h"

namespace policy {

// A container port's name with its protocol: what a named port of a rule asks for.
struct PortName {
    std::string name;
    Protocol protocol = Protocol::TCP;

    friend bool operator<(const PortName& a, const PortName& b) {
        return std::tie(a.name, a.protocol) < std::tie(b.name, b.protocol);
    }
};

// The pods that give one number to a port name.
struct NamedPort {
    std::uint16_t number = 0;
    AddressRanges pods;
};

// Only policed pods are listed anywhere here (settings.h). A selector costs in proportion to
// the pods that one of its labels or its namespace narrows it to, not to the cluster.
// REQUIRES: the world is valid, defaulted, and outlives the inventory unchanged.
class Inventory {
  public:
    explicit Inventory(const World& world, const Settings& settings = {});

    // Indices into World::pods, ascending: the pods that the policy is about.
    std::vector<std::size_t> subjects(const NetworkPolicy& policy) const;

    // The pods, ascending, that `peer`, an item of a policy of namespace `ns`, selects.
    // REQUIRES: it has a selector.
    std::vector<std::size_t> selected(const std::string& ns, const Peer& peer);

    // The addresses that `peer`, an item of a policy of namespace `ns`, matches. The reference
    // stays valid. REQUIRES: the peer is the world's own object, not a copy.
    const AddressRanges& addresses(const std::string& ns, const Peer& peer);

    // The pods that declare `name`, by the number they give it, ascending. An address that two
    // pods have counts as the first one's. The reference stays valid.
    const std::vector<NamedPort>& named_ports(const PortName& name);

  private:
    using Pods = std::vector<std::size_t>;
    using SelectorPair = std::pair<std::optional<LabelSelector>, std::optional<LabelSelector>>;
    using PeerKey = std::pair<std::string, SelectorPair>;  // no namespace where it is selected

    const Pods* fewest_with_label(const LabelSelector& selector) const;
    const Pods& pods_in(const std::string& ns) const;
    Pods select(const Pods& scope, const LabelSelector* selector) const;  // null: all
    Pods select_in(const std::string& ns, const LabelSelector& selector) const;
    Pods select_across(const LabelSelector& namespaces, const LabelSelector* selector);
    const std::vector<bool>& matching_namespaces(const LabelSelector& selector);
    AddressRanges addresses_of(const Pods& pods) const;
    AddressRanges addresses_in(const IpBlock& block) const;

    const World& world_;
    bool blocks_match_pods_;
    std::unordered_map<std::string, Pods> by_namespace_;
    std::map<std::pair<std::string_view, std::string_view>, Pods> by_label_;
    std::vector<std::size_t> namespace_of_;  // of each pod, as index into World::namespaces
    std::unordered_map<IpAddress, std::size_t> owner_;

    std::map<LabelSelector, std::vector<bool>> namespaces_;
    std::map<PeerKey, AddressRanges> selected_;
    std::unordered_map<const Peer*, AddressRanges> blocks_;
    std::unordered_map<const Peer*, const AddressRanges*> peers_;  // into the two above
    std::map<PortName, std::vector<NamedPort>> named_ports_;
    bool named_ports_listed_ = false;
};

}  // namespace policy
