// SPDX-License-Identifier: MIT
// What a pod's filter table would say if all were known that decides, and where that is open.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/model/model.h"
#include "policy/model/settings.h"
#include "policy/model/verdict.h"
#include "sim/analysis/caveats.h"

namespace analysis {

// Ports of one protocol that meet one verdict.
struct TableCell {
    std::string protocol;  // as policy::TableRow's
    std::uint16_t first_port = 0;
    std::uint16_t last_port = 65535;
    policy::Action action = policy::Action::Allow;
    policy::Reason reason = policy::Reason::NotIsolated;
    std::vector<policy::Cause> causes;
    std::optional<Caveat> caveat;  // of what is uncertain
};

// Asks of one pod's own veth, connection by connection, where a table knows one pod of each address
// only: as each of the pods that claim one, and with each answer of an ipBlock about an address
// that nobody has given yet. As in a table nothing counts as coming from the pod's own node.
class TableDoubt {
  public:
    TableDoubt(const policy::World& world, const policy::Settings& settings, std::size_t subject);

    // Whether a table cannot say what this pod sends or is sent.
    bool of(const policy::Pod& peer) const;

    // REQUIRES: `peers`, the pods that the other end may be, has one at least.
    std::vector<TableCell> cells(policy::Direction direction, const policy::IpAddress& address,
                                 const std::vector<std::size_t>& peers);

  private:
    std::vector<std::uint16_t> port_cuts(policy::Direction direction,
                                         const std::vector<std::size_t>& peers) const;
    TableCell ask(policy::Direction direction, const policy::IpAddress& address,
                  const std::vector<std::size_t>& peers, policy::Protocol protocol,
                  std::uint16_t port) const;

    policy::World world_;
    const policy::Settings& settings_;
    std::size_t subject_;
};

}  // namespace analysis
