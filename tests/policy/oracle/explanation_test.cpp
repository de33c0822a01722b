// SPDX-License-Identifier: MIT
// An explanation's verdict, reason and causes are the reference's and the filter table's; and each
// change that it proposes, made to the world, admits the connection.
#include "policy/explain/explanation.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "policy/explain/change.h"
#include "policy/validate/validate.h"
#include "tests/policy/oracle/compare.h"
#include "tests/policy/oracle/doubtful_world.h"
#include "tests/policy/oracle/families.h"
#include "tests/policy/oracle/random_world.h"
#include "tests/policy/oracle/reach_compare.h"
#include "tests/policy/oracle/ways.h"
#include "tests/policy/oracle/world_text.h"

namespace oracle {
namespace {

using policy::Action;
using policy::Change;
using policy::Explanation;
using policy::Opening;
using policy::Settings;
using policy::World;

Opening opening_of(const Probe& probe) {
    return {probe.pod, probe.direction, probe.peer, std::nullopt, probe.protocol, probe.port};
}

policy::ReferenceVerdict verdict_of(const Explanation& told) {
    return {told.action, told.reason, told.causes};
}

// What comes from the pod's own node passes before any table is asked.
bool from_own_node(const World& world, const Probe& probe) {
    return std::any_of(world.nodes.begin(), world.nodes.end(), [&](const policy::Node& node) {
        return node.name == world.pods[probe.pod].node &&
               std::find(node.addresses.begin(), node.addresses.end(), probe.peer) !=
                   node.addresses.end() &&
               probe.direction == policy::Direction::ToPod;
    });
}

testing::AssertionResult agree(const World& world, const std::vector<Probe>& probes,
                               const Settings& settings) {
    for (const Probe& probe : probes) {
        const Explanation told = explain(world, opening_of(probe), settings);
        if (from_own_node(world, probe)) {
            if (told.reason == policy::Reason::OwnNode) continue;
            return testing::AssertionFailure() << "not its own node: " << text(world, probe);
        }
        const policy::ReferenceVerdict expected = reference_verdict(
            world, probe.pod, probe.direction, probe.peer, probe.protocol, probe.port, settings);
        if (verdict_of(told) == expected) continue;
        return testing::AssertionFailure()
               << text(settings) << '\n'
               << world_text(world) << text(world, probe) << "\nreference " << text(expected)
               << "\nexplanation " << text(verdict_of(told));
    }
    return testing::AssertionSuccess();
}

// Prime, so that the sample meets every cluster and every policy.
constexpr std::size_t stride = 101;

TEST(Explanation, AgreesWithTheReferenceOnSmallWorlds) {
    for (const Family& family : families()) {
        for (std::size_t i = 0; i < family.worlds(); i += stride) {
            const World world = family.world(i);
            ASSERT_TRUE(agree(world, family.probes(world), {})) << family.name << ' ' << i;
        }
    }
}

TEST(Explanation, AgreesWithTheReferenceOnRandomWorldsUnderEverySetting) {
    for (std::uint64_t seed = 1; seed <= 120; ++seed) {
        const World world = random_world(seed);
        Dice dice(seed);
        const std::vector<Probe> probes = edge_probes(world, 120, dice);
        for (const Settings& settings : all_settings()) {
            if (settings.allow_egress_to_own_node) continue;  // the enforcer's, not the table's
            ASSERT_TRUE(agree(world, probes, settings)) << "seed " << seed;
        }
    }
}

TEST(Explanation, AgreesWithTheFilterTable) {
    for (std::uint64_t seed = 200; seed <= 300; ++seed) {
        const World world = random_world(seed);
        Dice dice(seed);
        const std::vector<Probe> probes = edge_probes(world, 200, dice);
        const auto verdicts = table_verdicts(world, probes);
        for (std::size_t i = 0; i < probes.size(); ++i) {
            if (from_own_node(world, probes[i])) continue;
            ASSERT_EQ(verdict_of(explain(world, opening_of(probes[i]))), verdicts[i])
                << world_text(world) << text(world, probes[i]);
        }
    }
}

TEST(Explanation, KnowsThePodWhereItIsToldWhichOfSeveralThatShareAnAddress) {
    for (std::uint64_t seed = 1; seed <= 120; ++seed) {
        const World world = random_world(seed);
        for (std::size_t pod = 0; pod < world.pods.size(); ++pod) {
            for (std::size_t peer = 0; peer < world.pods.size(); ++peer) {
                if (peer == pod || world.pods[peer].addresses.empty()) continue;
                const policy::IpAddress& address = world.pods[peer].addresses.front();
                const Opening opening{pod,  policy::Direction::FromPod, address,
                                      peer, policy::Protocol::TCP,      80};
                ASSERT_EQ(verdict_of(explain(world, opening)),
                          reference_verdict(world, pod, opening.direction, address, peer,
                                            opening.protocol, opening.port, {}))
                    << world_text(world);
            }
        }
    }
}

// ---- Doubt

// Where the other end is met; of one that is not known any will do.
policy::IpAddress address_of(const policy::Pod& pod, policy::Family family) {
    for (const policy::IpAddress& address : pod.addresses) {
        if (address.family() == family) return address;
    }
    return policy::IpAddress::v6(0x0100ULL << 48U, 1);
}

Action action_of(const Ways& ways, Resolver::OwnNode own) {
    if (ways.always || own == Resolver::OwnNode::Yes) return Action::Allow;
    return ways.ever || own == Resolver::OwnNode::Maybe ? Action::Uncertain : Action::Drop;
}

class DoubtfulWorld {
  public:
    DoubtfulWorld(const World& world, const Settings& settings)
        : world_(world), settings_(settings), resolver_(world, settings) {}

    // What explain() says is what all ways of resolving the doubt say.
    testing::AssertionResult agrees(const Service& service) {
        for (std::size_t pod = 0; pod < world_.pods.size(); ++pod) {
            for (std::size_t peer = 0; peer < world_.pods.size(); ++peer) {
                if (pod == peer || !met(pod) || !met(peer)) continue;
                for (const auto direction :
                     {policy::Direction::FromPod, policy::Direction::ToPod}) {
                    for (const auto family : {policy::Family::V4, policy::Family::V6}) {
                        const Opening opening{
                            pod,  direction,        address_of(world_.pods[peer], family),
                            peer, service.protocol, service.port};
                        if (!agrees(opening, family, service)) return failure(opening, service);
                    }
                }
            }
        }
        return testing::AssertionSuccess();
    }

  private:
    bool met(std::size_t pod) const {
        return !world_.pods[pod].finished() && !world_.pods[pod].addresses.empty();
    }
    Action expected(const Opening& opening, policy::Family family, const Service& service) {
        const ReachEnd subject{opening.pod, {}};
        const ReachEnd peer{opening.peer_pod, {}};
        const bool in = opening.direction == policy::Direction::ToPod;
        const Ways ways = resolver_.judge(opening.pod, opening.direction, peer, family, service);
        return action_of(
            ways, in ? resolver_.own_node(peer, subject) : resolver_.own_node(subject, peer));
    }
    bool agrees(const Opening& opening, policy::Family family, const Service& service) {
        if (!resolver_.has({opening.pod, {}}, family)) return true;
        if (!resolver_.has({opening.peer_pod, {}}, family)) return true;
        return explain(world_, opening, settings_).action == expected(opening, family, service);
    }
    testing::AssertionResult failure(const Opening& opening, const Service& service) const {
        return testing::AssertionFailure()
               << text(settings_) << '\n'
               << world_text(world_) << api_name(opening.direction) << " of "
               << world_.pods[opening.pod].name << ", peer " << world_.pods[*opening.peer_pod].name
               << " at " << opening.peer.text() << ", " << policy::text(service.protocol) << ' '
               << service.port << ": " << policy::text(explain(world_, opening, settings_).action);
    }

    const World& world_;
    const Settings& settings_;
    Resolver resolver_;
};

TEST(Explanation, IsUncertainWhereTheWaysToResolveADoubtDiffer) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const World world = doubtful_world(seed);
        Settings settings = all_settings()[seed % all_settings().size()];
        settings.allow_egress_to_own_node = seed % 2 == 0;
        DoubtfulWorld doubtful(world, settings);
        Dice dice(seed);
        const std::vector<Service> services = edge_services(world);
        for (int i = 0; i < 8; ++i) {
            ASSERT_TRUE(doubtful.agrees(dice.pick(services))) << "seed " << seed;
        }
    }
}

// ---- Changes

// No policy can name port 0.
bool can_be_opened(const Probe& probe) {
    return probe.port != 0 || probe.protocol == policy::Protocol::ICMP;
}

template <typename Check>
std::size_t for_each_drop(std::uint64_t first_seed, std::uint64_t last_seed, Check check) {
    std::size_t drops = 0;
    for (std::uint64_t seed = first_seed; seed <= last_seed; ++seed) {
        const World world = random_world(seed);
        Dice dice(seed);
        for (const Probe& probe : edge_probes(world, 60, dice)) {
            const Explanation told = explain(world, opening_of(probe));
            if (told.action != Action::Drop || !can_be_opened(probe)) continue;
            ++drops;
            check(world, probe, told);
            if (testing::Test::HasFatalFailure()) return drops;
        }
    }
    return drops;
}

World changed(World world, const Change& change) {
    apply(change, world);
    return world;
}

TEST(Changes, EachAdmitsTheConnectionAndIsWhatTheApiServerTakes) {
    std::vector<std::size_t> kinds(std::variant_size_v<Change>);
    const std::size_t drops =
        for_each_drop(1, 250, [&](const World& world, const Probe& probe, const Explanation& told) {
            const auto changes = changes_that_admit(world, opening_of(probe), told);
            ASSERT_FALSE(changes.empty()) << world_text(world) << text(world, probe);
            for (const Change& change : changes) {
                ++kinds[change.index()];
                const World after = changed(world, change);
                ASSERT_EQ(reference_verdict(after, probe.pod, probe.direction, probe.peer,
                                            probe.protocol, probe.port)
                              .action,
                          Action::Allow)
                    << "change of kind " << change.index() << '\n'
                    << world_text(world) << text(world, probe) << '\n'
                    << world_text(after);
                for (const policy::NetworkPolicy& policy : after.policies) {
                    for (const policy::Problem& problem : policy::validate(policy)) {
                        ASSERT_NE(problem.severity, policy::Problem::Severity::Error)
                            << problem.text();
                    }
                }
            }
        });
    EXPECT_GT(drops, 2000U);
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
        EXPECT_GT(kinds[kind], 10U) << "kind " << kind << " hardly ever met";
    }
}

TEST(Changes, TheFirstTakesNothingAway) {
    for_each_drop(151, 200, [&](const World& world, const Probe& probe, const Explanation& told) {
        const World after =
            changed(world, changes_that_admit(world, opening_of(probe), told).front());
        Dice dice(probe.port);
        for (const Probe& other : edge_probes(world, 40, dice)) {
            const auto action = [&](const World& in) {
                return reference_verdict(in, other.pod, other.direction, other.peer, other.protocol,
                                         other.port)
                    .action;
            };
            if (action(world) != Action::Allow) continue;
            ASSERT_EQ(action(after), Action::Allow)
                << world_text(world) << text(world, probe) << '\n'
                << world_text(after) << text(world, other);
        }
    });
}

TEST(Changes, NoneWhereNothingIsDropped) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const World world = random_world(seed);
        Dice dice(seed);
        for (const Probe& probe : edge_probes(world, 60, dice)) {
            const Explanation told = explain(world, opening_of(probe));
            if (told.action == Action::Drop) continue;
            ASSERT_TRUE(changes_that_admit(world, opening_of(probe), told).empty());
        }
    }
}

}  // namespace
}  // namespace oracle
