// SPDX-License-Identifier: MIT
// Scripts at one node: packets in time, and after each what the node's service translation makes
// of it.
#include "policy/services/service_proxy.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/services.h"

namespace {

using policy::Origin;
using policy::Packet;
using policy::Protocol;
using policy::World;
using test_support::described;
using test_support::icmp_error;
using test_support::node;
using test_support::pod_on;
using test_support::ProxyTrial;
using test_support::sctp;
using test_support::service;
using test_support::service_port;
using test_support::tcp;
using test_support::udp;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""h;

// Node one with the client and one backend, node two with another.
World two_nodes() {
    World world;
    world.nodes = {node("one", {"10.0.1.1", "fd00:1::1"}), node("two", {"10.0.2.1", "fd00:2::1"})};
    world.pods = {pod_on("one", "x/client", "app=client", {"10.0.1.10", "fd00:1::10"}),
                  pod_on("one", "x/web-1", "app=web", {"10.0.1.11", "fd00:1::11"}),
                  pod_on("two", "x/web-2", "app=web", {"10.0.2.11", "fd00:2::11"})};
    world.services = {
        service("web", "app=web", {"172.20.0.1", "fd20::1"},
                {service_port(80, 8080, 30080), service_port(53, 5353, 30053, Protocol::UDP),
                 service_port(90, 9090, 0, Protocol::SCTP)})};
    world.services[0].type = policy::ServiceType::NodePort;
    return world;
}

const std::string client = "10.0.1.10:40000";
const std::string web = "172.20.0.1:80";
const std::string dns = "172.20.0.1:53";

TEST(ServiceProxy, AConnectionKeepsItsBackendBothWays) {
    ProxyTrial one(two_nodes(), 0);
    one.draws({1, 0});
    EXPECT_EQ(one.sees(tcp(client, web, "S")), "forward 10.0.1.10:40000 > 10.0.2.11:8080");
    EXPECT_EQ(one.sees(tcp(client, web, "S"), 1s), "forward 10.0.1.10:40000 > 10.0.2.11:8080");
    EXPECT_EQ(one.sees(tcp("10.0.2.11:8080", client, "S."), 1s, Origin::Outside),
              "reply 172.20.0.1:80 > 10.0.1.10:40000");
    EXPECT_EQ(one.sees(tcp(client, web, "."), 2s), "forward 10.0.1.10:40000 > 10.0.2.11:8080");
    EXPECT_EQ(one.sees(tcp("10.0.2.11:8080", client, "."), 100h, Origin::Outside),
              "reply 172.20.0.1:80 > 10.0.1.10:40000");
    EXPECT_EQ(one.connections(), 1U);
}

TEST(ServiceProxy, WhatIsNoServicesPasses) {
    ProxyTrial one(two_nodes(), 0);
    EXPECT_EQ(one.sees(tcp(client, "10.0.2.11:8080")), "untouched");
    EXPECT_EQ(one.sees(tcp(client, "172.20.0.1:81")), "untouched");
    EXPECT_EQ(one.sees(udp(client, web)), "untouched");
    EXPECT_EQ(one.sees(test_support::icmp("10.0.1.10", "172.20.0.1", 8, 7)), "untouched");
    EXPECT_EQ(one.sees(tcp(client, "10.0.2.1:30080")), "untouched") << "another node's port";
    EXPECT_EQ(one.sees(tcp(client, web, "S.")), "untouched") << "opens nothing";
    EXPECT_EQ(one.connections(), 0U);
}

TEST(ServiceProxy, WhatWasNotRememberedIsDrawnAgain) {
    ProxyTrial one(two_nodes(), 0);
    one.draws({0, 1});
    EXPECT_EQ(described(one.translate(tcp(client, web))),
              "forward 10.0.1.10:40000 > 10.0.1.11:8080");
    EXPECT_EQ(described(one.translate(tcp(client, web))),
              "forward 10.0.1.10:40000 > 10.0.2.11:8080");
}

TEST(ServiceProxy, EachFamilyHasItsOwnBackends) {
    ProxyTrial one(two_nodes(), 0);
    one.draws({1});
    EXPECT_EQ(one.sees(tcp("[fd00:1::10]:40000", "[fd20::1]:80")),
              "forward [fd00:1::10]:40000 > [fd00:2::11]:8080");
    EXPECT_EQ(one.sees(tcp("[fd00:2::11]:8080", "[fd00:1::10]:40000", "S.")),
              "reply [fd20::1]:80 > [fd00:1::10]:40000");
    one.draws({0, 5});
    EXPECT_EQ(one.sees(tcp("[fd00:9::9]:40000", "[fd00:1::1]:30080"), 0s, Origin::Outside),
              "forward [fd00:1::1]:1029 > [fd00:1::11]:8080");
}

TEST(ServiceProxy, SctpOpensByInit) {
    ProxyTrial one(two_nodes(), 0);
    EXPECT_EQ(one.sees(sctp(client, "172.20.0.1:90", 0)), "untouched");
    EXPECT_EQ(one.sees(sctp(client, "172.20.0.1:90", 1)),
              "forward 10.0.1.10:40000 > 10.0.1.11:9090");
    EXPECT_EQ(one.sees(sctp("10.0.1.11:9090", client, 2)), "reply 172.20.0.1:90 > 10.0.1.10:40000");
}

// ---- A node's DNS cache

// As two_nodes(), where node one has a cache that answers at the service's address.
World with_dns_cache() {
    World world = two_nodes();
    policy::Pod cache = pod_on("one", "kube-system/node-local-dns", "", {"10.0.1.1"});
    cache.host_network = true;
    cache.dns_cache = policy::DnsCache{{*policy::IpAddress::parse("172.20.0.1")}, "upstream"};
    world.pods.push_back(cache);
    return world;
}

TEST(ServiceProxy, ADnsCacheAnswersOnItsNodeAndTheGateJudgesWhatWasWritten) {
    ProxyTrial one(with_dns_cache(), 0);
    const policy::Translation question = one.translate(udp(client, dns));
    EXPECT_EQ(described(question), "forward 10.0.1.10:40000 > 10.0.1.1:53");
    EXPECT_EQ(question.at_opener.translated, udp(client, dns).written);
    EXPECT_EQ(question.reason, policy::Reason::ServiceNodeDns);
    EXPECT_EQ(one.sees(udp(client, dns)), "forward 10.0.1.10:40000 > 10.0.1.1:53");
    const policy::Translation answer = one.translate(udp("10.0.1.1:53", client), 1s, Origin::Node);
    EXPECT_EQ(described(answer), "reply 172.20.0.1:53 > 10.0.1.10:40000");
    EXPECT_EQ(answer.at_opener.translated, udp(dns, client).written);
    EXPECT_EQ(one.sees(tcp(client, web)), "forward 10.0.1.10:40000 > 10.0.1.11:8080")
        << "another port";
    ProxyTrial two(with_dns_cache(), 1);
    EXPECT_EQ(two.sees(udp("10.0.2.10:40000", dns)), "forward 10.0.2.10:40000 > 10.0.1.11:5353")
        << "a node without";
}

// One socket asks again and again: what answers it changes with the cache.
TEST(ServiceProxy, ADnsCacheTakesOverAndIsReplacedInTheMiddleOfAFlow) {
    ProxyTrial one(two_nodes(), 0);
    EXPECT_EQ(one.sees(udp(client, dns)), "forward 10.0.1.10:40000 > 10.0.1.11:5353");
    one.apply(with_dns_cache());
    EXPECT_EQ(one.sees(udp(client, dns), 1s), "forward 10.0.1.10:40000 > 10.0.1.1:53");
    one.apply(two_nodes());
    EXPECT_EQ(one.sees(udp(client, dns), 2s), "forward 10.0.1.10:40000 > 10.0.1.11:5353");
}

// ---- Masquerading

TEST(ServiceProxy, ANodePortIsMasqueraded) {
    ProxyTrial one(two_nodes(), 0);
    one.draws({1, 100});
    const std::string outside = "198.51.100.7:50000";
    EXPECT_EQ(one.sees(tcp(outside, "10.0.1.1:30080"), 0s, Origin::Outside),
              "forward 10.0.1.1:1124 > 10.0.2.11:8080");
    EXPECT_EQ(one.sees(tcp("10.0.2.11:8080", "10.0.1.1:1124", "S."), 0s, Origin::Outside),
              "reply 10.0.1.1:30080 > 198.51.100.7:50000");
    one.draws({0, 100});
    EXPECT_EQ(one.sees(tcp(client, "10.0.1.1:30080")), "forward 10.0.1.1:1124 > 10.0.1.11:8080")
        << "a pod's own node";
}

// nf_nat_l4proto_unique_tuple(): below 512, from 600 to 1023, from 1024 on.
TEST(ServiceProxy, MasqueradingKeepsTheKindOfPort) {
    ProxyTrial one(two_nodes(), 0);
    one.draws({0, 0});
    EXPECT_EQ(one.sees(udp("198.51.100.7:53", "10.0.1.1:30053"), 0s, Origin::Outside),
              "forward 10.0.1.1:1 > 10.0.1.11:5353");
    one.draws({0, 423});
    EXPECT_EQ(one.sees(udp("198.51.100.7:512", "10.0.1.1:30053"), 0s, Origin::Outside),
              "forward 10.0.1.1:1023 > 10.0.1.11:5353");
    one.draws({0, 64511});
    EXPECT_EQ(one.sees(udp("198.51.100.7:1024", "10.0.1.1:30053"), 0s, Origin::Outside),
              "forward 10.0.1.1:65535 > 10.0.1.11:5353");
}

TEST(ServiceProxy, TheNodesOwnProcessesAreNotMasqueraded) {
    ProxyTrial one(two_nodes(), 0);
    EXPECT_EQ(one.sees(tcp("10.0.1.1:40000", web), 0s, Origin::Node),
              "forward 10.0.1.1:40000 > 10.0.1.11:8080");
    EXPECT_EQ(one.sees(tcp("10.0.1.11:8080", "10.0.1.1:40000", "S.")),
              "reply 172.20.0.1:80 > 10.0.1.1:40000");
}

// Two addresses of one service, one source port, one backend: the replies would be alike.
TEST(ServiceProxy, ClashingSourcePortsAreToldApart) {
    World world = two_nodes();
    world.services.push_back(service("twin", "app=web", {"172.20.0.2"}, {service_port(80, 8080)}));
    ProxyTrial one(world, 0);
    EXPECT_EQ(one.sees(tcp(client, web)), "forward 10.0.1.10:40000 > 10.0.1.11:8080");
    one.draws({0, 40000 - 1024});
    EXPECT_EQ(one.sees(tcp(client, "172.20.0.2:80")), "forward 10.0.1.10:40001 > 10.0.1.11:8080");
    EXPECT_EQ(one.sees(tcp("10.0.1.11:8080", client, "S.")),
              "reply 172.20.0.1:80 > 10.0.1.10:40000");
    EXPECT_EQ(one.sees(tcp("10.0.1.11:8080", "10.0.1.10:40001", "S.")),
              "reply 172.20.0.2:80 > 10.0.1.10:40000")
        << one.history();
}

// All 511 ports that a port below 512 can become.
TEST(ServiceProxy, WithEverySourcePortTakenAnEarlierConnectionMakesRoom) {
    ProxyTrial one(two_nodes(), 0);
    for (int i = 0; i < 600; ++i) {
        const std::string from =
            "198.51.100." + std::to_string(i / 200) + ':' + std::to_string(1 + i % 200);
        ASSERT_EQ(one.sees(udp(from, "10.0.1.1:30053"), 0s, Origin::Outside).substr(0, 17),
                  "forward 10.0.1.1:");
    }
    EXPECT_EQ(one.connections(), 511U);
}

// ---- The end of connections

TEST(ServiceProxy, ATupleUsedAgainIsDrawnAgain) {
    ProxyTrial one(two_nodes(), 0);
    const auto close = [&](policy::Time now) {
        one.sees(tcp("10.0.1.11:8080", client, "S."), now);
        one.sees(tcp(client, web, "."), now);
        one.sees(tcp(client, web, "F."), now);
        one.sees(tcp("10.0.1.11:8080", client, "."), now);
        one.sees(tcp("10.0.1.11:8080", client, "F."), now);
        one.sees(tcp(client, web, "."), now);
    };
    EXPECT_EQ(one.sees(tcp(client, web)), "forward 10.0.1.10:40000 > 10.0.1.11:8080");
    close(1s);
    one.draws({1});
    EXPECT_EQ(one.sees(tcp(client, web), 2s), "forward 10.0.1.10:40000 > 10.0.2.11:8080")
        << "time-wait" << one.history();
    EXPECT_EQ(one.sees(tcp("10.0.1.11:8080", client, "."), 2s), "untouched") << one.history();
    EXPECT_EQ(one.connections(), 1U);
}

TEST(ServiceProxy, ASynOfTheBackendIntoTimeWaitIsAConnectionOfItsOwn) {
    ProxyTrial one(two_nodes(), 0);
    one.sees(tcp(client, web));
    one.sees(tcp("10.0.1.11:8080", client, "R."));
    EXPECT_EQ(one.sees(tcp("10.0.1.11:8080", client, "S"), 1s), "untouched");
    EXPECT_EQ(one.connections(), 0U);
}

TEST(ServiceProxy, ConnectionsAreForgottenInTime) {
    ProxyTrial one(two_nodes(), 0);
    for (int i = 0; i < 100; ++i) {
        one.sees(udp("10.0.1.10:" + std::to_string(2000 + i), dns), 0s);
    }
    EXPECT_EQ(one.connections(), 100U);
    for (int i = 0; i < 30; ++i) {
        one.sees(udp("10.0.1.10:" + std::to_string(3000 + i), dns), 31s);
    }
    EXPECT_EQ(one.connections(), 30U) << "unanswered for half a minute";
}

// ---- Changes

TEST(ServiceProxy, TcpKeepsABackendThatIsGone) {
    World world = two_nodes();
    ProxyTrial one(world, 0);
    EXPECT_EQ(one.sees(tcp(client, web)), "forward 10.0.1.10:40000 > 10.0.1.11:8080");
    world.pods.erase(world.pods.begin() + 1);
    one.apply(world);
    EXPECT_EQ(one.sees(tcp(client, web), 1s), "forward 10.0.1.10:40000 > 10.0.1.11:8080");
    EXPECT_EQ(one.sees(tcp("10.0.1.10:40001", web), 1s),
              "forward 10.0.1.10:40001 > 10.0.2.11:8080");
}

TEST(ServiceProxy, UdpLeavesABackendThatNoLongerServes) {
    World world = two_nodes();
    ProxyTrial one(world, 0);
    const std::string first = "forward 10.0.1.10:40000 > 10.0.1.11:5353";
    const std::string second = "forward 10.0.1.10:40000 > 10.0.2.11:5353";
    EXPECT_EQ(one.sees(udp(client, dns)), first);
    world.pods[1].terminating = true;
    one.apply(world);
    EXPECT_EQ(one.sees(udp(client, dns)), first) << "terminating, but it serves";
    EXPECT_EQ(one.sees(udp("10.0.1.10:40001", dns)), "forward 10.0.1.10:40001 > 10.0.2.11:5353");
    world.pods[1].ready = false;
    one.apply(world);
    EXPECT_EQ(one.sees(udp(client, dns)), second) << one.history();
    world.pods[2].ready = false;
    one.apply(world);
    EXPECT_EQ(one.sees(udp(client, dns)), second) << "none serves: nothing is cleaned up";
    EXPECT_EQ(one.sees(udp("10.0.1.10:40002", dns)), "rejected SVC_NO_ENDPOINTS");
    world.services.clear();
    one.apply(world);
    EXPECT_EQ(one.sees(udp(client, dns)), second) << "no longer a service's: left alone";
}

// ---- Session affinity

TEST(ServiceProxy, AClientStaysWithItsBackendForAsLongAsItIsTold) {
    World world = two_nodes();
    world.services[0].affinity = 100s;
    ProxyTrial one(world, 0);
    const auto backend = [&](int from, policy::Time now) {
        one.draws({1});
        const std::string seen = one.sees(tcp("10.0.1.10:" + std::to_string(from), web), now);
        return seen.substr(seen.find("> ") + 2);
    };
    one.draws({0});
    EXPECT_EQ(one.sees(tcp("10.0.1.10:1", web)), "forward 10.0.1.10:1 > 10.0.1.11:8080");
    EXPECT_EQ(backend(2, 100s), "10.0.1.11:8080");
    EXPECT_EQ(backend(3, 200s), "10.0.1.11:8080") << "counted from its last connection";
    EXPECT_EQ(backend(4, 301s), "10.0.2.11:8080");
    one.draws({0});
    EXPECT_EQ(one.sees(tcp("10.0.1.12:1", web), 301s), "forward 10.0.1.12:1 > 10.0.1.11:8080")
        << "another client";
    one.draws({0, 0});
    EXPECT_EQ(one.sees(tcp("10.0.1.10:2005", "10.0.1.1:30080"), 302s),
              "forward 10.0.1.1:1024 > 10.0.2.11:8080")
        << "the node port is the same service's";
    world.pods[2].ready = false;
    one.apply(world);
    EXPECT_EQ(backend(6, 302s), "10.0.1.11:8080") << "the backend is gone" << one.history();
}

// ---- ICMP errors and fragments

TEST(ServiceProxy, ErrorsAreTranslatedAsThePacketTheyQuote) {
    ProxyTrial one(two_nodes(), 0);
    one.draws({1});
    one.sees(tcp(client, web));
    const Packet sent = tcp(client, "10.0.2.11:8080");
    EXPECT_EQ(one.sees(icmp_error("10.0.2.11", sent), 0s, Origin::Outside),
              "reply 172.20.0.1:0 > 10.0.1.10:0 about 10.0.1.10:40000 > 172.20.0.1:80");
    EXPECT_EQ(one.sees(icmp_error("10.0.9.9", sent), 0s, Origin::Outside),
              "reply 172.20.0.1:0 > 10.0.1.10:0 about 10.0.1.10:40000 > 172.20.0.1:80")
        << "a router on the way";
    const Packet reply = tcp(web, client, "S.");
    EXPECT_EQ(one.sees(icmp_error("10.0.1.10", reply)),
              "forward 10.0.1.10:0 > 10.0.2.11:0 about 10.0.2.11:8080 > 10.0.1.10:40000");
    EXPECT_EQ(one.sees(icmp_error("10.0.9.9", reply)),
              "forward 10.0.9.9:0 > 10.0.2.11:0 about 10.0.2.11:8080 > 10.0.1.10:40000")
        << "a router on the client's side keeps its address: nothing was masqueraded";
    EXPECT_EQ(one.sees(icmp_error("10.0.2.11", tcp("10.0.1.10:1", "10.0.2.11:8080"))), "untouched");
}

TEST(ServiceProxy, ErrorsOfMasqueradedConnections) {
    ProxyTrial one(two_nodes(), 0);
    one.draws({1, 0});
    one.sees(tcp("198.51.100.7:5", "10.0.1.1:30080"), 0s, Origin::Outside);
    EXPECT_EQ(
        one.sees(icmp_error("10.0.2.11", tcp("10.0.1.1:1", "10.0.2.11:8080")), 0s, Origin::Outside),
        "reply 10.0.1.1:0 > 198.51.100.7:0 about 198.51.100.7:5 > 10.0.1.1:30080");
    EXPECT_EQ(one.sees(icmp_error("198.51.100.7", tcp("10.0.1.1:30080", "198.51.100.7:5")), 0s,
                       Origin::Outside),
              "forward 10.0.1.1:0 > 10.0.2.11:0 about 10.0.2.11:8080 > 10.0.1.1:1");
}

TEST(ServiceProxy, LaterFragmentsFollowTheirFirst) {
    ProxyTrial one(two_nodes(), 0);
    Packet first = udp(client, dns);
    first.more_fragments = true;
    first.fragment_id = 7;
    Packet later = udp("10.0.1.10", "172.20.0.1");
    later.later_fragment = true;
    later.fragment_id = 7;
    EXPECT_EQ(one.sees(later), "untouched");
    EXPECT_EQ(one.sees(first), "forward 10.0.1.10:40000 > 10.0.1.11:5353");
    EXPECT_EQ(one.sees(later, 29s), "forward 10.0.1.10:0 > 10.0.1.11:0");
    EXPECT_EQ(one.sees(later, 30s), "untouched");
    Packet answer = udp("10.0.1.11:5353", client);
    answer.more_fragments = true;
    Packet rest = udp("10.0.1.11", "10.0.1.10");
    rest.later_fragment = true;
    one.sees(udp(client, dns), 40s);
    EXPECT_EQ(one.sees(answer, 40s), "reply 172.20.0.1:53 > 10.0.1.10:40000");
    EXPECT_EQ(one.sees(rest, 40s), "reply 172.20.0.1:0 > 10.0.1.10:0");
    Packet direct = udp("10.0.1.11:9", client);
    direct.more_fragments = true;
    EXPECT_EQ(one.sees(direct, 41s), "untouched");
    EXPECT_EQ(one.sees(rest, 41s), "untouched") << "its first was not translated";
}

TEST(ServiceProxy, TheRestOfARefusedPacketIsDroppedSilently) {
    World world = two_nodes();
    world.pods[1].ready = world.pods[2].ready = false;
    ProxyTrial one(world, 0);
    Packet first = udp(client, dns);
    first.more_fragments = true;
    Packet later = udp("10.0.1.10", "172.20.0.1");
    later.later_fragment = true;
    EXPECT_EQ(one.sees(first), "rejected SVC_NO_ENDPOINTS");
    EXPECT_EQ(one.sees(later), "dropped SVC_NO_ENDPOINTS");
}

// ---- Nobody there

// G31: a pod is no exception from the Local policy, for kube-proxy on EKS does not know pods.
TEST(ServiceProxy, G31_ANodePortOfALocalServiceWithoutALocalEndpoint) {
    World world = two_nodes();
    world.services[0].external_local = true;
    world.pods.pop_back();  // web-2, of node two
    ProxyTrial two(world, 1);
    EXPECT_EQ(two.sees(tcp(client, "10.0.2.1:30080"), 0s, Origin::Outside),
              "dropped SVC_NO_LOCAL_ENDPOINTS");
    EXPECT_EQ(two.sees(tcp("10.0.2.12:1", "10.0.2.1:30080"), 0s, Origin::Pod),
              "dropped SVC_NO_LOCAL_ENDPOINTS");
    two.draws({0, 0});
    EXPECT_EQ(two.sees(tcp("10.0.2.1:1", "10.0.2.1:30080"), 0s, Origin::Node),
              "forward 10.0.2.1:1 > 10.0.1.11:8080")
        << "the node itself is one";
    ProxyTrial one(world, 0);
    EXPECT_EQ(one.sees(tcp("198.51.100.7:5", "10.0.1.1:30080"), 0s, Origin::Outside),
              "forward 198.51.100.7:5 > 10.0.1.11:8080")
        << "where there is a local one, the client's address is kept";
}

TEST(ServiceProxy, G32_NoEndpointsIsARefusalNoLocalOnesIsSilence) {
    World world = two_nodes();
    world.services[0].internal_local = true;
    world.pods.pop_back();
    ProxyTrial two(world, 1);
    for (const Origin origin : {Origin::Pod, Origin::Node, Origin::Outside}) {
        EXPECT_EQ(two.sees(tcp("10.0.2.12:1", web), 0s, origin), "dropped SVC_NO_LOCAL_ENDPOINTS");
    }
    world.pods[1].ready = false;
    two.apply(world);
    for (const Origin origin : {Origin::Pod, Origin::Node, Origin::Outside}) {
        EXPECT_EQ(two.sees(tcp("10.0.2.12:1", web), 0s, origin), "rejected SVC_NO_ENDPOINTS");
    }
    EXPECT_EQ(two.connections(), 0U);
}

TEST(ServiceProxy, G33_APodThatMeetsItselfIsMasqueraded) {
    ProxyTrial one(two_nodes(), 0);
    one.draws({0, 10});
    EXPECT_EQ(one.sees(tcp("10.0.1.11:40000", web)), "forward 10.0.1.1:1034 > 10.0.1.11:8080");
    EXPECT_EQ(one.sees(tcp("10.0.1.11:8080", "10.0.1.1:1034", "S.")),
              "reply 172.20.0.1:80 > 10.0.1.11:40000");
    World world = two_nodes();
    world.services[0].external_local = true;
    ProxyTrial local(world, 0);
    EXPECT_EQ(local.sees(tcp("10.0.1.11:40000", "10.0.1.1:30080")),
              "forward 10.0.1.1:1024 > 10.0.1.11:8080")
        << "by its node's port, though the policy is Local";
}

}  // namespace
