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
#include "policy/model/unknown_labels.h"
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

// Asks of one pod's own veth, connection by connection, where a table has one answer only: with
// each choice of labels that only a running cluster knows, each pod that claims an address, each
// answer of an ipBlock about an address that nobody has given yet. As in a table nothing counts as
// coming from the pod's own node.
class TableDoubt {
  public:
    TableDoubt(const policy::World& world, const policy::Settings& settings, std::size_t subject);

    // The subject's labels, the first with values that no selector asks for. Where there are
    // several, there is no single table.
    std::vector<policy::Labels> choices() const;
    // Whether a table may be wrong about packets that a pod with this address, or none, sends or
    // is sent.
    bool of(const policy::Pod& peer) const;

    // `peers`: the pods that the other end may be; none: no pod.
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
    policy::AskedValues asked_;
};

}  // namespace analysis
