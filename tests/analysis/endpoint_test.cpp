// SPDX-License-Identifier: MIT
#include "sim/analysis/endpoint.h"

#include <gtest/gtest.h>

#include "tests/support/worlds.h"

namespace {

using analysis::find_question;
using analysis::ServiceFault;
using analysis::split_destination;
using policy::Protocol;
using test_support::address;
using test_support::WorldText;

struct Split {
    std::string endpoint;
    std::optional<Protocol> protocol;
    std::optional<std::uint16_t> port;
};

TEST(Destination, IsTakenApart) {
    const std::pair<const char*, Split> table[] = {
        {"shop/db", {"shop/db", {}, {}}},
        {"shop/db:5432", {"shop/db", Protocol::TCP, 5432}},
        {"shop/pod/db-0:53/UDP", {"shop/pod/db-0", Protocol::UDP, 53}},
        {"shop/db:53/udp", {"shop/db", Protocol::UDP, 53}},
        {"shop/db[Deployment]:1/SCTP", {"shop/db[Deployment]", Protocol::SCTP, 1}},
        {"shop/db/ICMP", {"shop/db", Protocol::ICMP, {}}},
        {"shop/db/UDP", {"shop/db", Protocol::UDP, {}}},
        {"shop/deployment/tcp", {"shop/deployment/tcp", {}, {}}},  // a name
        {"10.0.0.1:65535", {"10.0.0.1", Protocol::TCP, 65535}},
        {"10.0.0.1/ICMP", {"10.0.0.1", Protocol::ICMP, {}}},
        {"2001:db8::1", {"2001:db8::1", {}, {}}},
        {"2001:db8::1/UDP", {"2001:db8::1", Protocol::UDP, {}}},
        {"[2001:db8::1]", {"2001:db8::1", {}, {}}},
        {"[2001:db8::1]:80/UDP", {"2001:db8::1", Protocol::UDP, 80}},
        {"host/www.google.com:443", {"host/www.google.com", Protocol::TCP, 443}},
    };
    for (const auto& [text, expected] : table) {
        ServiceFault fault;
        const auto split = split_destination(text, fault);
        ASSERT_TRUE(split) << text << ": " << fault.message;
        EXPECT_EQ(split->endpoint, expected.endpoint) << text;
        EXPECT_EQ(split->service.protocol, expected.protocol) << text;
        EXPECT_EQ(split->service.port, expected.port) << text;
    }
}

TEST(Destination, WhatIsWrongIsPointedAt) {
    const struct {
        const char* text;
        std::size_t at;
    } table[] = {{"shop/db:0", 8},      {"shop/db:65536", 8},   {"shop/db:http", 8},
                 {"shop/db:", 8},       {"shop/db:80/GRE", 11}, {"shop/db:80/", 11},
                 {"shop/db:8/ICMP", 8}, {"[2001:db8::1]:x", 14}};
    for (const auto& one : table) {
        ServiceFault fault;
        EXPECT_FALSE(split_destination(one.text, fault)) << one.text;
        EXPECT_EQ(fault.at, one.at) << one.text;
        EXPECT_NE(fault.help, "") << one.text;
    }
}

WorldText cluster() {
    WorldText world;
    world.ns("shop");
    world.pod("shop/web-1", "app=web", {"10.0.0.1"}).pod("shop/web-2", "app=web", {"10.0.0.2"});
    world.world().pods[0].workload = world.world().pods[1].workload = {"Deployment", "web"};
    world.pod("shop/agent", "app=agent", {"192.168.0.1"}).host_network();
    world.pod("shop/done", "app=job", {"10.0.0.9"}).phase(policy::Phase::Succeeded);
    for (policy::Pod& pod : world.world().pods) {
        if (pod.workload.name.empty()) pod.workload = {"Pod", pod.name};
    }
    world.world().nodes.push_back({"n1", {}, {address("192.168.0.1")}, {}});
    return world;
}

analysis::Endpoint end(const std::string& text) {
    const WorldText world = cluster();
    const scenario::Host host{"laptop", address("203.0.113.9"), false, {}, {}, {}};
    const auto found = find_question(world.world(), {host}, text, "8.8.8.8");
    EXPECT_TRUE(found.question) << text;
    return found.question ? found.question->from : analysis::Endpoint();
}

TEST(Endpoint, IsNamedAsItIsPrintedElsewhere) {
    EXPECT_EQ(end("shop/web").name, "shop/web[Deployment]");
    EXPECT_EQ(end("shop/web").pods.size(), 2U);
    EXPECT_EQ(end("shop/deploy/web").name, "shop/web[Deployment]");
    EXPECT_EQ(end("shop/web-2").name, "shop/web-2[Pod]");
    EXPECT_EQ(end("shop/web-2[Pod]").pods, std::vector<std::uint32_t>{1});
    EXPECT_EQ(end("shop/web-*").name, "shop/web-*");
    EXPECT_EQ(end("host/laptop").name, "host/laptop");
    EXPECT_EQ(end("host/laptop").address, address("203.0.113.9"));
}

TEST(Endpoint, AnAddressIsThePodThatHasIt) {
    EXPECT_EQ(end("10.0.0.2").name, "shop/web-2[Pod]");
    EXPECT_EQ(end("10.0.0.2").note, "10.0.0.2 is the address of shop/web-2[Pod]");
    EXPECT_EQ(end("10.0.0.3").address, address("10.0.0.3"));
    EXPECT_EQ(end("10.0.0.9").address, address("10.0.0.9")) << "given back by a finished pod";
    EXPECT_EQ(end("192.168.0.1").address, address("192.168.0.1"));
    EXPECT_NE(end("192.168.0.1").note.find("is node n1"), std::string::npos);
    EXPECT_EQ(end("[2001:db8::1]").address, address("2001:db8::1"));
}

TEST(Endpoint, ANameWithoutItsNamespaceIsCompleted) {
    const WorldText world = cluster();
    const auto found = find_question(world.world(), {}, "web", "10.0.0.300");
    ASSERT_EQ(found.diagnostics.size(), 2U);
    EXPECT_EQ(found.diagnostics[0].message, "\"web\" is neither an address nor a reference");
    EXPECT_EQ(found.diagnostics[0].help, "did you mean \"shop/web\"?");
    EXPECT_NE(found.diagnostics[1].help.find("10.0.0.1"), std::string::npos);
}

TEST(Endpoint, APodThatHasFinishedIsRefusedAsSuch) {
    const WorldText world = cluster();
    const auto found = find_question(world.world(), {}, "shop/done", "shop/web:80");
    EXPECT_FALSE(found.question);
    ASSERT_EQ(found.diagnostics.size(), 1U);
    EXPECT_NE(found.diagnostics[0].message.find("has finished"), std::string::npos);
}

// "2001:db8::1:443" is an address of eight groups. Whoever meant a port is told.
TEST(Question, APortAfterABareIpv6AddressIsHintedAt) {
    WorldText world;
    world.ns("shop").pod("shop/web", "app=web", {"2001:db8::1"});
    world.pod("shop/db", "app=db", {"2001:db8::2:5432"});
    const struct {
        const char* to;
        bool found;
        const char* help;  // none: nothing is said
    } table[] = {
        {"2001:db8::9:443", true, "\"[2001:db8::9]:443\""},
        {"2001:db8::9:443/UDP", true, "\"[2001:db8::9]:443\""},
        {"2001:db8::9:54321", false, "\"[2001:db8::9]:54321\""},
        {"2001:db8::2:5432", true, ""},  // a pod's own
        {"2001:db8::9", true, ""},
        {"2001:db8::9:dead", true, ""},
        {"2001:db8:1:2:3:4:5:443", true, ""},
        {"[2001:db8::9:443]", true, ""},
        {"[2001:db8::9]:443", true, ""},
    };
    for (const auto& row : table) {
        const auto found = find_question(world.world(), {}, "shop/web", row.to);
        EXPECT_EQ(found.question.has_value(), row.found) << row.to;
        ASSERT_EQ(found.diagnostics.size(), *row.help == '\0' ? 0U : 1U) << row.to;
        if (found.diagnostics.empty()) continue;
        EXPECT_NE(found.diagnostics[0].help.find(row.help), std::string::npos) << row.to;
    }
}

}  // namespace
