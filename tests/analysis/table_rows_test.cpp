// SPDX-License-Identifier: MIT
#include "sim/analysis/table_rows.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "policy/explain/explanation.h"
#include "sim/analysis/workloads.h"
#include "tests/policy/oracle/doubtful_world.h"
#include "tests/policy/oracle/reach_compare.h"
#include "tests/support/worlds.h"

namespace analysis {
namespace {

using namespace test_support;

// "10.0.0.0/8 {x/a[Pod]}: TCP 80 allow; other drop"
std::string text(const results::TableSide& side) {
    if (!side.isolated) return "open\n";
    std::string text;
    std::string last;
    for (const results::TableRow& row : side.rows) {
        std::string peers = row.range.empty() ? "?" : row.range;
        for (const std::string& pod : row.pods) peers += " {" + pod + "}";
        if (peers != last) text += (last.empty() ? "" : "\n") + peers + ":";
        last = peers;
        text += " " + row.protocol;
        for (const auto& [first, end] : row.ports) {
            text += " " + std::to_string(first);
            if (end != first) text += "-" + std::to_string(end);
        }
        text += " " + row.verdict + ";";
    }
    return text + "\n";
}

WorldText two_pods() {
    WorldText world;
    world.ns("x").pod("x/a", "app=a", {"10.0.0.1"}).pod("x/b", "app=b", {"10.0.0.2"});
    return world;
}

results::PodTable table_of(const WorldText& world, std::size_t pod = 0) {
    return table_rows(world.world(), {}, pod);
}

TEST(TableRows, NothingIsolatesIsNoRows) {
    const results::PodTable table = table_of(two_pods());
    EXPECT_EQ(table.pod, "x/a[Pod]");
    EXPECT_EQ(table.addresses, std::vector<std::string>{"10.0.0.1"});
    EXPECT_EQ(text(table.ingress) + text(table.egress), "open\nopen\n");
}

TEST(TableRows, PortsOfOneVerdictAreOneRowAndWhatIsAllowedComesFirst) {
    WorldText world = two_pods();
    world.policy(policy_in("x", "p").selects("app=a").ingress(
        rule({pods("app=b")}, {port(80), port(82), port(81, "UDP")})));
    EXPECT_EQ(text(table_of(world).ingress),
              "0.0.0.0-10.0.0.1 {x/a[Pod]}: any drop;\n"
              "10.0.0.2 {x/b[Pod]}: TCP 80 82 allow; UDP 81 allow; "
              "TCP 1-79 81 83-65535 drop; UDP 1-80 82-65535 drop; other drop;\n"
              "10.0.0.3-255.255.255.255: any drop;\n"
              "::/0: any drop;\n");
}

// b has none yet: the range around its stand-in is whole, and an ipBlock may match it.
TEST(TableRows, AStandInIsNoAddress) {
    WorldText world = two_pods();
    world.world().pods[1].addresses = {*policy::IpAddress::parse("240.0.0.1")};
    world.world().pods[1].addresses_are = policy::Addresses::StandIn;
    world.policy(policy_in("x", "p")
                     .selects("app=a")
                     .types({"Ingress", "Egress"})
                     .ingress(rule({pods("app=b")}, {port(80)})));
    const results::PodTable plain = table_of(world);
    EXPECT_EQ(text(plain.ingress),
              "0.0.0.0/0 {x/a[Pod]}: any drop;\n"
              "::/0: any drop;\n"
              "? {x/b[Pod]}: TCP 80 allow; TCP 1-79 81-65535 drop; other drop;\n");
    EXPECT_EQ(text(plain.egress),
              "0.0.0.0/0 {x/a[Pod]}: any drop;\n::/0: any drop;\n? {x/b[Pod]}: any drop;\n");
    EXPECT_TRUE(table_of(world, 1).addresses.empty());
    world.policy(
        policy_in("x", "q").selects("app=a").ingress(rule({block("192.0.2.0/24")}, {port(81)})));
    EXPECT_EQ(text(table_of(world).ingress),
              "0.0.0.0-192.0.1.255 {x/a[Pod]}: TCP 1-80 82-65535 drop; TCP 81 drop; other drop;\n"
              "192.0.2.0/24: TCP 81 allow; TCP 1-80 82-65535 drop; other drop;\n"
              "192.0.3.0-255.255.255.255: TCP 1-80 82-65535 drop; TCP 81 drop; other drop;\n"
              "::/0: TCP 1-80 82-65535 drop; TCP 81 drop; other drop;\n"
              "? {x/b[Pod]}: TCP 80 allow; TCP 81 uncertain; TCP 1-79 82-65535 drop; "
              "other drop;\n");
}

// ---- Random worlds --------------------------------------------------------------------------

bool holds(const results::TableRow& row, const std::string& protocol, std::uint16_t port) {
    if (row.protocol == "any") return true;
    if (row.protocol != protocol) return false;
    return row.ports.empty() || std::any_of(row.ports.begin(), row.ports.end(), [&](auto range) {
               return range.first <= port && port <= range.second;
           });
}

// Of the protocol, or of those that have no lines of their own.
const results::TableRow* find(const std::vector<const results::TableRow*>& rows,
                              const std::string& protocol, std::uint16_t port) {
    for (const char* each : {protocol.c_str(), "other"}) {
        for (const results::TableRow* row : rows) {
            if (holds(*row, each, port)) return row;
        }
    }
    return nullptr;
}

class DoubtfulTables : public testing::TestWithParam<std::uint64_t> {
  protected:
    // explain()'s answer is the table's, but that the table knows of a packet from a disputed
    // address which one it is, if not whose.
    void compare(const policy::World& world, std::size_t subject, policy::Direction direction,
                 const policy::IpAddress& address, std::optional<std::size_t> peer,
                 const std::vector<const results::TableRow*>& rows) {
        policy::Opening opening;
        opening.pod = subject;
        opening.direction = direction;
        opening.peer = address;
        opening.peer_pod = peer;
        for (const oracle::Service& service : oracle::edge_services(world)) {
            if (service.port == 0 && has_port(service.protocol)) continue;
            opening.protocol = service.protocol;
            opening.port = service.port;
            const policy::Explanation told = explain(world, opening);
            const results::TableRow* row =
                find(rows, has_port(service.protocol) ? policy::text(service.protocol) : "other",
                     service.port);
            ASSERT_NE(row, nullptr);
            if (told.doubt == policy::Doubt::AddressDisputed) {
                ++disputed;
                continue;
            }
            EXPECT_EQ(row->verdict, text(told.action))
                << policy::text(service.protocol) << ' ' << service.port << ' '
                << (peer ? world.pods[*peer].name : address.text());
            EXPECT_EQ(row->caveats.empty(), told.doubt == policy::Doubt::None);
            ++(told.doubt == policy::Doubt::None ? certain : uncertain);
        }
    }

    void ask(const policy::World& world, std::size_t subject, policy::Direction direction,
             const results::TableSide& side) {
        std::map<policy::IpAddress, std::size_t> holders;
        for (std::size_t peer = 0; peer < world.pods.size(); ++peer) {
            const policy::Pod& pod = world.pods[peer];
            if (pod.finished() || pod.addresses.empty()) continue;
            if (pod.addresses_are != policy::Addresses::StandIn) {
                for (const policy::IpAddress& address : pod.addresses) {
                    ++holders[address];
                    compare(world, subject, direction, address, peer, rows_at(side, address));
                }
            } else if (peer != subject) {
                compare(world, subject, direction, pod.addresses.front(), peer,
                        rows_of(side, pod_name(pod)));
            }
        }
        for (const results::TableRow& row : side.rows) {
            if (row.first.empty()) continue;
            const auto address = *policy::IpAddress::parse(row.first);
            if (holders.count(address) > 0) continue;
            compare(world, subject, direction, address, std::nullopt, rows_at(side, address));
        }
    }

    static std::vector<const results::TableRow*> rows_at(const results::TableSide& side,
                                                         const policy::IpAddress& address) {
        std::vector<const results::TableRow*> found;
        std::string range;
        for (const results::TableRow& row : side.rows) {
            if (row.first.empty() || address < *policy::IpAddress::parse(row.first) ||
                *policy::IpAddress::parse(row.last) < address) {
                continue;
            }
            found.push_back(&row);
            EXPECT_TRUE(range.empty() || range == row.range) << range << " and " << row.range;
            range = row.range;
        }
        return found;
    }

    static std::vector<const results::TableRow*> rows_of(const results::TableSide& side,
                                                         const std::string& pod) {
        std::vector<const results::TableRow*> found;
        for (const results::TableRow& row : side.rows) {
            const bool names = std::find(row.pods.begin(), row.pods.end(), pod) != row.pods.end();
            if (row.first.empty() && names) found.push_back(&row);
        }
        return found;
    }

    static bool has_port(policy::Protocol protocol) {
        return protocol == policy::Protocol::TCP || protocol == policy::Protocol::UDP ||
               protocol == policy::Protocol::SCTP;
    }

    std::size_t certain = 0;
    std::size_t uncertain = 0;
    std::size_t disputed = 0;
};

TEST_P(DoubtfulTables, SayWhatExplainSaysOfEachAddressAndPod) {
    for (std::uint64_t seed = GetParam() * 100; seed < GetParam() * 100 + 16; ++seed) {
        policy::World world = oracle::doubtful_world(seed);
        world.lost.clear();
        world.nodes.clear();
        for (std::size_t i = 0; i < world.pods.size(); ++i) {
            world.pods[i].node = "n" + std::to_string(i);  // no two on one
        }
        for (std::size_t subject = 0; subject < world.pods.size(); ++subject) {
            if (!world.pods[subject].policed()) continue;
            const results::PodTable table = table_rows(world, {}, subject);
            for (const policy::Direction direction :
                 {policy::Direction::FromPod, policy::Direction::ToPod}) {
                const auto& side =
                    direction == policy::Direction::ToPod ? table.ingress : table.egress;
                if (!side.isolated) continue;
                ask(world, subject, direction, side);
            }
            if (HasFailure()) FAIL() << "seed " << seed << " pod " << world.pods[subject].name;
        }
    }
    EXPECT_GT(certain, 0U);
    EXPECT_GT(uncertain, 0U);
}

INSTANTIATE_TEST_SUITE_P(Random, DoubtfulTables, testing::Range<std::uint64_t>(1, 5));

}  // namespace
}  // namespace analysis
