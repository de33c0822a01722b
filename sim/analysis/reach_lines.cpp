// SPDX-License-Identifier: MIT
#include "sim/analysis/reach_lines.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "policy/model/lost.h"
#include "policy/model/unknown_labels.h"

namespace analysis {
namespace {

using policy::Direction;
using policy::Pod;
using policy::World;

constexpr std::size_t names_shown = 2;

const std::string& namespace_of(const World& world, const Group& group) {
    return world.pods[group.pods.front()].ns;
}

bool has_block(const policy::NetworkPolicy& policy, Direction direction) {
    const auto& rules = direction == Direction::ToPod ? policy.ingress : policy.egress;
    return std::any_of(rules.begin(), rules.end(), [](const policy::PolicyRule& rule) {
        return std::any_of(rule.peers.begin(), rule.peers.end(),
                           [](const policy::Peer& peer) { return peer.ip_block.has_value(); });
    });
}

// What policies ask for that is not known of each pod.
class Asked {
  public:
    explicit Asked(const World& world)
        : labels_(world),
          any_stand_in_(std::any_of(world.pods.begin(), world.pods.end(), [](const Pod& pod) {
              return pod.addresses_are == policy::Addresses::StandIn;
          })) {
        for (const policy::NetworkPolicy& policy : world.policies) {
            for (const Direction direction : directions) {
                if (!has_block(policy, direction)) continue;
                with_blocks_[place(direction)][policy.ns].push_back(&policy);
            }
        }
        for (const policy::Namespace& ns : world.namespaces) {
            if (ns.in_error) in_error_.insert(ns.name);
        }
    }

    bool for_labels(const Pod& pod) const { return !labels_.asked_of(pod).empty(); }
    // Of its namespace, which is in error.
    bool for_namespace(const Pod& pod) const { return in_error_.count(pod.ns) > 0; }
    // Whether an ipBlock of the pod's own policies asks for addresses of the other end, and there
    // are ends whose addresses are not known.
    bool by_blocks(const Pod& pod, Direction direction) const {
        if (!any_stand_in_) return false;
        const auto& of_namespace = with_blocks_[place(direction)];
        const auto policies = of_namespace.find(pod.ns);
        return policies != of_namespace.end() &&
               std::any_of(policies->second.begin(), policies->second.end(),
                           [&](const policy::NetworkPolicy* policy) {
                               return may_match(policy->pod_selector, pod);
                           });
    }

  private:
    static constexpr std::array<Direction, 2> directions = {Direction::FromPod, Direction::ToPod};
    static std::size_t place(Direction direction) { return static_cast<std::size_t>(direction); }

    policy::AskedValues labels_;
    bool any_stand_in_;
    using Policies = std::vector<const policy::NetworkPolicy*>;
    std::array<std::unordered_map<std::string_view, Policies>, 2> with_blocks_;
    std::set<std::string_view> in_error_;
};

// Of what was lost each names the most that it may change.
Doubts doubts_of(const World& world, const Asked& asked, const Pod& pod, Direction direction) {
    Doubts doubts;
    if (policy::lost_anything(world, pod) != nullptr) doubts.add(Caveat::InputLost);
    if (pod.in_error) doubts.add(Caveat::PodInError);
    if (policy::lost_policy(world, pod, direction) != nullptr) doubts.add(Caveat::PolicyLost);
    if (asked.for_labels(pod)) doubts.add(Caveat::LabelUnknown);
    return doubts;
}

void sort_unique(std::vector<std::uint32_t>& numbers) {
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

class LineBuilder {
  public:
    LineBuilder(const World& world, const std::vector<Group>& groups)
        : world_(world), groups_(groups), asked_(world) {}

    void add(Line& line, std::uint32_t group) {
        line.groups.push_back(group);
        line.namespaces.push_back(number(namespaces_, namespace_of(world_, groups_[group])));
        for (const std::uint32_t index : groups_[group].pods) {
            const Pod& pod = world_.pods[index];
            add_doubts(line, pod);
            if (pod.node.empty()) {
                line.all_have_nodes = false;
            } else {
                line.nodes.push_back(number(nodes_, pod.node));
            }
        }
    }

    void finish(Line& line) {
        sort_unique(line.nodes);
        sort_unique(line.namespaces);
        line.brief = brief_of(line);
        Summary summary;
        summary.add(line.brief, line.namespaces);
        write_name(line.end.ref, summary, world_, groups_);
        line.end.ns = namespace_of(world_, groups_[line.groups.front()]);
        line.one_pod = line.groups.size() == 1 && groups_[line.groups.front()].pods.size() == 1;
    }

  private:
    void add_doubts(Line& line, const Pod& pod) const {
        line.as_source.add(doubts_of(world_, asked_, pod, Direction::FromPod));
        line.as_destination.add(doubts_of(world_, asked_, pod, Direction::ToPod));
        line.in_error = line.in_error || asked_.for_namespace(pod);
        line.stand_in = line.stand_in || pod.addresses_are == policy::Addresses::StandIn;
        line.disputed = line.disputed || pod.addresses_are == policy::Addresses::Disputed;
        line.blocks_as_source = line.blocks_as_source || asked_.by_blocks(pod, Direction::FromPod);
        line.blocks_as_destination =
            line.blocks_as_destination || asked_.by_blocks(pod, Direction::ToPod);
    }

    static LineBrief brief_of(const Line& line) {
        LineBrief brief;
        brief.first = line.groups[0];
        if (line.groups.size() > 1) brief.second = line.groups[1];
        brief.groups = static_cast<std::uint32_t>(line.groups.size());
        if (line.namespaces.size() == 1) brief.ns = line.namespaces[0];
        return brief;
    }

    using Numbers = std::unordered_map<std::string_view, std::uint32_t>;

    static std::uint32_t number(Numbers& numbers, const std::string& name) {
        return numbers.emplace(name, static_cast<std::uint32_t>(numbers.size())).first->second;
    }

    const World& world_;
    const std::vector<Group>& groups_;
    const Asked asked_;
    Numbers nodes_;
    Numbers namespaces_;
};

bool meet(const std::vector<std::uint32_t>& few, const std::vector<std::uint32_t>& many) {
    return std::any_of(few.begin(), few.end(), [&many](std::uint32_t node) {
        return std::binary_search(many.begin(), many.end(), node);
    });
}

}  // namespace

Doubts doubts_between(const Line& from, const Line& to) {
    Doubts doubts = from.as_source;
    doubts.add(to.as_destination);
    if ((from.stand_in && to.blocks_as_destination) || (to.stand_in && from.blocks_as_source)) {
        doubts.add(Caveat::AddressUnknown);
    }
    if (from.in_error || to.in_error) doubts.add(Caveat::NamespaceInError);
    if (from.disputed || to.disputed) doubts.add(Caveat::AddressDisputed);
    return doubts;
}

SharedNode shared_node(const Line& a, const Line& b) {
    if (!a.all_have_nodes || !b.all_have_nodes) return SharedNode::Some;
    const bool shared =
        a.nodes.size() < b.nodes.size() ? meet(a.nodes, b.nodes) : meet(b.nodes, a.nodes);
    if (!shared) return SharedNode::None;
    return a.nodes.size() == 1 && b.nodes.size() == 1 ? SharedNode::All : SharedNode::Some;
}

std::vector<Line> make_lines(const World& world, const std::vector<Group>& groups,
                             const std::vector<bool>& focused, bool by_class) {
    LineBuilder builder(world, groups);
    std::vector<Line> lines;
    std::map<std::pair<policy::ClassId, bool>, std::size_t> known;
    for (std::uint32_t i = 0; i < groups.size(); ++i) {
        const policy::ClassId id = groups[i].endpoint_class;
        std::size_t at = lines.size();
        if (by_class) at = known.emplace(std::pair(id, focused[i]), at).first->second;
        if (at == lines.size()) {
            lines.emplace_back();
            lines.back().endpoint_class = id;
            lines.back().focused = focused[i];
        }
        builder.add(lines[at], i);
    }
    for (Line& line : lines) builder.finish(line);
    return lines;
}

void Summary::add(const LineBrief& line, const std::vector<std::uint32_t>& all) {
    for (const std::uint32_t group : {line.first, line.second}) {
        if (group < first) {
            second = first;
            first = group;
        } else if (group < second) {
            second = group;
        }
    }
    groups += line.groups;
    if (line.ns == UINT32_MAX) {
        namespaces.insert(namespaces.end(), all.begin(), all.end());
    } else if (namespaces.empty() || namespaces.back() != line.ns) {
        namespaces.push_back(line.ns);
    }
}

void write_name(std::string& name, Summary& summary, const World& world,
                const std::vector<Group>& groups) {
    const Group& first = groups[summary.first];
    name = first.name;
    if (summary.groups == 1) return;
    name.append(", ").append(groups[summary.second].name);
    if (summary.groups == names_shown) return;
    auto& namespaces = summary.namespaces;
    sort_unique(namespaces);
    name.append(" and ").append(std::to_string(summary.groups - names_shown)).append(" more in ");
    if (namespaces.size() == 1) {
        name.append(namespace_of(world, first));
    } else {
        name.append(std::to_string(namespaces.size())).append(" namespaces");
    }
}

}  // namespace analysis
