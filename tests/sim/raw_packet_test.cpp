// SPDX-License-Identifier: MIT
// Packets made by hand, read back by the same reader that the gates use.
#include "sim/apps/raw_packet.h"

#include <gtest/gtest.h>

#include "sim/cluster/packet_view.h"

namespace sim {
namespace {

using policy::IpAddress;
using policy::Protocol;
using policy::Tuple;

policy::Packet read(const ns3::Ptr<ns3::Packet>& packet) {
    std::uint8_t bytes[view_bytes];
    const auto view = view_of(bytes, packet->CopyData(bytes, sizeof bytes));
    EXPECT_TRUE(view);
    return view.value_or(policy::Packet{});
}

Tuple tuple_of(Protocol protocol) {
    const std::uint16_t port = protocol == Protocol::ICMP ? 40000 : 80;
    return {IpAddress::v4(0x0A000001), IpAddress::v4(0x0A000002), protocol, 40000, port};
}

TEST(RawPacket, OpensAndIsAnsweredInEveryProtocol) {
    const struct {
        Protocol protocol;
        Answer listening;
        Answer closed;
    } rows[] = {
        {Protocol::TCP, Answer::Accepted, Answer::Refused},
        {Protocol::UDP, Answer::Accepted, Answer::Refused},
        {Protocol::SCTP, Answer::Accepted, Answer::Refused},
        {Protocol::ICMP, Answer::Accepted, Answer::Accepted},  // no port to be closed
    };
    for (const auto& row : rows) {
        const Tuple tuple = tuple_of(row.protocol);
        const auto sent = opening_packet(tuple, 32);
        const policy::Packet opening = read(sent);
        EXPECT_TRUE(opening.written == tuple) << policy::text(row.protocol);
        EXPECT_EQ(opening.bytes, sent->GetSize()) << policy::text(row.protocol);
        const policy::Packet yes = read(answering_packet(opening, true, 64));
        EXPECT_EQ(meaning_of(yes), row.listening) << policy::text(row.protocol);
        EXPECT_TRUE(yes.written == tuple.reversed()) << policy::text(row.protocol);
        const policy::Packet no = read(answering_packet(opening, false, 64));
        EXPECT_EQ(meaning_of(no), row.closed) << policy::text(row.protocol);
    }
}

TEST(RawPacket, OpeningFlagsAreThoseOfAFirstPacket) {
    const policy::Packet syn = read(opening_packet(tuple_of(Protocol::TCP), 0));
    EXPECT_TRUE(syn.tcp.syn && !syn.tcp.ack && !syn.tcp.rst && !syn.tcp.fin);
    EXPECT_EQ(read(opening_packet(tuple_of(Protocol::SCTP), 0)).sctp_chunk, 1) << "INIT";
    EXPECT_EQ(read(opening_packet(tuple_of(Protocol::ICMP), 0)).icmp_type, 8) << "echo";
}

TEST(RawPacket, AClosedUdpPortAnswersPortUnreachableAboutTheDatagram) {
    const policy::Packet opening = read(opening_packet(tuple_of(Protocol::UDP), 32));
    const policy::Packet answer = read(answering_packet(opening, false, 0));
    EXPECT_EQ(answer.written.protocol, Protocol::ICMP);
    EXPECT_EQ(answer.icmp_type, 3);
    EXPECT_EQ(answer.icmp_code, 3);
    ASSERT_TRUE(answer.quoted);
    EXPECT_TRUE(*answer.quoted == opening.written);
}

}  // namespace
}  // namespace sim
