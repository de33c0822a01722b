// SPDX-License-Identifier: MIT
// What the random comparison rests on: its worlds are valid, meet every reason, and are defaulted
// as the API documents.
#include "tests/policy/oracle/random_world.h"

#include <vector>

#include <gtest/gtest.h>

#include "policy/validate/validate.h"
#include "tests/policy/oracle/compare.h"
#include "tests/policy/oracle/world_text.h"

namespace oracle {
namespace {

using policy::NetworkPolicy;
using policy::World;

// What the API documents as defaults, written out by hand.
World defaulted_by_hand(World world) {
    for (NetworkPolicy& policy : world.policies) {
        if (policy.policy_types.empty()) {
            policy.policy_types = {"Ingress"};
            if (!policy.egress.empty()) policy.policy_types.push_back("Egress");
        }
        for (auto list : {&NetworkPolicy::ingress, &NetworkPolicy::egress}) {
            for (policy::PolicyRule& rule : policy.*list) {
                for (auto& item : rule.ports) item.protocol = item.protocol.value_or("TCP");
            }
        }
    }
    return world;
}

TEST(Defaulting, GivesWhatIsWrittenOut) {
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        const World undefaulted = undefaulted_world(seed);
        const World defaulted = random_world(seed);
        ASSERT_EQ(world_text(defaulted), world_text(defaulted_by_hand(undefaulted)));
        World twice = defaulted;
        for (NetworkPolicy& policy : twice.policies) policy::apply_defaults(policy);
        ASSERT_EQ(world_text(twice), world_text(defaulted));
    }
}

TEST(RandomWorlds, AreValid) {
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        const World world = random_world(seed);
        for (const NetworkPolicy& policy : world.policies) {
            for (const policy::Problem& problem : policy::validate(policy)) {
                EXPECT_NE(problem.severity, policy::Problem::Severity::Error)
                    << "seed " << seed << ": " << problem.text() << '\n'
                    << world_text(world);
            }
        }
    }
}

// A comparison of worlds in which one verdict were the rule would show little.
TEST(RandomWorlds, MeetEveryReason) {
    std::vector<std::size_t> count(policy::reason_table().size());
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        Dice dice(seed);
        const World world = random_world(seed);
        for (const auto& verdict : reference_verdicts(world, edge_probes(world, 200, dice))) {
            ++count[static_cast<std::size_t>(verdict.reason)];
        }
    }
    using policy::Reason;
    for (const Reason reason :
         {Reason::NotIsolated, Reason::RuleMatch, Reason::EgressDefaultDeny,
          Reason::IngressDefaultDeny, Reason::EgressNoRuleMatch, Reason::IngressNoRuleMatch,
          Reason::PortMismatch, Reason::NamedPortUnresolved}) {
        EXPECT_GE(count[static_cast<std::size_t>(reason)], 200U) << policy::code(reason);
    }
}

}  // namespace
}  // namespace oracle
