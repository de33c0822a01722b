// SPDX-License-Identifier: MIT
// Traps about connections, at one veth or two. README.md lists them.
#include <chrono>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "tests/conformance/veth_script.h"

namespace conformance {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""s;
using policy::Packet;
using test_support::icmp;
using test_support::icmp_error;
using test_support::pods;
using test_support::policy_in;
using test_support::port;
using test_support::rule;
using test_support::sctp;
using test_support::tcp;
using test_support::udp;

policy::NetworkPolicy b_may_enter() {
    return policy_in("x", "b").ingress(rule({pods("pod=b")}));
}

TEST(Traps, T26_ErrorsAboutAnAllowedFlowPass) {
    VethScript veth({deny({"Ingress", "Egress"}), b_may_enter()});
    const Packet answer = udp("10.0.0.1:53", "10.0.0.2:4000");
    EXPECT_TRUE(veth.passes(udp("10.0.0.2:4000", "10.0.0.1:53")));
    EXPECT_TRUE(veth.passes(answer));
    EXPECT_TRUE(veth.passes(icmp_error("192.0.2.1", answer))) << "of a router on the way";
    EXPECT_FALSE(veth.passes(icmp_error("192.0.2.1", udp("10.0.0.1:53", "10.0.0.3:4000"))))
        << "about a flow that never was";
    EXPECT_FALSE(veth.passes(icmp("192.0.2.1", "10.0.0.1", 8))) << "an echo is no error";
}

TEST(Traps, T56_RepliesNeedNoRule) {
    const struct {
        const char* what;
        Packet opening, reply, other_way;
    } rows[] = {
        {"TCP", tcp("10.0.0.2:4000", "10.0.0.1:80"), tcp("10.0.0.1:80", "10.0.0.2:4000", "S."),
         tcp("10.0.0.1:80", "10.0.0.2:4001")},
        {"UDP", udp("10.0.0.2:4000", "10.0.0.1:53"), udp("10.0.0.1:53", "10.0.0.2:4000"),
         udp("10.0.0.1:53", "10.0.0.2:4001")},
        {"SCTP", sctp("10.0.0.2:4000", "10.0.0.1:99", 1), sctp("10.0.0.1:99", "10.0.0.2:4000", 2),
         sctp("10.0.0.1:99", "10.0.0.2:4001", 1)},
        {"ICMP", icmp("10.0.0.2", "10.0.0.1", 8, 7), icmp("10.0.0.1", "10.0.0.2", 0, 7),
         icmp("10.0.0.1", "10.0.0.2", 8, 8)},
    };
    for (const auto& row : rows) {
        VethScript veth({deny({"Ingress", "Egress"}), b_may_enter()});
        EXPECT_FALSE(veth.passes(row.reply)) << row.what << ": before it was asked for";
        EXPECT_TRUE(veth.passes(row.opening)) << row.what;
        EXPECT_TRUE(veth.passes(row.reply)) << row.what;
        EXPECT_FALSE(veth.passes(row.other_way)) << row.what << ": opens one of its own";
    }
}

TEST(Traps, T58_AnEntryLivesAsLongAsItsFlow) {
    VethScript veth({deny({"Ingress", "Egress"}), b_may_enter()});
    EXPECT_TRUE(veth.passes(tcp("10.0.0.2:4000", "10.0.0.1:80", "S"), 0s));
    EXPECT_TRUE(veth.passes(tcp("10.0.0.1:80", "10.0.0.2:4000", "S."), 0s));
    EXPECT_TRUE(veth.passes(tcp("10.0.0.2:4000", "10.0.0.1:80", "."), 0s));
    EXPECT_TRUE(veth.passes(udp("10.0.0.2:4000", "10.0.0.1:53"), 1s));
    for (int second = 2; second < 600; second += 20) {
        EXPECT_TRUE(veth.passes(udp("10.0.0.1:53", "10.0.0.2:4000"), second * 1s)) << second;
    }
    EXPECT_TRUE(veth.passes(tcp("10.0.0.1:80", "10.0.0.2:4000", "."), 96h))
        << "Linux keeps an idle connection for five days";
}

// x/a and x/b on one node: what one veth let through says nothing at the other.
TEST(Traps, T59_OneEndsAcceptanceIsNotTheOthers) {
    VethScript source({}, "x/a");
    VethScript destination({policy_in("x", "deny").selects("pod=b").types({"Ingress"})}, "x/b");
    for (int attempt = 0; attempt < 3; ++attempt) {
        const Packet opening = tcp("10.0.0.1:4000", "10.0.0.2:80", "S");
        EXPECT_TRUE(source.passes(opening, attempt * 1s));
        EXPECT_FALSE(destination.passes(opening, attempt * 1s)) << "attempt " << attempt;
    }
}

TEST(Traps, T63_AnEstablishedConnectionOutlivesANewPolicyUnlessToldOtherwise) {
    for (const bool keep : {true, false}) {
        policy::Settings settings;
        settings.keep_established = keep;
        VethScript veth({}, "x/a", settings);
        EXPECT_TRUE(veth.passes(tcp("10.0.0.2:4000", "10.0.0.1:80", "S")));
        EXPECT_TRUE(veth.passes(tcp("10.0.0.1:80", "10.0.0.2:4000", "S.")));
        EXPECT_TRUE(veth.passes(tcp("10.0.0.2:4000", "10.0.0.1:80", ".")));
        veth.apply({deny({"Ingress", "Egress"})});
        EXPECT_EQ(veth.passes(tcp("10.0.0.2:4000", "10.0.0.1:80", "."), 1s), keep);
        EXPECT_EQ(veth.passes(tcp("10.0.0.1:80", "10.0.0.2:4000", "."), 1s), keep);
        EXPECT_FALSE(veth.passes(tcp("10.0.0.2:4001", "10.0.0.1:80", "S"), 1s)) << "a new one";
    }
}

TEST(Traps, T67_RepliesAreNeverTakenForNewFlows) {
    VethScript veth({deny({"Ingress", "Egress"}), b_may_enter()});
    const auto client = [](int flow) { return "10.0.0.2:" + std::to_string(20000 + flow); };
    constexpr int flows = 5000;
    for (int flow = 0; flow < flows; ++flow) {
        ASSERT_TRUE(veth.passes(tcp(client(flow), "10.0.0.1:80", "S"), 0s)) << flow;
    }
    for (int flow = flows - 1; flow >= 0; --flow) {
        ASSERT_TRUE(veth.passes(tcp("10.0.0.1:80", client(flow), "S."), 1s)) << flow;
        ASSERT_TRUE(veth.passes(tcp("10.0.0.1:80", client(flow), "S."), 2s)) << "sent again";
    }
}

TEST(Traps, T68_APolicyForIngressLeavesEgressAndItsRepliesAlone) {
    VethScript veth({deny({"Ingress"})});
    EXPECT_TRUE(veth.passes(tcp("10.0.0.1:4000", "10.0.0.2:80", "S")));
    EXPECT_TRUE(veth.passes(tcp("10.0.0.2:80", "10.0.0.1:4000", "S.")));
    EXPECT_TRUE(veth.passes(udp("10.0.0.1:4000", "10.0.0.3:53")));
    EXPECT_TRUE(veth.passes(udp("10.0.0.3:53", "10.0.0.1:4000")));
    EXPECT_FALSE(veth.passes(udp("10.0.0.3:53", "10.0.0.1:4001"))) << "nobody asked";
}

TEST(Traps, T69_NeighbourDiscoveryPassesWhateverIsolates) {
    VethScript veth({deny({"Ingress", "Egress"})});
    for (std::uint8_t type = 133; type <= 136; ++type) {  // router and neighbour, both ways
        EXPECT_TRUE(veth.passes(icmp("fd00::2", "fd00::1", type))) << int{type};
        EXPECT_TRUE(veth.passes(icmp("fd00::1", "fd00::2", type))) << int{type};
    }
    EXPECT_FALSE(veth.passes(icmp("fd00::2", "fd00::1", 128))) << "an echo";
}

}  // namespace
}  // namespace conformance
