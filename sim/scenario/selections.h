// SPDX-License-Identifier: MIT
// Selections for each state in which a timeline leaves the cluster.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/dns_names.h"
#include "sim/scenario/selection.h"
#include "sim/scenario/timeline.h"

namespace scenario {

// The cluster from one change on to the next, as flows may name it.
class ClusterState {
  public:
    // REQUIRES: all arguments outlive this and do not change.
    ClusterState(const policy::World& world, const Scenario& scenario, Time until,
                 std::unique_ptr<Selection> selection)
        : world_(world), scenario_(scenario), until_(until), selection_(std::move(selection)) {}

    const policy::World& world() const { return world_; }
    Time until() const { return until_; }  // the next change
    // REQUIRES: an end of kind Service, found in this state.
    const policy::Service& service(const End& end) const { return selection_->service(end); }
    Selection& selection() { return *selection_; }
    const std::vector<std::string>& names() const { return selection_->names(); }
    // Made when first asked for.
    const DnsNames& dns() { return dns_ ? *dns_ : dns_.emplace(world_, scenario_.hosts); }

  private:
    const policy::World& world_;
    const Scenario& scenario_;
    Time until_;
    std::unique_ptr<Selection> selection_;
    std::optional<DnsNames> dns_;
};

class Selections {
  public:
    // REQUIRES: all arguments outlive this and do not change, as far as `scenario` has a world,
    // hosts and a timeline.
    Selections(const Scenario& scenario, const Objects& objects, Findings& findings);

    // What is there at a moment, its own changes included.
    ClusterState& at(Time at);
    // Of all pods and services that are there at some time, pods of one name together.
    Selection& ever();
    // The DNS names that were found, which ends of kind Name index.
    const std::vector<std::string>& names() const;

  private:
    bool changes() const { return !moments_.empty(); }

    const Scenario& scenario_;
    const Objects& objects_;
    Findings& findings_;
    std::vector<std::string> names_;
    // Where the timeline changes more than policies: the start, at the least time, and what is
    // there after each change; and all that ever is there.
    std::map<Time, Moment> moments_;
    Moment all_;
    std::map<Time, ClusterState> states_;
    std::unique_ptr<Selection> ever_;
};

}  // namespace scenario
