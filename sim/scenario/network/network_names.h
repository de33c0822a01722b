// SPDX-License-Identifier: MIT
// What names in the network section stand for. Inside of sim/scenario/network/.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "policy/model/network.h"
#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {

// By kind; those of a VPC's own things begin with its name: "main/private".
struct NetworkNames {
    using Index = std::map<std::string, policy::NetworkIndex>;
    Index vpcs;
    Index tables;
    Index acls;
    Index groups;
    Index nat_gateways;
    Index peerings;
    Index transit_gateways;
    Index prefix_lists;
};

// Where each name was first defined.
class FirstPlaces {
  public:
    // False, and reported, where `what` of this name is defined already.
    bool is_new(const std::string& what, const std::string& name, const Place& place,
                Findings& findings);

  private:
    std::map<std::string, Place> places_;
};

// The thing of this name; nothing, and reported with what is near, where there is none. `own`: the
// name's beginning that may be left out ("main/").
std::optional<policy::NetworkIndex> find_named(const NetworkNames::Index& names,
                                               const std::string& kind, const std::string& own,
                                               const std::string& name, const Place& place,
                                               Findings& findings);

// The same of a name that `node` writes.
std::optional<policy::NetworkIndex> find_named(const NetworkNames::Index& names,
                                               const std::string& kind, const std::string& own,
                                               const Node& node, Findings& findings);

}  // namespace scenario
