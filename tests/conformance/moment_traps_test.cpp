// SPDX-License-Identifier: MIT
// Traps about moments, as packets: what is in force when.
#include <chrono>

#include <gtest/gtest.h>

#include "tests/support/scenarios.h"
#include "tests/support/trial.h"

namespace conformance {
namespace {

using namespace std::chrono_literals;
using policy::Protocol;
using tests::flow;
using tests::pod_end;

scenario::Flow probe_at(policy::Time at, std::uint32_t from, std::uint32_t to) {
    scenario::Flow made = flow(pod_end(from), pod_end(to), Protocol::TCP, 80, at);
    made.exchange = scenario::Exchange::Probe;
    made.timeout = 100ms;
    return made;
}

policy::NetworkPolicy allow_pod_1() {
    policy::NetworkPolicy made = tests::deny_all("allow", {{"app", "pod-0"}}, "Ingress");
    policy::Peer peer;
    peer.pod_selector = policy::LabelSelector{{{"app", "pod-1"}}, {}};
    policy::PolicyRule rule;
    rule.peers = {peer};
    made.ingress = {rule};
    return made;
}

TEST(Traps, T60_APodIsIsolatedFromItsFirstMomentOn) {
    scenario::Scenario scenario = tests::cluster_of(3, 1);
    scenario.world.policies.push_back(tests::deny_all("deny", {}, "Ingress"));
    scenario.world.policies.push_back(tests::deny_all("deny-out", {{"app", "pod-2"}}, "Egress"));
    scenario.flows = {probe_at(0s, 1, 0), probe_at(0s, 2, 0), probe_at(1ns, 1, 0)};
    tests::Trial trial(scenario);
    for (const sim::FlowId flow : {0U, 1U, 2U}) {
        EXPECT_EQ(trial[flow].outcome, "timed-out") << flow;
        EXPECT_EQ(trial[flow].dropped, 1) << flow;
    }
}

TEST(Traps, T61_PoliciesOfOneMomentComeTogether) {
    scenario::Scenario scenario = tests::cluster_of(3, 1);
    scenario::TimelineEvent both;
    both.at = 1s;
    both.changes.policies = {tests::deny_all("deny", {}, "Ingress"), allow_pod_1()};
    scenario.timeline = {both};
    for (const policy::Time at : {policy::Time(999ms), policy::Time(1s), policy::Time(1s + 1ns)}) {
        scenario.flows.push_back(probe_at(at, 1, 0));  // allowed before, then, and after
        scenario.flows.push_back(probe_at(at, 2, 0));  // allowed before
    }
    tests::Trial trial(scenario);
    const char* const expected[] = {"answered",  "answered", "answered",
                                    "timed-out", "answered", "timed-out"};
    for (sim::FlowId flow = 0; flow < 6; ++flow) {
        EXPECT_EQ(trial[flow].outcome, expected[flow]) << "flow " << flow;
    }
}

}  // namespace
}  // namespace conformance
