// SPDX-License-Identifier: MIT
// What is not known of the two ends of a connection, resolved in every way, each asked of the
// reference.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "policy/model/model.h"
#include "policy/model/settings.h"
#include "tests/policy/oracle/families.h"

namespace oracle {

// A pod, or an address that no pod has.
struct ReachEnd {
    std::optional<std::size_t> pod;
    policy::IpAddress address;  // unless it is a pod
};

// What the reference says over all ways.
struct Ways {
    bool ever = false;   // in some way it passes
    bool always = true;  // in each way it passes

    void add(bool ever_here, bool always_here) {
        ever = ever || ever_here;
        always = always && always_here;
    }
    friend bool operator==(const Ways& a, const Ways& b) {
        return a.ever == b.ever && a.always == b.always;
    }
};

class Resolver {
  public:
    Resolver(const policy::World& world, const policy::Settings& settings);

    // Whether a pod or an address can be met over the family.
    bool has(const ReachEnd& end, policy::Family family) const;

    // A new connection between two on different nodes; the ends differ, and one of them is a pod.
    // REQUIRES: both are of the family.
    Ways pass(const ReachEnd& from, const ReachEnd& to, policy::Family family,
              const Service& service);

    // What one end says of it: World::pods[subject], with `peer` at the other end.
    Ways judge(std::size_t subject, policy::Direction direction, const ReachEnd& peer,
               policy::Family family, const Service& service);

    // Whether the two are on one node, and what is sent between them is the node's traffic with
    // one of its pods, which passes.
    enum class OwnNode { No, Maybe, Yes };
    OwnNode own_node(const ReachEnd& from, const ReachEnd& to) const;

  private:
    template <typename Visit>
    void each_labelling(std::optional<std::size_t> pod, Visit visit);
    Ways judge_labelled(std::size_t subject, policy::Direction direction, const ReachEnd& peer,
                        policy::Family family, const Service& service);
    std::vector<policy::IpAddress> addresses_of(const ReachEnd& end, policy::Family family) const;
    std::vector<std::size_t> claimants(std::size_t pod, policy::Family family) const;
    Ways judge_in(const policy::World& world, const policy::World& blockless, std::size_t subject,
                  policy::Direction direction, const ReachEnd& peer, policy::Family family,
                  const Service& service);

    policy::World world_;
    // What was lost denies all, or admits all. Of each a twin in which ipBlocks that are no whole
    // family match nothing.
    std::vector<policy::World> worlds_, blockless_;
    policy::Settings settings_;
    std::vector<policy::IpAddress> samples_;  // an address for each view of the ipBlocks
    bool known_[2] = {false, false};          // whether a pod that is no stand-in has the family
};

}  // namespace oracle
