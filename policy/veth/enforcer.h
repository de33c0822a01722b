// SPDX-License-Identifier: MIT
// What stands at a pod's veth and judges every packet, both ways.
#pragma once

#include <memory>
#include <vector>

#include "policy/model/packet.h"
#include "policy/model/settings.h"
#include "policy/model/verdict.h"
#include "policy/table/filter_table.h"
#include "policy/veth/conntrack.h"
#include "policy/veth/fragment_memory.h"

namespace policy {

// One dataplane's way of enforcing policies at one veth.
class Enforcer {
  public:
    virtual ~Enforcer() = default;

    // The verdict on one packet, which is assumed to pass on iff the action is not Drop.
    // REQUIRES: `now` never goes back between calls.
    virtual Verdict judge(const Packet& packet, Direction direction, Time now) = 0;

    // Puts a new table in force: it decides whatever opens from now on, and by the settings
    // what is to become of that which is open.
    virtual void replace(std::shared_ptr<const FilterTable> table) = 0;
};

// The API's own semantics (networking.k8s.io/v1), applied at once:
//   - a connection is judged on its first packet and on the translated tuple; replies, later
//     packets and related ICMP errors follow it without a rule;
//   - what is established lives on when the table changes (the API leaves it open; most
//     implementations keep it). By Settings::keep_established it is judged again: what the new
//     table would not let in is forgotten, and its next packet meets the table like a first one;
//   - whatever comes to the pod from its own node passes (what goes there, by
//     Settings::allow_egress_to_own_node), as do IPv6 neighbour discovery and router messages
//     (ICMPv6 133-137);
//   - a fragment without ports gets the verdict of its first fragment, if that was seen in the
//     last 30 s; else nobody knows, and the action is Uncertain.
class KubernetesEnforcer final : public Enforcer {
  public:
    // `own_node`: the addresses of the node the pod runs on.
    KubernetesEnforcer(std::vector<IpAddress> own_node, std::shared_ptr<const FilterTable> table,
                       const Settings& settings = {});

    Verdict judge(const Packet& packet, Direction direction, Time now) override;
    void replace(std::shared_ptr<const FilterTable> table) override;

    const Conntrack& conntrack() const { return conntrack_; }

  private:
    Verdict judge_whole(const Packet& packet, Direction direction, Time now);
    Verdict judge_new(const Tuple& tuple, Direction direction) const;

    std::vector<IpAddress> own_node_;
    Settings settings_;
    std::shared_ptr<const FilterTable> table_;
    Conntrack conntrack_;
    FragmentMemory fragments_;
};

}  // namespace policy
