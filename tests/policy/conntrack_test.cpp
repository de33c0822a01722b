// SPDX-License-Identifier: MIT
// Scripts: packets in time, and after each what the connection tracking makes of it. A script that
// fails prints the steps up to there.
#include "policy/veth/conntrack.h"

#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/packets.h"

namespace {

using policy::Conntrack;
using policy::Direction;
using policy::Packet;
using test_support::icmp;
using test_support::packet;
using test_support::sctp;
using test_support::tcp;
using test_support::udp;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ns;

const std::string pod = "10.0.0.1:40000";
const std::string peer = "10.0.0.2:80";

struct Step {
    policy::Time at;
    Packet packet;
    std::string expected;  // "new" (and remembered if it can be), "opener" or "reply"
};

// The pod sends what has its address as the source.
Direction direction_of(const Packet& packet) {
    const bool from_pod = packet.written.source == test_support::address("10.0.0.1") ||
                          packet.written.source == test_support::address("fd00::1");
    return from_pod ? Direction::FromPod : Direction::ToPod;
}

std::string describe(const Packet& packet) {
    std::string flags;
    if (packet.tcp.syn) flags += 'S';
    if (packet.tcp.fin) flags += 'F';
    if (packet.tcp.rst) flags += 'R';
    if (packet.tcp.ack) flags += '.';
    return text(packet.written.protocol) + ' ' + packet.written.source.text() + ':' +
           std::to_string(packet.written.source_port) + " > " + packet.written.destination.text() +
           ':' + std::to_string(packet.written.destination_port) + ' ' + flags + " type " +
           std::to_string(packet.icmp_type) + " chunk " + std::to_string(packet.sctp_chunk);
}

void run(const char* what, const std::vector<Step>& script) {
    Conntrack conntrack;
    std::string history;
    for (const Step& step : script) {
        const Direction direction = direction_of(step.packet);
        const auto found = conntrack.follow(step.packet, direction, step.at);
        std::string outcome = "new";
        if (found) {
            outcome = found->from_opener ? "opener" : "reply";
            EXPECT_EQ(found->causes, 7U) << "what let the opening in";
        } else {
            conntrack.open(step.packet, direction, step.at, 7);
        }
        history += "  " + std::to_string(step.at.count() / 1000000) +
                   " ms: " + describe(step.packet) + ": " + outcome + '\n';
        ASSERT_EQ(outcome, step.expected) << what << '\n' << history;
    }
}

TEST(Conntrack, Tcp) {
    run("handshake, data, orderly end, and the tuple once more",
        {{0s, tcp(pod, peer, "S"), "new"},
         {1s, tcp(peer, pod, "S."), "reply"},
         {1s, tcp(pod, peer, "."), "opener"},
         {120h - 1s, tcp(peer, pod, "."), "reply"},
         {200h, tcp(pod, peer, "F."), "opener"},
         {200h, tcp(peer, pod, "."), "reply"},
         {200h, tcp(peer, pod, "F."), "reply"},
         {200h, tcp(pod, peer, "."), "opener"},         // time-wait
         {200h + 119s, tcp(peer, pod, "F."), "reply"},  // a FIN again
         {200h + 120s, tcp(pod, peer, "S"), "new"},
         {200h + 121s, tcp(peer, pod, "S."), "reply"}});
    run("a SYN unanswered is remembered for two minutes from the last one",
        {{0s, tcp(pod, peer, "S"), "new"},
         {119s, tcp(pod, peer, "S"), "opener"},
         {239s - 1ns, tcp(peer, pod, "S."), "reply"}});
    run("and no longer", {{0s, tcp(pod, peer, "S"), "new"}, {120s, tcp(peer, pod, "S."), "new"}});
    run("a SYN-ACK unanswered for one minute", {{0s, tcp(pod, peer, "S"), "new"},
                                                {1s, tcp(peer, pod, "S."), "reply"},
                                                {61s, tcp(pod, peer, "."), "new"}});
    run("an established connection lives for five days", {{0s, tcp(peer, pod, "S"), "new"},
                                                          {0s, tcp(pod, peer, "S."), "reply"},
                                                          {0s, tcp(peer, pod, "."), "opener"},
                                                          {120h, tcp(peer, pod, "S"), "new"}});
    run("refused: ten seconds, in which the client may try again",
        {{0s, tcp(pod, peer, "S"), "new"},
         {0s, tcp(peer, pod, "R."), "reply"},
         {9s, tcp(peer, pod, "R."), "reply"},
         {9s, tcp(pod, peer, "S"), "new"}});
    run("refused, then opened from the other end", {{0s, tcp(pod, peer, "S"), "new"},
                                                    {0s, tcp(peer, pod, "R."), "reply"},
                                                    {1s, tcp(peer, pod, "S"), "new"},
                                                    {1s, tcp(pod, peer, "S."), "reply"}});
    run("closed and silent for ten seconds", {{0s, tcp(pod, peer, "S"), "new"},
                                              {0s, tcp(peer, pod, "R."), "reply"},
                                              {10s, tcp(pod, peer, "."), "new"}});
    run("a SYN in the middle of a connection opens nothing", {{0s, tcp(pod, peer, "S"), "new"},
                                                              {0s, tcp(peer, pod, "S."), "reply"},
                                                              {0s, tcp(pod, peer, "."), "opener"},
                                                              {1s, tcp(pod, peer, "S"), "opener"},
                                                              {2s, tcp(peer, pod, "S"), "reply"}});
    run("picked up in the middle by an ACK, but by nothing else",
        {{0s, tcp(peer, pod, "S."), "new"},
         {0s, tcp(peer, pod, "S."), "new"},
         {0s, tcp(pod, peer, "R"), "new"},
         {0s, tcp(pod, peer, "F."), "new"},
         {0s, tcp(pod, peer, ""), "new"},
         {0s, tcp(pod, peer, "."), "new"},
         {100h, tcp(peer, pod, "."), "reply"}});
    run("close-wait: one end's FIN acknowledged, the other end silent for a minute",
        {{0s, tcp(pod, peer, "S"), "new"},
         {0s, tcp(peer, pod, "S."), "reply"},
         {0s, tcp(pod, peer, "."), "opener"},
         {1s, tcp(pod, peer, "F."), "opener"},
         {1s, tcp(peer, pod, "."), "reply"},
         {61s, tcp(peer, pod, "."), "new"}});
}

TEST(Conntrack, Udp) {
    run("a question and its answers: half a minute each time", {{0s, udp(pod, peer), "new"},
                                                                {29s, udp(pod, peer), "opener"},
                                                                {58s, udp(peer, pod), "reply"},
                                                                {88s, udp(peer, pod), "new"}});
    run("both ways for longer than two seconds: two minutes", {{0s, udp(pod, peer), "new"},
                                                               {1s, udp(peer, pod), "reply"},
                                                               {3s, udp(pod, peer), "opener"},
                                                               {122s, udp(peer, pod), "reply"}});
    run("both ways for two seconds: still half a minute", {{0s, udp(pod, peer), "new"},
                                                           {1s, udp(peer, pod), "reply"},
                                                           {2s, udp(pod, peer), "opener"},
                                                           {32s, udp(peer, pod), "new"}});
    run("unanswered, however long it is asked", {{0s, udp(pod, peer), "new"},
                                                 {20s, udp(pod, peer), "opener"},
                                                 {50s, udp(peer, pod), "new"}});
}

TEST(Conntrack, Icmp) {
    run("echo by identifier", {{0s, icmp("10.0.0.1", "10.0.0.2", 8, 5), "new"},
                               {1s, icmp("10.0.0.2", "10.0.0.1", 0, 5), "reply"},
                               {1s, icmp("10.0.0.2", "10.0.0.1", 0, 6), "new"},
                               {2s, icmp("10.0.0.1", "10.0.0.2", 8, 5), "opener"},
                               {31s, icmp("10.0.0.2", "10.0.0.1", 0, 5), "reply"},
                               {61s, icmp("10.0.0.2", "10.0.0.1", 0, 5), "new"}});
    run("both ends ask with one identifier: two exchanges",
        {{0s, icmp("10.0.0.1", "10.0.0.2", 8, 5), "new"},
         {0s, icmp("10.0.0.2", "10.0.0.1", 8, 5), "new"},
         {0s, icmp("10.0.0.2", "10.0.0.1", 0, 5), "reply"},
         {0s, icmp("10.0.0.1", "10.0.0.2", 0, 5), "reply"}});
    run("a reply without a request, and other types, leave no entry",
        {{0s, icmp("10.0.0.1", "10.0.0.2", 0, 5), "new"},
         {0s, icmp("10.0.0.1", "10.0.0.2", 0, 5), "new"},
         {0s, icmp("10.0.0.1", "10.0.0.2", 8, 0), "new"},
         {0s, icmp("10.0.0.2", "10.0.0.1", 3), "new"},
         {0s, icmp("10.0.0.1", "10.0.0.2", 3), "new"}});
    run("ICMPv6 echo", {{0s, icmp("fd00::1", "fd00::2", 128, 5), "new"},
                        {0s, icmp("fd00::2", "fd00::1", 129, 5), "reply"}});
}

TEST(Conntrack, Sctp) {
    constexpr std::uint8_t data = 0, init = 1, init_ack = 2, abort = 6, shutdown = 7,
                           shutdown_ack = 8, cookie_echo = 10, cookie_ack = 11,
                           shutdown_complete = 14;
    run("INIT and INIT-ACK: three seconds", {{0s, sctp(pod, peer, init), "new"},
                                             {2s, sctp(peer, pod, init_ack), "reply"},
                                             {5s, sctp(pod, peer, cookie_echo), "new"}});
    run("an association from beginning to end",
        {{0s, sctp(pod, peer, init), "new"},
         {1s, sctp(peer, pod, init_ack), "reply"},
         {1s, sctp(pod, peer, cookie_echo), "opener"},
         {1s, sctp(peer, pod, cookie_ack), "reply"},
         {210s, sctp(pod, peer, data), "opener"},
         {211s, sctp(pod, peer, shutdown), "opener"},
         {212s, sctp(peer, pod, shutdown_ack), "reply"},
         {213s, sctp(pod, peer, shutdown_complete), "opener"},
         {222s, sctp(peer, pod, data), "reply"},
         {223s, sctp(pod, peer, init), "new"}});
    run("aborted", {{0s, sctp(pod, peer, init), "new"},
                    {1s, sctp(peer, pod, abort), "reply"},
                    {11s, sctp(peer, pod, data), "new"}});
    run("data without an association opens nothing",
        {{0s, sctp(pod, peer, data), "new"}, {0s, sctp(peer, pod, data), "new"}});
}

TEST(Conntrack, OtherProtocols) {
    const auto gre = static_cast<policy::Protocol>(47);
    run("by addresses, for ten minutes", {{0s, packet(gre, "10.0.0.1", "10.0.0.2"), "new"},
                                          {599s, packet(gre, "10.0.0.2", "10.0.0.1"), "reply"},
                                          {1198s, packet(gre, "10.0.0.1", "10.0.0.3"), "new"},
                                          {1199s, packet(gre, "10.0.0.1", "10.0.0.2"), "new"}});
}

TEST(Conntrack, TellsTuplesApart) {
    run("ports, addresses, protocols and families",
        {{0s, udp("10.0.0.1:1", "10.0.0.2:2"), "new"},
         {0s, udp("10.0.0.1:2", "10.0.0.2:1"), "new"},
         {0s, udp("10.0.0.1:1", "10.0.0.3:2"), "new"},
         {0s, tcp("10.0.0.1:1", "10.0.0.2:2", "S"), "new"},
         {0s, udp("[fd00::1]:1", "[fd00::2]:2"), "new"},
         {0s, udp("[fd00::2]:2", "[fd00::1]:1"), "reply"},
         {0s, udp("10.0.0.2:2", "10.0.0.1:1"), "reply"},
         {0s, udp("10.0.0.2:1", "10.0.0.1:2"), "reply"}});
}

// A reply that went back through service translation comes from the service; its sender wrote the
// backend's address.
TEST(Conntrack, FindsRepliesByWhatTheirSenderWrote) {
    Conntrack conntrack;
    Packet opening = tcp("10.0.0.1:40000", "172.20.0.10:80", "S");
    opening.translated = tcp("10.0.0.1:40000", "10.0.0.2:8080").translated;
    EXPECT_FALSE(conntrack.follow(opening, Direction::FromPod, 0s));
    conntrack.open(opening, Direction::FromPod, 0s, 7);

    Packet reply = tcp("10.0.0.2:8080", "10.0.0.1:40000", "S.");
    reply.translated = tcp("172.20.0.10:80", "10.0.0.1:40000").translated;
    const auto found = conntrack.follow(reply, Direction::ToPod, 1s);
    ASSERT_TRUE(found.has_value());
    EXPECT_FALSE(found->from_opener);

    // Who opens a connection is never found by what it wrote: another pod behind the same service.
    Packet other = tcp("10.0.0.1:40000", "10.0.0.2:8080", "S");
    other.translated = tcp("10.0.0.1:40000", "10.0.0.3:8080").translated;
    EXPECT_FALSE(conntrack.follow(other, Direction::FromPod, 1s));
}

TEST(Conntrack, ForgetsWhatHasExpiredWithoutBeingAsked) {
    Conntrack conntrack;
    std::size_t most = 0;
    for (int i = 0; i < 100000; ++i) {
        const Packet asked = udp("10.0.0.1:" + std::to_string(1024 + i % 60000), "10.0.0.2:53");
        const policy::Time now = i * std::chrono::milliseconds(100);  // 300 live at a time
        if (!conntrack.follow(asked, Direction::FromPod, now)) {
            conntrack.open(asked, Direction::FromPod, now, 7);
        }
        most = std::max(most, conntrack.size());
    }
    EXPECT_GE(most, 300U);
    EXPECT_LE(most, 1000U) << "entries pile up";
}

}  // namespace
