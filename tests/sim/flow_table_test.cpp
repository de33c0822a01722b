// SPDX-License-Identifier: MIT
#include "sim/cluster/flow_table.h"

#include <gtest/gtest.h>

namespace sim {
namespace {

using policy::IpAddress;
using policy::Protocol;
using policy::Tuple;

const Tuple opener{IpAddress::v4(0x0A000001), IpAddress::v4(0x0A000002), Protocol::TCP, 40000, 80};

TEST(FlowTable, FindsAFlowFromEitherEnd) {
    FlowTable flows;
    flows.open(7, opener);
    const auto forward = flows.find(policy::untranslated(opener));
    ASSERT_TRUE(forward);
    EXPECT_EQ(forward->flow, 7U);
    EXPECT_EQ(forward->leg, Leg::Forward);
    const auto reply = flows.find(policy::untranslated(opener.reversed()));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->leg, Leg::Reply);
}

TEST(FlowTable, AnIcmpErrorTravelsAgainstThePacketItQuotes) {
    FlowTable flows;
    flows.open(7, opener);
    policy::Packet error = policy::untranslated(
        {IpAddress::v4(0x0A000002), IpAddress::v4(0x0A000001), Protocol::ICMP, 0, 0});
    error.quoted = opener;
    ASSERT_TRUE(flows.find(error));
    EXPECT_EQ(flows.find(error)->leg, Leg::Reply);
    error.quoted = opener.reversed();
    EXPECT_EQ(flows.find(error)->leg, Leg::Forward);
}

TEST(FlowTable, KnowsNothingOfOthersOrOfWhatHasEnded) {
    FlowTable flows;
    flows.open(7, opener);
    Tuple other = opener;
    other.source_port = 40001;
    EXPECT_FALSE(flows.find(policy::untranslated(other)));
    other = opener;
    other.protocol = Protocol::UDP;
    EXPECT_FALSE(flows.find(policy::untranslated(other)));
    flows.close(7, opener);
    EXPECT_FALSE(flows.find(policy::untranslated(opener)));
}

}  // namespace
}  // namespace sim
