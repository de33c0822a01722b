// SPDX-License-Identifier: MIT
// A veth, and a script of packets that it judges.
#pragma once

#include <string>
#include <vector>

#include "policy/table/compile.h"
#include "policy/veth/enforcer.h"
#include "tests/support/packets.h"
#include "tests/support/worlds.h"

namespace conformance {

// The veth of x/a: 10.0.0.1 and fd00::1, on a node of 10.0.0.100. Others: x/b is 10.0.0.2 and
// fd00::2, y/c is 10.0.0.3.
class VethScript {
  public:
    explicit VethScript(const std::vector<policy::NetworkPolicy>& policies = {},
                        const std::string& pod = "x/a", const policy::Settings& settings = {})
        : pod_(pod),
          settings_(settings),
          enforcer_({test_support::address("10.0.0.100")}, compile(policies), settings) {}

    void apply(const std::vector<policy::NetworkPolicy>& policies) {
        enforcer_.replace(compile(policies));
    }

    // Whether it passes: from the pod where it has the pod's address, else to it.
    bool passes(const policy::Packet& packet, policy::Time now = policy::Time(0)) {
        const auto direction =
            is_own(packet.written.source) ? policy::Direction::FromPod : policy::Direction::ToPod;
        return enforcer_.judge(packet, direction, now).action == policy::Action::Allow;
    }

  private:
    bool is_own(const policy::IpAddress& address) const {
        for (const policy::IpAddress& own : own_) {
            if (own == address) return true;
        }
        return false;
    }

    std::shared_ptr<const policy::FilterTable> compile(
        const std::vector<policy::NetworkPolicy>& policies) {
        test_support::WorldText world;
        world.ns("x").ns("y");
        world.pod("x/a", "pod=a", {"10.0.0.1", "fd00::1"});
        world.pod("x/b", "pod=b", {"10.0.0.2", "fd00::2"});
        world.pod("y/c", "pod=c", {"10.0.0.3"});
        for (const policy::NetworkPolicy& policy : policies) world.policy(policy);
        const std::size_t index = world.index(pod_);
        own_ = world.world().pods[index].addresses;
        return policy::Compiler(world.world(), book_, settings_).table(index);
    }

    std::string pod_;
    policy::Settings settings_;
    std::vector<policy::IpAddress> own_;
    policy::CauseBook book_;
    policy::KubernetesEnforcer enforcer_;
};

inline policy::NetworkPolicy deny(const std::vector<std::string>& types) {
    return test_support::policy_in("x", "deny").types(types);
}

}  // namespace conformance
