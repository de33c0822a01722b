// SPDX-License-Identifier: MIT
#include "policy/model/connection_set.h"

#include <vector>

#include <gtest/gtest.h>

namespace {

using policy::ConnectionSet;
using policy::PortInterval;
using policy::PortIntervals;
using policy::Protocol;

ConnectionSet tcp(std::uint16_t first, std::uint16_t last) {
    return ConnectionSet::of(Protocol::TCP, {first, last});
}
ConnectionSet tcp(std::uint16_t port) {
    return tcp(port, port);
}
ConnectionSet udp(std::uint16_t port) {
    return ConnectionSet::of(Protocol::UDP, {port, port});
}

TEST(ConnectionSet, NoneAndAll) {
    EXPECT_TRUE(ConnectionSet().empty());
    EXPECT_FALSE(ConnectionSet().is_all());
    EXPECT_TRUE(ConnectionSet::all().is_all());
    const PortInterval every{1, 65535};
    EXPECT_EQ(ConnectionSet::all(),
              ConnectionSet::of(Protocol::TCP, every) | ConnectionSet::of(Protocol::UDP, every) |
                  ConnectionSet::of(Protocol::SCTP, every) | ConnectionSet::portless());
    EXPECT_EQ(ConnectionSet::all() - ConnectionSet::all(), ConnectionSet());
}

TEST(ConnectionSet, EqualSetsAreEqualHoweverTheyWereMade) {
    EXPECT_EQ(tcp(80) | tcp(81), tcp(80, 81));            // adjacent
    EXPECT_EQ(tcp(80, 90) | tcp(85, 100), tcp(80, 100));  // overlapping
    EXPECT_EQ(tcp(80, 100) | tcp(85, 90), tcp(80, 100));  // inside
    EXPECT_EQ(tcp(82) | tcp(80) | tcp(81), tcp(80, 82));  // a gap is filled
    EXPECT_EQ((tcp(1, 65535) - tcp(80)) | tcp(80), tcp(1, 65535));
    EXPECT_NE(tcp(80), udp(80));
    const PortIntervals apart{{80, 80}, {82, 82}};
    EXPECT_EQ((tcp(82) | tcp(80)).ports(Protocol::TCP), apart);
}

TEST(ConnectionSet, ContainsExactlyItsPorts) {
    const ConnectionSet set = tcp(80) | tcp(8000, 8999) | udp(53);
    EXPECT_TRUE(set.contains(Protocol::TCP, 80));
    EXPECT_FALSE(set.contains(Protocol::TCP, 79));
    EXPECT_FALSE(set.contains(Protocol::TCP, 81));
    EXPECT_TRUE(set.contains(Protocol::TCP, 8000));
    EXPECT_TRUE(set.contains(Protocol::TCP, 8999));
    EXPECT_FALSE(set.contains(Protocol::TCP, 9000));
    EXPECT_FALSE(set.contains(Protocol::TCP, 53));
    EXPECT_TRUE(set.contains(Protocol::UDP, 53));
    EXPECT_FALSE(set.contains(Protocol::ICMP, 80));
    EXPECT_TRUE(ConnectionSet::portless().contains(Protocol::ICMPv6, 0));
    EXPECT_TRUE(ConnectionSet::portless().contains(static_cast<Protocol>(47), 80));
}

TEST(ConnectionSet, ContainsSubsets) {
    EXPECT_TRUE(tcp(80, 90).contains(tcp(80) | tcp(90)));
    EXPECT_FALSE(tcp(80, 90).contains(tcp(90, 91)));
    EXPECT_FALSE(tcp(80, 90).contains(ConnectionSet::portless()));
    EXPECT_TRUE(ConnectionSet().contains(ConnectionSet()));
}

TEST(ConnectionSet, PiecesToWrite) {
    EXPECT_EQ(ConnectionSet().pieces(), 0U);
    EXPECT_EQ(ConnectionSet::all().pieces(), 4U);
    EXPECT_EQ((tcp(80) | tcp(443) | udp(53) | ConnectionSet::portless()).pieces(), 4U);
}

TEST(ConnectionSet, Text) {
    EXPECT_EQ(ConnectionSet().text(), "none");
    EXPECT_EQ(ConnectionSet::all().text(), "all");
    EXPECT_EQ(ConnectionSet::portless().text(), "ICMP and others");
    EXPECT_EQ((tcp(443) | tcp(80) | tcp(8000, 8999) | udp(53) | ConnectionSet::portless()).text(),
              "TCP 80,443,8000-8999; UDP 53; ICMP and others");
    EXPECT_EQ((ConnectionSet::all() - tcp(1, 65535)).text(), "UDP all; SCTP all; ICMP and others");
    EXPECT_EQ((ConnectionSet::all() - tcp(80)).text(),
              "TCP 1-79,81-65535; UDP all; SCTP all; ICMP and others");
}

// Every set of the ports 1-6, with 7-65535 in or out as one: what the operators say is what
// membership of each port says.
TEST(ConnectionSet, OperatorsAgreeWithMembership) {
    const std::vector<PortInterval> atoms = {{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}, {6, 65535}};
    const auto set_of = [&](unsigned bits) {
        ConnectionSet set;
        for (std::size_t i = 0; i < atoms.size(); ++i) {
            if ((bits >> i & 1U) != 0) set = set | ConnectionSet::of(Protocol::SCTP, atoms[i]);
        }
        return set;
    };
    for (unsigned a = 0; a < 64; ++a) {
        for (unsigned b = 0; b < 64; ++b) {
            EXPECT_EQ(set_of(a) | set_of(b), set_of(a | b));
            EXPECT_EQ(set_of(a) & set_of(b), set_of(a & b));
            EXPECT_EQ(set_of(a) - set_of(b), set_of(a & ~b));
            EXPECT_EQ(set_of(a).contains(set_of(b)), (b & ~a) == 0);
        }
    }
}

}  // namespace
