// SPDX-License-Identifier: MIT
// What of the network decided, as causes. Inside of policy/.
#pragma once

#include <cstddef>

#include "policy/model/network.h"
#include "policy/model/verdict.h"
#include "policy/vpc/network_acl.h"

namespace policy {

// "inbound[2]" of a list of entries or rules; a list as a whole is its name alone.
Cause acl_entry_cause(const Network& network, const NetworkAcl& acl, Way way, std::size_t entry);
Cause acl_cause(const Network& network, const NetworkAcl& acl, Way way);
Cause group_rule_cause(const Network& network, const SecurityGroup& group, Way way,
                       std::size_t rule);
Cause group_cause(const Network& network, const SecurityGroup& group, Way way);
Cause route_cause(const Network& network, const RouteTable& table, std::size_t route);
Cause route_table_cause(const Network& network, const RouteTable& table);

// Of what has only a name and a place.
Cause thing_cause(const Network& network, const std::string& kind, const std::string& name,
                  const Position& position);

}  // namespace policy
