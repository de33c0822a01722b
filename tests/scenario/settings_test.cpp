// SPDX-License-Identifier: MIT
#include "sim/scenario/settings.h"

#include <gtest/gtest.h>

#include "tests/scenario/reading.h"

namespace scenario {
namespace {

policy::Settings with(const std::string& key, const std::string& value) {
    policy::Settings settings;
    const auto fault = set(settings, key, value);
    EXPECT_FALSE(fault) << key << "=" << value << ": " << fault->message;
    return settings;
}

TEST(Settings, EachValueDoesWhatItSays) {
    using policy::HostNetworkPods;
    using policy::PortlessTraffic;
    EXPECT_EQ(with("hostNetworkPods", "police").host_network_pods, HostNetworkPods::Police);
    EXPECT_EQ(with("icmp", "allow").portless, PortlessTraffic::Allow);
    EXPECT_EQ(with("icmp", "drop").portless, PortlessTraffic::Drop);
    EXPECT_FALSE(with("ipBlockMatchesPods", "false").ip_block_matches_pods);
    EXPECT_TRUE(with("egressToOwnNode", "allow").allow_egress_to_own_node);
    EXPECT_FALSE(with("establishedConnections", "reevaluate").keep_established);
}

TEST(Settings, TheFirstValueOfEachIsTheDefault) {
    for (const Setting& setting : setting_table()) {
        EXPECT_TRUE(with(std::string(setting.key), std::string(setting.values.front())) ==
                    policy::Settings{})
            << setting.key;
    }
}

TEST(Settings, AreReadFromAScenario) {
    const auto result = read(with_shop("settings: {icmp: allow, ipBlockMatchesPods: false}\n"));
    ASSERT_TRUE(result.scenario) << lines(result.diagnostics);
    EXPECT_EQ(result.scenario->settings.portless, policy::PortlessTraffic::Allow);
    EXPECT_FALSE(result.scenario->settings.ip_block_matches_pods);
}

TEST(Settings, FaultsStandWhereTheyWereWritten) {
    const auto result =
        read(with_shop("settings: {icpm: allow, icmp: maybe, egressToOwnNode: []}\n"));
    EXPECT_EQ(lines(result.diagnostics),
              "s.yaml:6:12+4: unknown setting \"icpm\" (did you mean \"icmp\"?)\n"
              "s.yaml:6:31+5: icmp cannot be \"maybe\" (one of byRule, allow, drop)\n"
              "s.yaml:6:55+1: a setting has one word for a value\n");
}

TEST(Settings, APacketOfAHostNetworkPodIsItsNodes) {
    const auto result = read(with_shop("settings: {hostNetworkPods: police}\n"));
    EXPECT_FALSE(result.scenario);
    ASSERT_EQ(result.diagnostics.size(), 1U);
    EXPECT_EQ(result.diagnostics[0].message, "hostNetworkPods: police cannot be simulated");
}

}  // namespace
}  // namespace scenario
