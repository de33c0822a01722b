// SPDX-License-Identifier: MIT
// Bytes in, what a policy judges out. The bytes follow RFC 791, 792, 768, 9293 and 9260.
#include "sim/cluster/packet_view.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sim {
namespace {

using Bytes = std::vector<std::uint8_t>;
using policy::Protocol;

Bytes operator+(Bytes a, const Bytes& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

// An IPv4 header from 10.0.0.1 to 10.0.0.2 with `options` further bytes.
Bytes ip(std::uint8_t protocol, std::uint16_t fragment = 0, std::size_t options = 0) {
    Bytes bytes = {static_cast<std::uint8_t>(0x40U | (5U + options / 4U)),
                   0,
                   0x05,
                   0xDC,  // total length 1500
                   0xBE,
                   0xEF,  // identification
                   static_cast<std::uint8_t>(fragment >> 8U),
                   static_cast<std::uint8_t>(fragment & 0xFFU),
                   64,
                   protocol,
                   0,
                   0,
                   10,
                   0,
                   0,
                   1,
                   10,
                   0,
                   0,
                   2};
    bytes.resize(bytes.size() + options, 1);  // no-operation
    return bytes;
}

const Bytes ports_4660_80 = {0x12, 0x34, 0x00, 0x50};

Bytes tcp(std::uint8_t flags) {
    return ports_4660_80 + Bytes{0, 0, 0, 0, 0, 0, 0, 0, 0x50, flags, 0xFF, 0xFF, 0, 0, 0, 0};
}

Bytes udp() {
    return ports_4660_80 + Bytes{0, 8, 0, 0};
}

Bytes sctp(std::uint8_t chunk) {
    return ports_4660_80 + Bytes{0, 0, 0, 0, 0, 0, 0, 0, chunk, 0, 0, 20};
}

Bytes icmp(std::uint8_t type, std::uint8_t code) {
    return {type, code, 0, 0, 0xAB, 0xCD, 0, 1};
}

std::optional<policy::Packet> view(const Bytes& bytes) {
    return view_of(bytes.data(), bytes.size());
}

std::string text(const policy::Tuple& t) {
    return policy::text(t.protocol) + " " + t.source.text() + ":" + std::to_string(t.source_port) +
           " " + t.destination.text() + ":" + std::to_string(t.destination_port);
}

TEST(PacketView, ReadsTheTupleOfEveryProtocol) {
    const struct {
        const char* name;
        Bytes bytes;
        const char* tuple;
    } rows[] = {
        {"TCP", ip(6) + tcp(2), "TCP 10.0.0.1:4660 10.0.0.2:80"},
        {"TCP behind 40 bytes of options", ip(6, 0, 40) + tcp(2), "TCP 10.0.0.1:4660 10.0.0.2:80"},
        {"UDP", ip(17) + udp(), "UDP 10.0.0.1:4660 10.0.0.2:80"},
        {"SCTP", ip(132) + sctp(1), "SCTP 10.0.0.1:4660 10.0.0.2:80"},
        {"echo: the identifier as both ports", ip(1) + icmp(8, 0),
         "ICMP 10.0.0.1:43981 10.0.0.2:43981"},
        {"another ICMP message has no ports", ip(1) + icmp(13, 0), "ICMP 10.0.0.1:0 10.0.0.2:0"},
        {"a protocol without ports", ip(47) + Bytes{1, 2, 3, 4}, "47 10.0.0.1:0 10.0.0.2:0"},
        {"a later fragment has no ports", ip(6, 0x0010) + ports_4660_80,
         "TCP 10.0.0.1:0 10.0.0.2:0"},
    };
    for (const auto& row : rows) {
        const auto seen = view(row.bytes);
        ASSERT_TRUE(seen) << row.name;
        EXPECT_EQ(text(seen->written), row.tuple) << row.name;
        EXPECT_TRUE(seen->translated == seen->written) << row.name;
        EXPECT_EQ(seen->bytes, 1500U) << row.name;
    }
}

TEST(PacketView, ReadsTcpFlags) {
    const auto seen = view(ip(6) + tcp(0x02 | 0x10));
    EXPECT_TRUE(seen->tcp.syn && seen->tcp.ack);
    EXPECT_FALSE(seen->tcp.fin || seen->tcp.rst);
    const auto closing = view(ip(6) + tcp(0x01 | 0x04));
    EXPECT_TRUE(closing->tcp.fin && closing->tcp.rst);
    EXPECT_FALSE(closing->tcp.syn || closing->tcp.ack);
}

TEST(PacketView, TellsFragmentsApart) {
    const auto whole = view(ip(17, 0x4000) + udp());  // don't fragment
    EXPECT_FALSE(whole->more_fragments || whole->later_fragment);
    const auto first = view(ip(17, 0x2000) + udp());
    EXPECT_TRUE(first->more_fragments && !first->later_fragment);
    EXPECT_EQ(first->fragment_id, 0xBEEF);
    EXPECT_EQ(first->written.destination_port, 80);
    const auto last = view(ip(17, 0x00B9));
    EXPECT_TRUE(!last->more_fragments && last->later_fragment);
    EXPECT_EQ(last->fragment_id, 0xBEEF);
}

TEST(PacketView, AnIcmpErrorQuotesThePacketItIsAbout) {
    const Bytes quoted = ip(17, 0, 4) + udp();
    for (const std::uint8_t type : Bytes{3, 4, 5, 11, 12}) {
        const auto seen = view(ip(1) + icmp(type, 3) + quoted);
        ASSERT_TRUE(seen && seen->quoted) << int{type};
        EXPECT_EQ(text(*seen->quoted), "UDP 10.0.0.1:4660 10.0.0.2:80") << int{type};
        EXPECT_EQ(seen->icmp_type, type);
        EXPECT_EQ(seen->icmp_code, 3);
    }
    EXPECT_FALSE(view(ip(1) + icmp(0, 0) + quoted)->quoted) << "an echo reply quotes nothing";
}

TEST(PacketView, AnErrorThatQuotesTooLittleHasNoQuotedTuple) {
    const auto seen = view(ip(1) + icmp(3, 3) + ip(17) + ports_4660_80);
    ASSERT_TRUE(seen);
    EXPECT_FALSE(seen->quoted);
}

TEST(PacketView, RefusesWhatItCannotJudge) {
    const struct {
        const char* name;
        Bytes bytes;
    } rows[] = {
        {"nothing", {}},
        {"half a header", {0x45, 0, 0, 20, 0, 0, 0, 0, 64, 6}},
        {"IPv6", Bytes(40, 0x60)},
        {"a header length below five words", Bytes{0x44} + Bytes(30, 0)},
        {"options that are not there", Bytes{0x4F} + Bytes(30, 0)},
        {"TCP cut before its flags", ip(6) + Bytes(13, 0)},
        {"UDP cut within its header", ip(17) + ports_4660_80},
        {"SCTP without a chunk", ip(132) + Bytes(12, 0)},
        {"ICMP cut", ip(1) + Bytes{8, 0, 0, 0}},
    };
    for (const auto& row : rows) {
        EXPECT_FALSE(view(row.bytes)) << row.name;
    }
}

TEST(PacketView, NeverReadsPastTheEnd) {
    const Bytes whole = ip(1) + icmp(3, 3) + ip(6, 0, 40) + tcp(2);
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        const auto seen = view(cut);  // the sanitizers watch this
        EXPECT_EQ(seen.has_value(), size >= 28) << size;
    }
}

}  // namespace
}  // namespace sim
