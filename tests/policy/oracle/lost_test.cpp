// SPDX-License-Identifier: MIT
// What is said of a world of which something was lost must hold whatever it was: each certain
// verdict is the reference's, for the world as it was and for others that differ from it in what
// was lost only.
#include "policy/model/lost.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "policy/explain/explanation.h"
#include "policy/oracle/reference.h"
#include "policy/reach/reachability.h"
#include "tests/policy/oracle/random_world.h"
#include "tests/policy/oracle/reach_compare.h"
#include "tests/policy/oracle/world_text.h"

namespace {

using oracle::Dice;
using oracle::Service;
using policy::Action;
using policy::Direction;
using policy::IpAddress;
using policy::Lost;
using policy::NetworkPolicy;
using policy::World;

// A policy that was lost, and what is known of it.
struct LostPolicy {
    std::size_t index = 0;
    bool knows_namespace = true, knows_selector = true, knows_types = true;
};

class Loss {
  public:
    Loss(const World& whole, Dice& dice) : whole_(whole), dice_(dice) {
        if (!whole.policies.empty() && !dice.one_in(4)) {
            policy_ = LostPolicy{dice.below(whole.policies.size()), !dice.one_in(4),
                                 !dice.one_in(3), !dice.one_in(3)};
        }
        if (!whole.pods.empty() && dice.one_in(3)) pod_ = dice.below(whole.pods.size());
        if (dice.one_in(3)) namespace_ = dice.below(whole.namespaces.size());
    }

    // What is read.
    World broken() {
        World world = whole_;
        if (pod_) {
            change(world.pods[*pod_]);
            world.pods[*pod_].in_error = true;
        }
        if (namespace_) {
            change(world.namespaces[*namespace_]);
            world.namespaces[*namespace_].in_error = true;
        }
        if (policy_) {
            const NetworkPolicy policy = world.policies[policy_->index];
            world.policies.erase(world.policies.begin() +
                                 static_cast<std::ptrdiff_t>(policy_->index));
            Lost lost;
            lost.kind = Lost::Kind::Policy;
            if (policy_->knows_namespace) lost.ns = policy.ns;
            if (policy_->knows_selector) lost.pod_selector = policy.pod_selector;
            if (policy_->knows_types) {
                lost.ingress = has_type(policy, "Ingress");
                lost.egress = has_type(policy, "Egress");
            }
            world.lost.push_back(lost);
        }
        return world;
    }

    // Another one that would be read as the same.
    World other() {
        World world = whole_;
        if (pod_) change(world.pods[*pod_]);
        if (namespace_) change(world.namespaces[*namespace_]);
        if (policy_) change(world.policies[policy_->index]);
        return world;
    }

    bool only_a_policy() const { return policy_ && !pod_ && !namespace_; }

  private:
    static bool has_type(const NetworkPolicy& policy, const char* type) {
        const auto& types = policy.policy_types;
        return std::find(types.begin(), types.end(), type) != types.end();
    }

    void change(policy::Pod& pod) {
        pod.labels = dice_.one_in(2) ? policy::Labels{} : dice_.pick(whole_.pods).labels;
        pod.ports = dice_.pick(whole_.pods).ports;
        if (!whole_.nodes.empty()) pod.node = dice_.pick(whole_.nodes).name;
    }
    void change(policy::Namespace& ns) {
        ns.labels = dice_.one_in(2) ? policy::Labels{} : dice_.pick(whole_.namespaces).labels;
        policy::ensure_name_label(ns);
    }
    void change(NetworkPolicy& policy) {
        const NetworkPolicy old = policy;
        policy = oracle::random_policy(99, whole_.namespaces.size(), dice_);
        policy.name = old.name;
        if (policy_->knows_namespace) policy.ns = old.ns;
        if (policy_->knows_selector) policy.pod_selector = old.pod_selector;
        if (policy_->knows_types) policy.policy_types = old.policy_types;
        policy::apply_defaults(policy);
    }

    const World& whole_;
    Dice& dice_;
    std::optional<LostPolicy> policy_;
    std::optional<std::size_t> pod_, namespace_;
};

struct End {
    policy::ClassId id = 0;
    std::optional<std::size_t> pod;
    std::vector<IpAddress> addresses;
};

std::vector<End> ends_of(const World& world, const policy::Reachability& reach) {
    std::vector<End> ends;
    for (std::size_t i = 0; i < world.pods.size(); ++i) {
        const auto id = reach.class_of(i);
        if (id) ends.push_back({*id, i, world.pods[i].addresses});
    }
    for (policy::ClassId id = 0; id < reach.classes().size(); ++id) {
        for (const policy::AddressRange& range : reach.classes()[id].outside) {
            ends.push_back({id, std::nullopt, {range.first}});
        }
    }
    return ends;
}

Action judged(const World& world, const End& subject, Direction direction, const End& peer,
              const IpAddress& address, const Service& service, const policy::Settings& settings) {
    if (!subject.pod) return Action::Allow;
    if (!peer.pod) {
        return reference_verdict(world, *subject.pod, direction, address, service.protocol,
                                 service.port, settings)
            .action;
    }
    return reference_verdict(world, *subject.pod, direction, address, *peer.pod, service.protocol,
                             service.port, settings)
        .action;
}

// Over some family.
bool passes(const World& world, const End& from, const End& to, const Service& service,
            const policy::Settings& settings) {
    for (const IpAddress& source : from.addresses) {
        for (const IpAddress& destination : to.addresses) {
            if (source.family() != destination.family()) continue;
            const auto out =
                judged(world, from, Direction::FromPod, to, destination, service, settings);
            const auto in = judged(world, to, Direction::ToPod, from, source, service, settings);
            if (out == Action::Allow && in == Action::Allow) return true;
        }
    }
    return false;
}

enum class Node { Apart, Same, Unknown };
Node nodes_of(const World& world, const End& from, const End& to) {
    if (!from.pod || !to.pod) return Node::Apart;
    const std::string& a = world.pods[*from.pod].node;
    const std::string& b = world.pods[*to.pod].node;
    if (a.empty() || b.empty()) return Node::Unknown;
    return a == b ? Node::Same : Node::Apart;
}

class LostObjects : public testing::TestWithParam<std::uint64_t> {
  protected:
    void ask(const World& broken, const std::vector<World>& truths,
             const policy::Settings& settings, Dice& dice) {
        const policy::Reachability reach(broken, settings);
        const std::vector<End> ends = ends_of(broken, reach);
        const std::vector<Service> services = oracle::edge_services(truths.front());
        for (int i = 0; i < 400 && ends.size() > 1; ++i) {
            const End& from = dice.pick(ends);
            const End& to = dice.pick(ends);
            if (from.pod == to.pod) continue;
            const Service service = dice.pick(services);
            ask_reach(broken, reach, truths, from, to, service, settings);
            ask_explain(broken, truths, from, Direction::FromPod, to, service, settings);
            ask_explain(broken, truths, to, Direction::ToPod, from, service, settings);
            if (HasFailure()) return;
        }
    }

    std::size_t certain = 0;
    std::size_t uncertain = 0;

  private:
    static std::string words(const World& broken, const World& truth, const End& from,
                             const End& to, const Service& service) {
        const auto name = [&](const End& end) {
            return end.pod ? broken.pods[*end.pod].ns + "/" + broken.pods[*end.pod].name
                           : end.addresses[0].text();
        };
        return name(from) + " to " + name(to) + ", " + policy::text(service.protocol) + " " +
               std::to_string(service.port) + "\nread:\n" + oracle::world_text(broken) +
               "\ntruth:\n" + oracle::world_text(truth);
    }

    void ask_reach(const World& broken, const policy::Reachability& reach,
                   const std::vector<World>& truths, const End& from, const End& to,
                   const Service& service, const policy::Settings& settings) {
        const policy::Allowed allowed = reach.between(from.id, to.id);
        const Node nodes = allowed.all_on_own_node ? nodes_of(broken, from, to) : Node::Apart;
        const bool sure =
            nodes == Node::Same || allowed.certain->contains(service.protocol, service.port);
        const bool possible =
            nodes != Node::Apart || allowed.possible->contains(service.protocol, service.port);
        ++(sure == possible ? certain : uncertain);
        for (const World& truth : truths) {
            const bool passed = passes(truth, from, to, service, settings);
            if (sure && !passed)
                ADD_FAILURE() << "not allowed: " << words(broken, truth, from, to, service);
            if (!possible && passed)
                ADD_FAILURE() << "allowed: " << words(broken, truth, from, to, service);
        }
    }

    void ask_explain(const World& broken, const std::vector<World>& truths, const End& subject,
                     Direction direction, const End& peer, const Service& service,
                     const policy::Settings& settings) {
        if (!subject.pod) return;
        for (const IpAddress& address : peer.addresses) {
            const policy::Explanation told = explain(
                broken,
                {*subject.pod, direction, address, peer.pod, service.protocol, service.port},
                settings);
            ASSERT_EQ(told.action == Action::Uncertain, told.doubt != policy::Doubt::None);
            if (told.action == Action::Uncertain) continue;
            for (const World& truth : truths) {
                if (judged(truth, subject, direction, peer, address, service, settings) !=
                    told.action) {
                    ADD_FAILURE() << "explained wrongly: "
                                  << words(broken, truth, subject, peer, service);
                }
            }
        }
    }
};

TEST_P(LostObjects, LeaveCertainOnlyWhatTheyCannotChange) {
    for (std::uint64_t seed = GetParam() * 1000; seed < GetParam() * 1000 + 40; ++seed) {
        Dice dice(seed);
        const World whole = oracle::random_world(seed);
        policy::Settings settings;
        if (dice.one_in(4)) settings.portless = policy::PortlessTraffic::Allow;
        if (dice.one_in(4)) settings.portless = policy::PortlessTraffic::Drop;
        if (dice.one_in(4)) settings.allow_egress_to_own_node = true;
        if (dice.one_in(4)) settings.host_network_pods = policy::HostNetworkPods::Police;
        Loss loss(whole, dice);
        const World broken = loss.broken();
        std::vector<World> truths = {whole};
        for (int i = 0; i < 5; ++i) truths.push_back(loss.other());
        ask(broken, truths, settings, dice);
        if (HasFailure()) FAIL() << "seed " << seed;
    }
    EXPECT_GT(certain, uncertain) << "doubts too much";
}

// Each pair at whose ends the policy could not isolate is as certain as ever.
TEST_P(LostObjects, LeaveAlonePodsThatAPolicyCannotSelect) {
    for (std::uint64_t seed = GetParam() * 2000; seed < GetParam() * 2000 + 60; ++seed) {
        Dice dice(seed);
        const World whole = oracle::random_world(seed);
        Loss loss(whole, dice);
        if (!loss.only_a_policy()) continue;
        const World broken = loss.broken();
        const policy::Reachability reach(broken);
        for (std::size_t a = 0; a < broken.pods.size(); ++a) {
            for (std::size_t b = 0; b < broken.pods.size(); ++b) {
                const auto from = reach.class_of(a);
                const auto to = reach.class_of(b);
                if (!from || !to ||
                    lost_policy(broken, broken.pods[a], Direction::FromPod) != nullptr ||
                    lost_policy(broken, broken.pods[b], Direction::ToPod) != nullptr) {
                    continue;
                }
                const policy::Allowed allowed = reach.between(*from, *to);
                EXPECT_TRUE(*allowed.certain == *allowed.possible) << "seed " << seed;
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Random, LostObjects, testing::Range<std::uint64_t>(1, 6));

}  // namespace
