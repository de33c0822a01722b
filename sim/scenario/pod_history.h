// SPDX-License-Identifier: MIT
// Which pods there are in the course of a timeline.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/cluster_reader.h"
#include "sim/scenario/objects/pods.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/timeline_reader.h"

namespace scenario {

using FullName = std::pair<std::string, std::string>;  // namespace, name

// A pod that is to go is terminating for its grace and goes on answering; then it is gone. One of
// its name that is wanted meanwhile comes when it is gone, with an address of its own.
class PodHistory {
  public:
    // `at_start` have their nodes. `nodes` and `findings` outlive this.
    PodHistory(std::vector<PlannedPod> at_start, const std::vector<PlannedNode>& nodes,
               Findings& findings);

    // Makes the cluster's pods those of `wanted`, from `at` on. A pod from a template that differs
    // now, and each of `remade`, goes and is made anew; a Pod object keeps its place. Reports what
    // of a Pod object's spec cannot be changed.
    void become(std::vector<PlannedPod> wanted, const std::set<FullName>& remade, Time at,
                Time grace, Changes& changes);

    // Whether a pod of this name is there and is not terminating.
    bool has(const FullName& name) const;
    // Of these: whether a template made it.
    bool is_from_template(const FullName& name) const {
        return lives_.at(name).as_object.from_template;
    }
    // The pods that a reference means, by their own name or their workload's, terminating ones
    // aside.
    std::vector<FullName> find(const Reference& what) const;
    // The names of pods and workloads that are there, as namespace/name.
    std::vector<std::string> names() const;

    // Writes over what the pod's object says, until it goes.
    void set(const FullName& name, const SetEntry& entry, Changes& changes);

    // The next pod to be gone at last.
    struct End {
        Time at{0};
        FullName pod;
    };
    std::optional<End> next_end() const;
    void end(const FullName& name, Changes& changes);

    // Every pod that ever was, by number, those of the start first.
    std::vector<PlannedPod> take() { return std::move(all_); }

  private:
    struct Life {
        std::uint32_t number = 0;
        PlannedPod as_object;  // without what was set
        SetEntry set;
        policy::Pod now;
        std::optional<Time> ends;  // terminating until then
    };

    void begin_life(std::uint32_t number, const PlannedPod& as_object, const policy::Pod& now);
    bool must_be_remade(const Life& life, const PlannedPod& wanted);
    void leave(const FullName& name, Time at, Time grace, Changes& changes);
    void refresh(Life& life, Changes& changes) const;
    void come(const std::vector<const PlannedPod*>& pods, Changes& changes);

    const std::vector<PlannedNode>& nodes_;
    Findings& findings_;
    std::vector<PlannedPod> all_;
    std::map<FullName, Life> lives_;
    std::vector<PlannedPod> wanted_;  // as the objects are now
    std::set<std::pair<Time, FullName>> ends_;
};

}  // namespace scenario
