// SPDX-License-Identifier: MIT
#include "tests/policy/oracle/ways.h"

#include <algorithm>
#include <set>

#include "policy/model/address_range.h"
#include "policy/model/lost.h"
#include "policy/oracle/reference.h"

namespace oracle {
namespace {

using policy::Addresses;
using policy::Direction;
using policy::IpAddress;
using policy::Pod;

// All that random worlds ask for, and one that they do not.
const std::vector<std::string> label_values = {"x", "y", "", "other"};

bool live(const Pod& pod) {
    return !pod.finished() && !pod.addresses.empty();
}

// Calls visit(block) for every ipBlock of the world.
template <typename World, typename Visit>
void each_block(World& world, Visit visit) {
    for (auto& policy : world.policies) {
        for (auto* rules : {&policy.ingress, &policy.egress}) {
            for (auto& rule : *rules) {
                for (auto& peer : rule.peers) {
                    if (peer.ip_block) visit(*peer.ip_block);
                }
            }
        }
    }
}

bool is_whole_family(const policy::IpBlock& block) {
    return policy::Prefix::parse(block.cidr)->length() == 0 && block.except.empty();
}

// Neighbours that every block holds, or none of them does, are one view; one of each will do.
std::vector<IpAddress> sample(const policy::World& world) {
    std::set<IpAddress> ends = {IpAddress::v4(0), IpAddress::v6(0, 0)};
    each_block(world, [&](const policy::IpBlock& block) {
        for (const policy::AddressRange& range : policy::ranges_of(block)) {
            ends.insert(range.first);
            if (const auto next = range.last.next()) ends.insert(*next);
        }
    });
    return {ends.begin(), ends.end()};
}

// The policies that were lost, without a rule and with one that admits all.
std::vector<policy::World> with_lost(const policy::World& world) {
    std::vector<policy::World> both = {world};
    if (world.lost.empty()) return both;
    both.push_back(world);
    for (const policy::Lost& lost : world.lost) {
        if (lost.kind != policy::Lost::Kind::Policy) continue;
        for (const policy::Namespace& ns : world.namespaces) {
            if (lost.ns && *lost.ns != ns.name) continue;
            policy::NetworkPolicy policy;
            policy.ns = ns.name;
            policy.name = "lost-" + std::to_string(both[0].policies.size());
            if (lost.pod_selector) policy.pod_selector = *lost.pod_selector;
            if (lost.ingress) policy.policy_types.emplace_back("Ingress");
            if (lost.egress) policy.policy_types.emplace_back("Egress");
            if (policy.policy_types.empty()) continue;
            both[0].policies.push_back(policy);
            policy.ingress.emplace_back();
            policy.egress.emplace_back();
            both[1].policies.push_back(policy);
            both[1].policies.back().name += "-all";
        }
    }
    // It may not be there at all, or not isolate this pod, which admits most.
    both.push_back(world);
    return both;
}

}  // namespace

Resolver::Resolver(const policy::World& world, const policy::Settings& settings)
    : world_(world), worlds_(with_lost(world)), settings_(settings), samples_(sample(world)) {
    for (policy::World blockless : worlds_) {
        each_block(blockless, [](policy::IpBlock& block) {
            if (!is_whole_family(block)) block.except = {block.cidr};
        });
        blockless_.push_back(std::move(blockless));
    }
    for (const Pod& pod : world.pods) {
        if (!live(pod) || pod.addresses_are == Addresses::StandIn) continue;
        for (const IpAddress& address : pod.addresses) known_[address.is_v4() ? 0 : 1] = true;
    }
}

bool Resolver::has(const ReachEnd& end, policy::Family family) const {
    if (!end.pod) return end.address.family() == family;
    const Pod& pod = world_.pods[*end.pod];
    if (pod.addresses_are == Addresses::StandIn && (known_[0] || known_[1])) {
        return known_[family == policy::Family::V4 ? 0 : 1];
    }
    return std::any_of(pod.addresses.begin(), pod.addresses.end(),
                       [&](const IpAddress& address) { return address.family() == family; });
}

Ways Resolver::pass(const ReachEnd& from, const ReachEnd& to, policy::Family family,
                    const Service& service) {
    const auto unknown = [&](const ReachEnd& end) {
        return end.pod && in_doubt(world_, world_.pods[*end.pod]);
    };
    if (unknown(from) || unknown(to)) return {true, false};
    Ways ways;
    each_labelling(from.pod, [&] {
        each_labelling(to.pod, [&] {
            Ways out{true, true};
            Ways in{true, true};
            if (from.pod) out = judge_labelled(*from.pod, Direction::FromPod, to, family, service);
            if (to.pod) in = judge_labelled(*to.pod, Direction::ToPod, from, family, service);
            ways.add(out.ever && in.ever, out.always && in.always);
        });
    });
    return ways;
}

Ways Resolver::judge(std::size_t subject, Direction direction, const ReachEnd& peer,
                     policy::Family family, const Service& service) {
    Ways ways;
    each_labelling(subject, [&] {
        each_labelling(peer.pod, [&] {
            const Ways one = judge_labelled(subject, direction, peer, family, service);
            ways.add(one.ever, one.always);
        });
    });
    return ways;
}

// Visits with each choice of values for the pod's unknown labels, the last one left unset.
template <typename Visit>
void Resolver::each_labelling(std::optional<std::size_t> pod, Visit visit) {
    if (!pod || world_.pods[*pod].unknown_labels.empty()) return visit();
    const std::string key = world_.pods[*pod].unknown_labels.back();
    world_.pods[*pod].unknown_labels.pop_back();
    for (const std::string& value : label_values) {
        for (auto* worlds : {&worlds_, &blockless_}) {
            for (policy::World& world : *worlds) world.pods[*pod].labels[key] = value;
        }
        each_labelling(pod, visit);
    }
    for (auto* worlds : {&worlds_, &blockless_}) {
        for (policy::World& world : *worlds) world.pods[*pod].labels.erase(key);
    }
    world_.pods[*pod].unknown_labels.push_back(key);
}

Ways Resolver::judge_labelled(std::size_t subject, Direction direction, const ReachEnd& peer,
                              policy::Family family, const Service& service) {
    const Pod& pod = world_.pods[subject];
    if (in_doubt(world_, pod)) return {true, false};
    if (!policy::policed(pod, settings_)) return {true, true};
    Ways ways;
    for (std::size_t i = 0; i < worlds_.size(); ++i) {
        const Ways one =
            judge_in(worlds_[i], blockless_[i], subject, direction, peer, family, service);
        ways.add(one.ever, one.always);
    }
    return ways;
}

Ways Resolver::judge_in(const policy::World& read, const policy::World& blockless,
                        std::size_t subject, Direction direction, const ReachEnd& peer,
                        policy::Family family, const Service& service) {
    Ways ways;
    const auto ask = [&](const policy::World& world, const IpAddress& address,
                         std::optional<std::size_t> identity) {
        const auto verdict =
            identity ? policy::reference_verdict(world, subject, direction, address, *identity,
                                                 service.protocol, service.port, settings_)
                     : policy::reference_verdict(world, subject, direction, address,
                                                 service.protocol, service.port, settings_);
        const bool passes = verdict.action == policy::Action::Allow;
        ways.add(passes, passes);
    };
    if (!peer.pod) {
        ask(read, peer.address, std::nullopt);
        return ways;
    }
    for (const std::size_t identity : claimants(*peer.pod, family)) {
        for (const IpAddress& address : addresses_of(peer, family)) {
            ask(read, address, identity);
            if (world_.pods[*peer.pod].addresses_are != Addresses::Known) {
                ask(blockless, address, identity);
            }
        }
    }
    return ways;
}

std::vector<IpAddress> Resolver::addresses_of(const ReachEnd& end, policy::Family family) const {
    const Pod& pod = world_.pods[*end.pod];
    const bool known = pod.addresses_are == Addresses::Known;
    std::vector<IpAddress> found;
    for (const IpAddress& address : known ? pod.addresses : samples_) {
        if (address.family() == family) found.push_back(address);
    }
    return found;
}

// The pods that the other end may take it for.
std::vector<std::size_t> Resolver::claimants(std::size_t pod, policy::Family family) const {
    const Pod& own = world_.pods[pod];
    if (own.addresses_are != Addresses::Disputed || !policy::policed(own, settings_)) return {pod};
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < world_.pods.size(); ++i) {
        const Pod& other = world_.pods[i];
        if (!policy::policed(other, settings_) || other.addresses_are != Addresses::Disputed) {
            continue;
        }
        const bool claims =
            std::any_of(own.addresses.begin(), own.addresses.end(), [&](const IpAddress& address) {
                return address.family() == family &&
                       std::find(other.addresses.begin(), other.addresses.end(), address) !=
                           other.addresses.end();
            });
        if (claims) found.push_back(i);
    }
    return found;
}

Resolver::OwnNode Resolver::own_node(const ReachEnd& from, const ReachEnd& to) const {
    if (!from.pod || !to.pod) return OwnNode::No;
    if (in_doubt(world_, world_.pods[*from.pod]) || in_doubt(world_, world_.pods[*to.pod])) {
        return OwnNode::No;
    }
    const Pod& source = world_.pods[*from.pod];
    const Pod& target = world_.pods[*to.pod];
    const bool from_node = !policy::policed(source, settings_);
    const bool to_node = !policy::policed(target, settings_);
    if (from_node == to_node) return OwnNode::No;
    if (to_node && !settings_.allow_egress_to_own_node) return OwnNode::No;
    const bool meet = (has(from, policy::Family::V4) && has(to, policy::Family::V4)) ||
                      (has(from, policy::Family::V6) && has(to, policy::Family::V6));
    if (!meet) return OwnNode::No;
    if (source.node.empty() || target.node.empty()) return OwnNode::Maybe;
    return source.node == target.node ? OwnNode::Yes : OwnNode::No;
}

}  // namespace oracle
