// SPDX-License-Identifier: MIT
// Traps about numbers: the API knows no limit where datapaths have one.
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/conformance/judges.h"
#include "tests/support/worlds.h"

namespace conformance {
namespace {

using policy::Protocol;
using test_support::block;
using test_support::pods;
using test_support::policy_in;
using test_support::port;
using test_support::rule;
using test_support::WorldText;

// x/a with one ingress rule; x/b is 10.0.0.2, x/c is 10.1.0.3.
WorldText world_with(const policy::PolicyRule& ingress) {
    WorldText world;
    world.ns("x");
    world.pod("x/a", "pod=a", {"10.0.0.1"});
    world.pod("x/b", "pod=b", {"10.0.0.2"});
    world.pod("x/c", "pod=c", {"10.1.0.3"});
    world.policy(policy_in("x", "p").selects("pod=a").ingress(ingress));
    return world;
}

// That exactly these cells towards x/a pass, by every judge.
void expect_cells(const policy::World& world, const std::vector<Cell>& cells,
                  const Answers& expected) {
    EXPECT_EQ(by_reference(world, cells), expected);
    EXPECT_EQ(by_table(world, cells), expected);
    EXPECT_EQ(by_reachability(world, cells), expected);
}

TEST(Traps, T21_ARuleMayHaveManyPorts) {
    std::vector<policy::PolicyPort> ports;
    for (int number = 1000; number < 1400; number += 2) ports.push_back(port(number));
    const WorldText world = world_with(rule({pods("pod=b")}, ports));
    std::vector<Cell> cells;
    Answers expected;
    for (std::uint16_t number = 1000; number < 1400; ++number) {
        cells.push_back({1, 0, {Protocol::TCP, number}});
        expected.push_back(number % 2 == 0);
    }
    expect_cells(world.world(), cells, expected);
}

TEST(Traps, T22_ACidrMayHaveMoreThan24PortsAndProtocols) {
    std::vector<policy::PolicyPort> ports;
    std::vector<Cell> cells;
    Answers expected;
    for (std::uint16_t number = 1; number <= 100; ++number) {
        ports.push_back(port(number, number % 2 == 0 ? "TCP" : "UDP"));
        cells.push_back({1, 0, {Protocol::TCP, number}});
        expected.push_back(number % 2 == 0);
        cells.push_back({1, 0, {Protocol::UDP, number}});
        expected.push_back(number % 2 != 0);
        cells.push_back({2, 0, {Protocol::TCP, number}});
        expected.push_back(false);
    }
    const WorldText world = world_with(rule({block("10.0.0.0/24")}, ports));
    expect_cells(world.world(), cells, expected);
}

TEST(Traps, T40_ARuleMayHaveManyPeers) {
    std::vector<policy::Peer> peers;
    for (int host = 0; host < 4000; ++host) {
        peers.push_back(block("172.16." + std::to_string(host / 250) + "." +
                              std::to_string(host % 250) + "/32"));
    }
    peers.push_back(pods("pod=b"));
    WorldText world = world_with(rule(peers));
    std::vector<Cell> cells = {{1, 0, {Protocol::TCP, 80}}, {2, 0, {Protocol::TCP, 80}}};
    Answers expected = {true, false};
    for (const char* address : {"172.16.0.0", "172.16.15.249", "172.16.15.250", "172.16.16.0"}) {
        cells.push_back({world.world().pods.size(), 0, {Protocol::TCP, 80}});
        expected.push_back(world.world().pods.size() < 5);
        world.pod(std::string("x/at-") + address, "pod=other", {address});
    }
    expect_cells(world.world(), cells, expected);
}

}  // namespace
}  // namespace conformance
