// SPDX-License-Identifier: MIT
#include "policy/vpc/source_nat.h"

#include <chrono>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "policy/vpc/node_nat.h"
#include "tests/support/packets.h"

namespace {

using namespace std::chrono_literals;
using namespace test_support;
using policy::Packet;
using policy::SourceNat;
using policy::Time;
using Kind = SourceNat::Result::Kind;

Time forever(policy::ConnectionState /*state*/) {
    return std::chrono::hours(1);
}
Time ten_seconds(policy::ConnectionState /*state*/) {
    return 10s;
}
std::uint32_t zero(std::uint32_t /*bound*/) {
    return 0;
}

std::string text(const SourceNat::Result& result) {
    if (result.kind == Kind::NoConnection) return "none";
    if (result.kind == Kind::PortsExhausted) return "exhausted";
    const policy::Tuple& t = result.packet.translated;
    return t.source.text() + ":" + std::to_string(t.source_port) + " > " + t.destination.text() +
           ":" + std::to_string(t.destination_port);
}

TEST(SourceNat, GivesEachConnectionTowardsADestinationItsOwnPort) {
    SourceNat nat(address("198.51.100.1"), {1024, 1026}, forever);
    EXPECT_EQ(text(nat.out(tcp("10.0.0.1:7", "203.0.113.9:443"), 0s, zero)),
              "198.51.100.1:1024 > 203.0.113.9:443");
    EXPECT_EQ(text(nat.out(tcp("10.0.0.2:7", "203.0.113.9:443"), 0s, zero)),
              "198.51.100.1:1025 > 203.0.113.9:443");
    EXPECT_EQ(text(nat.out(tcp("10.0.0.2:7", "203.0.113.9:80"), 0s, zero)),
              "198.51.100.1:1024 > 203.0.113.9:80");
    EXPECT_EQ(text(nat.out(tcp("10.0.0.3:7", "203.0.113.9:443"), 0s, zero)),
              "198.51.100.1:1026 > 203.0.113.9:443");
    EXPECT_EQ(text(nat.out(tcp("10.0.0.4:7", "203.0.113.9:443"), 0s, zero)), "exhausted");
    EXPECT_EQ(text(nat.out(tcp("10.0.0.1:7", "203.0.113.9:443", "."), 0s, zero)),
              "198.51.100.1:1024 > 203.0.113.9:443");
    EXPECT_EQ(text(nat.back(tcp("203.0.113.9:443", "198.51.100.1:1025", "S."), 0s)),
              "203.0.113.9:443 > 10.0.0.2:7");
    EXPECT_EQ(text(nat.back(tcp("203.0.113.8:443", "198.51.100.1:1025", "S."), 0s)), "none");
}

TEST(SourceNat, KeepsThePortWhereItMay) {
    SourceNat nat(address("10.42.96.10"), {1024, 65535, true}, forever);
    EXPECT_EQ(text(nat.out(tcp("10.0.0.1:7777", "203.0.113.9:443"), 0s, zero)),
              "10.42.96.10:7777 > 203.0.113.9:443");
    EXPECT_EQ(text(nat.out(tcp("10.0.0.2:7777", "203.0.113.9:443"), 0s, zero)),
              "10.42.96.10:1024 > 203.0.113.9:443");
}

TEST(SourceNat, HasALimitForEachDestination) {
    SourceNat nat(address("198.51.100.1"), {1024, 65535, false, 2}, ten_seconds);
    EXPECT_EQ(nat.out(tcp("10.0.0.1:1", "203.0.113.9:443"), 0s, zero).kind, Kind::Translated);
    EXPECT_EQ(nat.out(tcp("10.0.0.1:2", "203.0.113.9:443"), 0s, zero).kind, Kind::Translated);
    EXPECT_EQ(nat.out(tcp("10.0.0.1:3", "203.0.113.9:443"), 0s, zero).kind, Kind::PortsExhausted);
    EXPECT_EQ(nat.out(tcp("10.0.0.1:3", "203.0.113.8:443"), 0s, zero).kind, Kind::Translated);
    // Swept after their time, a few with each opening.
    for (int i = 0; i < 8; ++i) nat.out(udp("10.0.0.9:9", "203.0.113.7:53"), 20s + i * 1s, zero);
    EXPECT_EQ(nat.out(tcp("10.0.0.1:3", "203.0.113.9:443"), 40s, zero).kind, Kind::Translated);
}

TEST(SourceNat, OpensForOpeningsOnly) {
    SourceNat nat(address("198.51.100.1"), {}, forever);
    EXPECT_EQ(text(nat.out(tcp("10.0.0.1:1", "203.0.113.9:443", "."), 0s, zero)), "none");
    EXPECT_EQ(text(nat.out(tcp("10.0.0.1:1", "203.0.113.9:443", "R"), 0s, zero)), "none");
    EXPECT_EQ(nat.size(), 0U);
}

TEST(SourceNat, AnEchosIdentifierIsItsPort) {
    SourceNat nat(address("198.51.100.1"), {1024, 65535}, forever);
    Packet request = packet(policy::Protocol::ICMP, "10.0.0.1:5", "203.0.113.9:5");
    request.icmp_type = 8;
    EXPECT_EQ(text(nat.out(request, 0s, zero)), "198.51.100.1:1024 > 203.0.113.9:1024");
    Packet reply = packet(policy::Protocol::ICMP, "203.0.113.9:1024", "198.51.100.1:1024");
    EXPECT_EQ(text(nat.back(reply, 0s)), "203.0.113.9:5 > 10.0.0.1:5");
}

// Both ways an error tells its reader of the packet that the reader sent.
TEST(SourceNat, TranslatesWhatAnErrorIsAbout) {
    SourceNat nat(address("198.51.100.1"), {1024, 65535}, forever);
    const auto sent = nat.out(udp("10.0.0.1:5", "203.0.113.9:53"), 0s, zero).packet;
    Packet unreachable = packet(policy::Protocol::ICMP, "203.0.113.77", "198.51.100.1");
    unreachable.icmp_type = 3;
    unreachable.quoted = sent.translated;
    const auto in = nat.back(unreachable, 0s);
    EXPECT_EQ(text(in), "203.0.113.77:0 > 10.0.0.1:0");
    EXPECT_EQ(*in.packet.quoted, udp("10.0.0.1:5", "203.0.113.9:53").translated);

    Packet from_inside = packet(policy::Protocol::ICMP, "10.0.0.1", "203.0.113.9");
    from_inside.icmp_type = 3;
    from_inside.quoted = udp("203.0.113.9:53", "10.0.0.1:5").translated;
    const auto out = nat.out(from_inside, 0s, zero);
    EXPECT_EQ(text(out), "198.51.100.1:0 > 203.0.113.9:0");
    EXPECT_EQ(*out.packet.quoted, sent.translated.reversed());
}

// Ten thousand at once: no two answers alike, each finds its way back, and all are forgotten.
TEST(SourceNat, TellsManyConnectionsApart) {
    SourceNat nat(address("198.51.100.1"), {}, ten_seconds);
    std::uint32_t state = 1;
    const policy::DrawBelow draw = [&](std::uint32_t bound) {
        state = state * 1664525U + 1013904223U;
        return (state >> 8U) % bound;
    };
    std::set<std::uint16_t> ports;
    for (int i = 0; i < 10000; ++i) {
        const std::string inside =
            "10.0." + std::to_string(i / 200) + "." + std::to_string(i % 200) + ":999";
        const auto out = nat.out(tcp(inside, "203.0.113.9:443"), 0s, draw);
        ASSERT_EQ(out.kind, Kind::Translated);
        ASSERT_TRUE(ports.insert(out.packet.translated.source_port).second) << i;
        Packet answer = out.packet;
        answer.written = answer.translated = out.packet.translated.reversed();
        answer.tcp = {};
        answer.tcp.syn = answer.tcp.ack = true;
        const auto back = nat.back(answer, 0s);
        ASSERT_EQ(back.packet.translated, tcp("203.0.113.9:443", inside).translated) << i;
    }
    for (int i = 0; i < 20000; ++i)
        nat.out(udp("10.9.0.1:1", "203.0.113.1:53"), 1h + i * 20s, draw);
    EXPECT_LE(nat.size(), 2U);
}

policy::NodeNat node_nat(bool random_ports = true) {
    return policy::NodeNat(address("10.42.96.10"),
                           {*policy::Prefix::parse("10.42.0.0/16"),
                            *policy::Prefix::parse("172.31.0.0/16")},  // excluded by its owner
                           random_ports);
}

// Amazon VPC CNI, README: AWS_VPC_K8S_CNI_EXTERNALSNAT, _EXCLUDE_SNAT_CIDRS, _RANDOMIZESNAT.
TEST(NodeNat, TranslatesWhatPodsOpenTowardsAddressesOutside) {
    const struct {
        const char* from;
        const char* to;
        const char* goes_on_as;
    } rows[] = {
        {"10.42.96.11:7777", "203.0.113.9:443", "10.42.96.10:1024 > 203.0.113.9:443"},
        {"10.42.96.11:7777", "10.60.0.5:5432", "10.42.96.10:1024 > 10.60.0.5:5432"},  // peered VPC
        {"10.42.96.11:7777", "10.42.128.50:3306", "none"},
        {"10.42.96.11:7777", "172.31.0.5:5432", "none"},
        {"10.42.96.10:7777", "203.0.113.9:443", "none"},  // the node's own
    };
    for (const auto& row : rows) {
        EXPECT_EQ(text(node_nat().leaves(tcp(row.from, row.to), 0s, zero)), row.goes_on_as)
            << row.from << " to " << row.to;
    }
    EXPECT_EQ(text(node_nat(false).leaves(tcp("10.42.96.11:7777", "203.0.113.9:443"), 0s, zero)),
              "10.42.96.10:7777 > 203.0.113.9:443");
}

TEST(NodeNat, PutsThePodBackIntoAnswers) {
    policy::NodeNat nat = node_nat();
    nat.leaves(tcp("10.42.96.11:7777", "203.0.113.9:443"), 0s, zero);
    const auto back = nat.arrives(tcp("203.0.113.9:443", "10.42.96.10:1024", "S."), 1s);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->translated.destination, address("10.42.96.11"));
    EXPECT_EQ(back->translated.destination_port, 7777);
    EXPECT_FALSE(nat.arrives(tcp("203.0.113.9:443", "10.42.96.10:1025", "S."), 1s));
    EXPECT_FALSE(nat.arrives(tcp("10.42.128.50:3306", "10.42.96.10:1024", "S."), 1s));
}

// netfilter's nat table sees a connection's first packet only (G37).
TEST(NodeNat, AnswersWhoeverCameFromOutsideWithThePodsOwnAddress) {
    policy::NodeNat nat = node_nat();
    EXPECT_FALSE(nat.arrives(tcp("10.60.0.5:4000", "10.42.96.11:80"), 0s));
    EXPECT_EQ(text(nat.leaves(tcp("10.42.96.11:80", "10.60.0.5:4000", "S."), 0s, zero)), "none");
    EXPECT_FALSE(nat.arrives(udp("10.60.0.5:4000", "10.42.96.11:53"), 0s));
    EXPECT_EQ(text(nat.leaves(udp("10.42.96.11:53", "10.60.0.5:4000"), 0s, zero)), "none");
    EXPECT_EQ(text(nat.leaves(udp("10.42.96.11:53", "10.60.0.5:4001"), 0s, zero)),
              "10.42.96.10:1024 > 10.60.0.5:4001");
}

}  // namespace
