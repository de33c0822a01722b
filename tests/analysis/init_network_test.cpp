// SPDX-License-Identifier: MIT
#include "sim/analysis/init_network.h"

#include <gtest/gtest.h>

#include "tests/support/worlds.h"

namespace {

TEST(DraftNetwork, OneSubnetForTheAddressesOfEachBlock) {
    test_support::WorldText world;
    world.pod("a/a", "", {"10.1.0.5"}).pod("a/b", "", {"10.1.3.5"}).pod("a/c", "", {"10.9.0.1"});
    const analysis::DraftNetwork network = analysis::draft_network(world.world());
    ASSERT_EQ(network.subnets.size(), 2U);
    EXPECT_EQ(network.subnets[0].cidr.text(), "10.1.0.0/22");
    EXPECT_EQ(network.subnets[1].cidr.text(), "10.9.0.0/24");
    EXPECT_TRUE(network.nodes.empty());
}

TEST(DraftNetwork, NodesThatOnlyPodsNameAreNodes) {
    test_support::WorldText world;
    world.pod("a/a", "", {"10.1.0.5"});
    world.world().pods.back().node = "n-1";
    const analysis::DraftNetwork network = analysis::draft_network(world.world());
    ASSERT_EQ(network.nodes.size(), 1U);
    EXPECT_EQ(network.nodes[0].name, "n-1");
    EXPECT_EQ(network.nodes[0].subnet, network.subnets[0].name);
}

TEST(DraftNetwork, FinishedPodsAndStandInsHaveNoPlace) {
    test_support::WorldText world;
    world.pod("a/a", "", {"10.1.0.5"}).phase(policy::Phase::Succeeded);
    world.pod("a/b", "", {"240.0.0.1"});
    world.world().pods.back().addresses_are = policy::Addresses::StandIn;
    EXPECT_TRUE(analysis::draft_network(world.world()).subnets.empty());
}

}  // namespace
