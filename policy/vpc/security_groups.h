// SPDX-License-Identifier: MIT
// The security groups of an interface as a judge of openings: the union of their allow rules.
//
// What follows an opening is security_gate.h's affair.
// Source: Amazon VPC User Guide, "Security group rules"; Amazon EC2 User Guide, "Security group
// connection tracking".
#pragma once

#include <optional>
#include <unordered_set>
#include <vector>

#include "policy/model/network.h"
#include "policy/model/packet.h"
#include "policy/model/verdict.h"
#include "policy/table/cause_book.h"
#include "policy/vpc/network_acl.h"

namespace policy {

// How a packet comes to an interface.
struct Carriage {
    // It bears the address that it left an interface with, within the VPC or through a peering;
    // else no rule that names a group matches.
    bool same_network = true;
    bool always_tracked = false;  // through a gateway or load balancer: remembered in any case
    // The load balancer's interface that handed it on, whose groups it comes from.
    std::optional<NetworkIndex> balancer = std::nullopt;
};

// All groups of a network, and who is in them: a rule that names a group means the private
// addresses of the interfaces that are in it now, and none of that group's rules.
class SecurityGroups {
  public:
    // REQUIRES: `network` and `causes` outlive it.
    SecurityGroups(const Network& network, CauseBook& causes);

    // Whether some rule of some group of `interface` admits the packet. The first such rule is the
    // cause, in the order in which the interface lists its groups; of a drop all groups are, the
    // nearest miss first: a rule matched the peer but not the port; the port but not the peer;
    // neither; no rules. REQUIRES: the interface is in a group.
    Verdict judge(NetworkIndex interface, Way way, const Packet& packet,
                  const Carriage& carriage) const;

    // Whether the connection of such a packet, be it an opening or an answer, has to be remembered.
    // TCP and UDP that a rule for every address admits need not be where another lets everything
    // out the other way.
    bool tracked(NetworkIndex interface, Way way, const Packet& packet) const;

  private:
    struct Rule {
        const SecurityRule* rule;
        CauseListId cause;
    };
    struct Lists {
        std::vector<Rule> inbound;
        std::vector<Rule> outbound;
    };
    enum class Miss : std::uint8_t { Ports, Peer, Both, NoRules };  // nearest first

    const std::vector<Rule>& rules(NetworkIndex group, Way way) const;
    bool peer_matches(const SecurityRule& rule, NetworkIndex interface, const IpAddress& peer,
                      const Carriage& carriage) const;
    bool is_in(NetworkIndex group, const IpAddress& peer, const Carriage& carriage) const;
    bool open_to_everyone(NetworkIndex interface, Way way, const Packet& packet) const;
    bool reaches(NetworkIndex group, NetworkIndex interface) const;
    Miss miss(NetworkIndex group, NetworkIndex interface, Way way, const Packet& packet,
              const Carriage& carriage) const;
    Verdict refuse(NetworkIndex interface, Way way, const Packet& packet,
                   const Carriage& carriage) const;

    const Network& network_;
    CauseBook& causes_;
    std::vector<Lists> groups_;
    std::vector<std::unordered_set<IpAddress>> members_;  // by group
};

}  // namespace policy
