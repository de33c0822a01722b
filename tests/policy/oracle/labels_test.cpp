// SPDX-License-Identifier: MIT
// Tables of worlds in which labels have values that nobody knows, against the reference with each
// choice of values.
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "policy/table/compile.h"
#include "tests/policy/oracle/random_world.h"
#include "tests/policy/oracle/reach_compare.h"
#include "tests/policy/oracle/ways.h"
#include "tests/policy/oracle/world_text.h"

namespace {

using oracle::Dice;
using oracle::ReachEnd;
using oracle::Ways;
using policy::Action;
using policy::Direction;

policy::World world_with_unknown_labels(std::uint64_t seed) {
    policy::World world = oracle::random_world(seed);
    Dice dice(seed);
    for (policy::Pod& pod : world.pods) {
        for (const char* key : {"app", "tier"}) {
            if (!dice.one_in(4)) continue;
            pod.labels.erase(key);
            pod.unknown_labels.emplace_back(key);
        }
    }
    return world;
}

Action action_of(const Ways& ways) {
    if (ways.always) return Action::Allow;
    return ways.ever ? Action::Uncertain : Action::Drop;
}

class UnknownLabels : public testing::TestWithParam<std::uint64_t> {
  protected:
    void compare(const policy::World& world, const policy::Settings& settings) {
        oracle::Resolver resolver(world, settings);
        policy::CauseBook book;
        policy::Compiler compiler(world, book, settings);
        const auto services = oracle::edge_services(world);
        for (std::size_t subject = 0; subject < world.pods.size(); ++subject) {
            if (!policed(world.pods[subject], settings)) continue;
            const auto table = compiler.table(subject);
            for (const Direction direction : {Direction::FromPod, Direction::ToPod}) {
                for (std::size_t peer = 0; peer < world.pods.size(); ++peer) {
                    const policy::Pod& pod = world.pods[peer];
                    if (peer == subject || pod.finished()) continue;
                    for (const policy::IpAddress& address : pod.addresses) {
                        for (const oracle::Service& service : services) {
                            const Ways ways = resolver.judge(subject, direction, {peer, address},
                                                             address.family(), service);
                            const policy::Verdict verdict =
                                table->lookup(direction, address, service.protocol, service.port);
                            ++(verdict.action == Action::Uncertain ? uncertain : certain);
                            ASSERT_EQ(text(verdict.action), text(action_of(ways)))
                                << world.pods[subject].name << ' ' << api_name(direction) << ' '
                                << pod.name << ' ' << address.text() << ' '
                                << policy::text(service.protocol) << ' ' << service.port << '\n'
                                << oracle::world_text(world);
                            ASSERT_EQ(verdict.action == Action::Uncertain,
                                      verdict.reason == policy::Reason::LabelUnknown);
                        }
                    }
                }
            }
        }
    }

    std::size_t certain = 0;
    std::size_t uncertain = 0;
};

TEST_P(UnknownLabels, MakeATableUncertainWhereTheReferenceIsOfTwoMinds) {
    for (std::uint64_t seed = GetParam() * 1000; seed < GetParam() * 1000 + 12; ++seed) {
        policy::Settings settings;
        if (seed % 3 == 1) settings.portless = policy::PortlessTraffic::Allow;
        if (seed % 4 == 1) settings.host_network_pods = policy::HostNetworkPods::Police;
        compare(world_with_unknown_labels(seed), settings);
        if (HasFailure()) FAIL() << "seed " << seed;
    }
    EXPECT_GT(certain, uncertain);
    EXPECT_GT(uncertain, 0U);
}

INSTANTIATE_TEST_SUITE_P(Random, UnknownLabels, testing::Range<std::uint64_t>(1, 5));

}  // namespace
