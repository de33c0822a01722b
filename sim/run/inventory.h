// SPDX-License-Identifier: MIT
// What a run needs to be looked at without its sources: a scenario's inputs, things and rules, as
// rows.
#pragma once

#include <map>
#include <unordered_map>

#include "policy/model/verdict.h"
#include "results/writer.h"
#include "sim/scenario/scenario.h"

namespace sim {

// Writes inputs, namespaces, subnets, nodes, workloads, endpoints, reasons and timeline events.
// Endpoint ids: pods by index, then hosts, nodes, services, names and load balancers
// (endpoint_id). Reason ids are
// those of reasons.h.
void write_inventory(const scenario::Scenario& scenario, results::Writer& writer);

results::Id endpoint_id(const scenario::Scenario& scenario, const scenario::End& end);

// Who answers at an address: the pod rather than its node.
std::unordered_map<policy::IpAddress, results::Id> endpoints_by_address(
    const scenario::Scenario& scenario);

// Everything that can be a cause, each once, as a row of the store.
class RuleBook {
  public:
    explicit RuleBook(results::Writer& writer) : writer_(writer) {}

    // All that `policy` can be the cause of: each peer of each rule, each rule without peers, and
    // the policy itself in the directions it isolates.
    void add(const policy::NetworkPolicy& policy, const policy::World& world);

    // The row of a cause; made where add() did not foresee it.
    results::Id id(const policy::Cause& cause);

  private:
    results::Writer& writer_;
    std::map<policy::Cause, results::Id> ids_;
};

}  // namespace sim
