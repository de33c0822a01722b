// SPDX-License-Identifier: MIT
#include "tests/policy/oracle/reach_compare.h"

#include <map>
#include <set>
#include <utility>

#include "policy/reach/reachability.h"
#include "tests/policy/oracle/ways.h"
#include "tests/policy/oracle/world_text.h"

namespace oracle {
namespace {

using policy::ClassId;
using policy::IpAddress;

struct End : ReachEnd {
    ClassId id = 0;
    std::string name;
};

// "drops", "allows", or that it depends.
std::string verdict(const Ways& ways) {
    return ways.always ? "allows it" : ways.ever ? "is uncertain" : "drops it";
}

bool inside(const policy::AddressRanges& ranges, const IpAddress& address) {
    for (const policy::AddressRange& range : ranges) {
        if (range.first.family() == address.family() && !(address < range.first) &&
            !(range.last < address)) {
            return true;
        }
    }
    return false;
}

class Comparison {
  public:
    Comparison(const policy::World& world, const policy::Settings& settings)
        : world_(world),
          settings_(settings),
          reachability_(world, settings),
          resolver_(world, settings) {
        for (std::size_t i = 0; i < world.pods.size(); ++i) add_pod(i);
        for (ClassId id = 0; id < reachability_.classes().size(); ++id) {
            for (const policy::AddressRange& range : reachability_.classes()[id].outside) {
                add_outside(id, range.first);
                if (!(range.first == range.last)) add_outside(id, range.last);
            }
        }
    }

    std::optional<std::string> first_difference(const std::vector<Service>& services) {
        if (auto wrong = wrong_classes()) return wrong;
        if (auto wrong = wrong_own_nodes()) return wrong;
        for (const End& from : ends_) {
            for (const End& to : ends_) {
                if (from.pod == to.pod) continue;  // itself, or both outside
                for (const Service& service : services) {
                    if (auto wrong = difference(from, to, service)) return wrong;
                }
            }
        }
        return wrong_visits();
    }

  private:
    void add_pod(std::size_t i) {
        const policy::Pod& pod = world_.pods[i];
        const auto id = reachability_.class_of(i);
        if (id) ends_.push_back({{i, {}}, *id, pod.ns + '/' + pod.name});
    }
    void add_outside(ClassId id, const IpAddress& address) {
        ends_.push_back({{std::nullopt, address}, id, address.text()});
    }

    std::optional<std::string> difference(const End& from, const End& to, const Service& service) {
        Ways wanted{false, false};
        std::set<std::pair<bool, bool>> families;
        for (const policy::Family family : {policy::Family::V4, policy::Family::V6}) {
            if (!resolver_.has(from, family) || !resolver_.has(to, family)) continue;
            const Ways ways = resolver_.pass(from, to, family, service);
            families.emplace(ways.ever, ways.always);
            wanted = {wanted.ever || ways.ever, wanted.always || ways.always};
        }
        const policy::Allowed allowed = reachability_.between(from.id, to.id);
        const Ways found{allowed.possible->contains(service.protocol, service.port),
                         allowed.certain->contains(service.protocol, service.port)};
        const std::string question = from.name + " to " + to.name + ", " +
                                     policy::text(service.protocol) + ' ' +
                                     std::to_string(service.port) + ": ";
        if (!(found == wanted)) {
            return failure(question + "the reference " + verdict(wanted) + ", Reachability " +
                           verdict(found));
        }
        if (families.size() == 2 && !allowed.families_differ) {
            return failure(question + "families differ, and classes do not say so");
        }
        return std::nullopt;
    }

    // Where not all passes anyway, it is said of two classes whether some of them may share a node.
    std::optional<std::string> wrong_own_nodes() {
        std::map<std::pair<ClassId, ClassId>, bool> shared;
        for (const End& from : ends_) {
            for (const End& to : ends_) {
                if (from.pod == to.pod) continue;
                bool& some = shared[{from.id, to.id}];
                some = some || resolver_.own_node(from, to) != Resolver::OwnNode::No;
            }
        }
        for (const auto& [pair, some] : shared) {
            const policy::Allowed allowed = reachability_.between(pair.first, pair.second);
            const bool all = *allowed.certain == policy::ConnectionSet::all();
            if (allowed.all_on_own_node != (some && !all)) {
                return failure("own node of class " + std::to_string(pair.first) + " to " +
                               std::to_string(pair.second) + (some ? " not said" : " said"));
            }
        }
        return std::nullopt;
    }

    // row() has what between() says is not empty, ascending.
    std::optional<std::string> wrong_visits() {
        for (ClassId from = 0; from < reachability_.classes().size(); ++from) {
            const std::vector<policy::AllowedTo> row = reachability_.row(from);
            std::size_t next = 0;
            for (ClassId to = 0; to < reachability_.classes().size(); ++to) {
                const policy::Allowed one = reachability_.between(from, to);
                const bool there = next < row.size() && row[next].to == to;
                const bool wanted = !one.possible->empty() || one.all_on_own_node;
                if (there != wanted ||
                    (there && (reachability_.set(row[next].certain) != *one.certain ||
                               row[next].all_on_own_node != one.all_on_own_node ||
                               row[next].families_differ != one.families_differ))) {
                    return failure("row and between disagree on class " + std::to_string(from) +
                                   " to " + std::to_string(to));
                }
                if (there) ++next;
            }
        }
        return std::nullopt;
    }

    // The world's blocks and the addresses of its live pods.
    std::vector<policy::AddressRanges> line_marks() const {
        std::vector<policy::AddressRanges> marks;
        for (const policy::NetworkPolicy& policy : world_.policies) {
            for (const auto* rules : {&policy.ingress, &policy.egress}) {
                for (const policy::PolicyRule& rule : *rules) {
                    for (const policy::Peer& peer : rule.peers) {
                        if (peer.ip_block) marks.push_back(policy::ranges_of(*peer.ip_block));
                    }
                }
            }
        }
        return marks;
    }

    std::optional<std::string> wrong_classes() const {
        const std::vector<policy::AddressRanges> marks = line_marks();
        std::set<IpAddress> samples;
        for (const policy::AddressRanges& ranges : marks) {
            for (const policy::AddressRange& range : ranges) {
                samples.insert({range.first, range.last});
                if (const auto next = range.last.next()) samples.insert(*next);
            }
        }
        std::set<IpAddress> taken;
        bool v4 = false;
        bool v6 = false;
        for (std::size_t i = 0; i < world_.pods.size(); ++i) {
            if (!reachability_.class_of(i)) continue;
            for (const IpAddress& address : world_.pods[i].addresses) {
                taken.insert(address);
                samples.insert(address);
                if (const auto next = address.next()) samples.insert(*next);
                (address.is_v4() ? v4 : v6) = true;
            }
        }
        std::map<std::pair<bool, std::vector<bool>>, ClassId> views;
        for (const IpAddress& sample : samples) {
            std::vector<ClassId> holders;
            for (ClassId id = 0; id < reachability_.classes().size(); ++id) {
                if (inside(reachability_.classes()[id].outside, sample)) holders.push_back(id);
            }
            const bool wanted = taken.count(sample) == 0 && (sample.is_v4() ? v4 : v6);
            if (holders.size() != (wanted ? 1U : 0U)) {
                return failure(sample.text() + " is in " + std::to_string(holders.size()) +
                               " outside classes");
            }
            if (holders.empty()) continue;
            std::vector<bool> view;
            for (const policy::AddressRanges& ranges : marks) {
                view.push_back(inside(ranges, sample));
            }
            const auto [known, fresh] = views.try_emplace({sample.is_v4(), view}, holders[0]);
            if (known->second != holders[0]) {
                return failure(sample.text() + " is in a class of its own without a reason");
            }
        }
        return std::nullopt;
    }

    std::string failure(const std::string& what) const {
        return world_text(world_) + text(settings_) + what + '\n';
    }

    const policy::World& world_;
    policy::Settings settings_;
    policy::Reachability reachability_;
    Resolver resolver_;
    std::vector<End> ends_;
};

}  // namespace

std::optional<std::string> first_reach_difference(const policy::World& world,
                                                  const policy::Settings& settings,
                                                  const std::vector<Service>& services) {
    return Comparison(world, settings).first_difference(services);
}

}  // namespace oracle
