// SPDX-License-Identifier: MIT
#include "sim/run/source_ports.h"

#include <set>

#include <gtest/gtest.h>

namespace sim {
namespace {

using policy::Protocol;
using policy::Time;
using std::chrono::seconds;

constexpr FlowId all_ports = last_source_port - first_source_port + 1;

TEST(SourcePorts, AreDistinctAndWithinLinuxRange) {
    SourcePorts ports(1);
    std::set<std::uint16_t> seen;
    for (FlowId flow = 0; flow < all_ports; ++flow) {
        const auto port = ports.draw(flow, 0, Protocol::TCP, Time{0});
        ASSERT_TRUE(port) << flow;
        EXPECT_GE(*port, 32768);
        EXPECT_LE(*port, 60999);
        EXPECT_TRUE(seen.insert(*port).second) << *port << " twice";
    }
    EXPECT_FALSE(ports.draw(all_ports, 0, Protocol::TCP, Time{0})) << "all are taken";
    EXPECT_TRUE(ports.draw(all_ports, 0, Protocol::UDP, Time{0})) << "but only for TCP";
    EXPECT_TRUE(ports.draw(all_ports, 1, Protocol::TCP, Time{0})) << "and only at that node";
}

TEST(SourcePorts, AFlowKeepsItsPortWhateverOtherFlowsThereAre) {
    SourcePorts alone(7);
    SourcePorts crowded(7);
    for (FlowId flow = 0; flow < 5; ++flow) {
        crowded.draw(flow, 0, Protocol::TCP, Time{0});
    }
    EXPECT_EQ(alone.draw(99, 0, Protocol::TCP, Time{0}),
              crowded.draw(99, 0, Protocol::TCP, Time{0}));
}

TEST(SourcePorts, AnotherSeedDrawsOthers) {
    std::size_t same = 0;
    SourcePorts one(1);
    SourcePorts two(2);
    for (FlowId flow = 0; flow < 100; ++flow) {
        same += one.draw(flow, flow, Protocol::TCP, Time{0}) ==
                two.draw(flow, flow, Protocol::TCP, Time{0});
    }
    EXPECT_LT(same, 5U);
}

TEST(SourcePorts, AReturnedPortIsUsableOnlyFromItsTimeOn) {
    SourcePorts ports(1);
    const auto first = ports.draw(0, 0, Protocol::TCP, Time{0});
    ports.release(0, Protocol::TCP, *first, seconds(1));
    EXPECT_NE(ports.draw(0, 0, Protocol::TCP, Time{0}), first);
    EXPECT_EQ(ports.draw(0, 0, Protocol::TCP, seconds(1)), first);
}

}  // namespace
}  // namespace sim
