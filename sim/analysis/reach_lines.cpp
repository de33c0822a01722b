// SPDX-License-Identifier: MIT
#include "sim/analysis/reach_lines.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "policy/model/unknown_labels.h"

namespace analysis {
namespace {

using policy::Pod;
using policy::World;

constexpr std::size_t names_shown = 2;

const std::string& namespace_of(const World& world, const Group& group) {
    return world.pods[group.pods.front()].ns;
}

bool has_block(const std::vector<policy::PolicyRule>& rules) {
    return std::any_of(rules.begin(), rules.end(), [](const policy::PolicyRule& rule) {
        return std::any_of(rule.peers.begin(), rule.peers.end(),
                           [](const policy::Peer& peer) { return peer.ip_block.has_value(); });
    });
}

// What policies ask for that is not known of each pod.
struct Asked {
    explicit Asked(const World& world) : labels(world) {
        blocks = std::any_of(world.policies.begin(), world.policies.end(), [](const auto& policy) {
            return has_block(policy.ingress) || has_block(policy.egress);
        });
    }
    policy::AskedValues labels;
    bool blocks = false;
};

Doubts doubts_of(const World& world, const Asked& asked, const Pod& pod) {
    const auto& incomplete = world.incomplete_namespaces;
    return {std::binary_search(incomplete.begin(), incomplete.end(), pod.ns),
            asked.blocks && pod.addresses_are == policy::Addresses::StandIn,
            pod.addresses_are == policy::Addresses::Disputed, !asked.labels.asked_of(pod).empty()};
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
            line.doubts = line.doubts | doubts_of(world_, asked_, pod);
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
