// SPDX-License-Identifier: MIT
// DNS names in scenarios: whether they are well formed, and whether anybody has them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/model/model.h"
#include "policy/services/dns.h"
#include "sim/scenario/scenario.h"

namespace scenario {

// Why `text` is no DNS name; nothing where it is one. Upper case and a dot at the end are allowed,
// and labels that begin with '_'.
std::optional<std::string> name_fault(const std::string& text);

// The names of one world, at its start. REQUIRES: the world outlives it unchanged.
class DnsNames {
  public:
    DnsNames(const policy::World& world, const std::vector<Host>& hosts);

    // Whether a pod of namespace `ns` finds `name`, by way of its search domains; for an empty
    // `ns`, whether what is outside the cluster does.
    bool exist(const std::string& name, const std::string& ns) const;
    // The name that a person most likely meant, as `did you mean "catalog.catalog"?`.
    std::string help(const std::string& name) const;

  private:
    policy::DnsZone zone_;
    std::vector<std::string> brief_;  // "catalog.catalog", and the hosts' names
};

}  // namespace scenario
