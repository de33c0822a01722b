// SPDX-License-Identifier: MIT
// A network made ready to be asked: whose an address is, and every rule with its cause.
#pragma once

#include <unordered_map>
#include <vector>

#include "policy/model/network.h"
#include "policy/table/cause_book.h"
#include "policy/vpc/network_acl.h"
#include "policy/vpc/security_groups.h"

namespace policy {

// Immutable; shared by all who ask. REQUIRES: `causes` outlives it.
class VpcRules {
  public:
    VpcRules(Network network, CauseBook& causes);
    VpcRules(const VpcRules&) = delete;  // the judges point into the network
    VpcRules& operator=(const VpcRules&) = delete;

    const Network& network() const { return network_; }
    const SecurityGroups& groups() const { return groups_; }
    const AclJudge& acl(NetworkIndex index) const { return acls_[index]; }

    // The interface of `vpc` that has this private address; null where none has.
    const NetworkIndex* interface_of(NetworkIndex vpc, const IpAddress& address) const;
    // The NAT gateway of `vpc` that has this private address; null likewise.
    const NetworkIndex* nat_gateway_of(NetworkIndex vpc, const IpAddress& address) const;

    struct Owner {
        NetworkIndex vpc = 0;
        IpAddress inside;
    };
    // Who has this public address; null where nobody has.
    const Owner* owner_of(const IpAddress& outside) const;
    // The public address that stands for a private one of `vpc`; null where none does.
    const IpAddress* public_of(NetworkIndex vpc, const IpAddress& inside) const;

    CauseListId route_table_cause(NetworkIndex table) const { return tables_[table].whole; }
    CauseListId route_cause(NetworkIndex table, std::size_t route) const {
        return tables_[table].routes[route];
    }
    CauseListId transit_cause(NetworkIndex gateway) const { return transits_[gateway]; }

  private:
    struct TableCauses {
        CauseListId whole = no_causes;
        std::vector<CauseListId> routes;
    };
    using Owned = std::unordered_map<IpAddress, NetworkIndex>;
    void add_public(NetworkIndex vpc, const PublicAddress& address);
    void index_interfaces();
    void index_gateways();

    Network network_;
    SecurityGroups groups_;
    std::vector<AclJudge> acls_;
    std::vector<TableCauses> tables_;
    std::vector<CauseListId> transits_;
    std::vector<Owned> interfaces_;                                    // by VPC
    std::vector<Owned> nat_gateways_;                                  // by VPC
    std::vector<std::unordered_map<IpAddress, IpAddress>> public_of_;  // by VPC
    std::unordered_map<IpAddress, Owner> owners_;
};

}  // namespace policy
