// SPDX-License-Identifier: MIT
#include "sim/analysis/reach_lines.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace analysis {
namespace {

using policy::Pod;
using policy::World;

constexpr std::size_t names_shown = 2;

const std::string& namespace_of(const World& world, const Group& group) {
    return world.pods[group.pods.front()].ns;
}

Doubts doubts_of(const World& world, const Pod& pod) {
    const auto& incomplete = world.incomplete_namespaces;
    return {std::binary_search(incomplete.begin(), incomplete.end(), pod.ns),
            pod.addresses_are == policy::Addresses::StandIn,
            pod.addresses_are == policy::Addresses::Disputed};
}

class LineBuilder {
  public:
    LineBuilder(const World& world, const std::vector<Group>& groups)
        : world_(world), groups_(groups) {}

    void add(Line& line, std::uint32_t group) {
        line.groups.push_back(group);
        for (const std::uint32_t index : groups_[group].pods) {
            const Pod& pod = world_.pods[index];
            line.doubts = line.doubts | doubts_of(world_, pod);
            if (pod.node.empty()) {
                line.all_have_nodes = false;
            } else {
                line.nodes.push_back(node_id(pod.node));
            }
        }
    }

    void finish(Line& line) {
        std::sort(line.nodes.begin(), line.nodes.end());
        line.nodes.erase(std::unique(line.nodes.begin(), line.nodes.end()), line.nodes.end());
        line.end.ref = summary_name(world_, groups_, line.groups);
        line.end.ns = namespace_of(world_, groups_[line.groups.front()]);
        line.one_pod = line.groups.size() == 1 && groups_[line.groups.front()].pods.size() == 1;
    }

  private:
    std::uint32_t node_id(const std::string& name) {
        return node_ids_.emplace(name, static_cast<std::uint32_t>(node_ids_.size())).first->second;
    }

    const World& world_;
    const std::vector<Group>& groups_;
    std::unordered_map<std::string_view, std::uint32_t> node_ids_;
};

bool meet(const std::vector<std::uint32_t>& few, const std::vector<std::uint32_t>& many) {
    return std::any_of(few.begin(), few.end(), [&many](std::uint32_t node) {
        return std::binary_search(many.begin(), many.end(), node);
    });
}

}  // namespace

SharedNode shared_node(const Line& a, const Line& b) {
    const bool shared =
        a.nodes.size() < b.nodes.size() ? meet(a.nodes, b.nodes) : meet(b.nodes, a.nodes);
    if (!shared) return SharedNode::None;
    const bool always =
        a.all_have_nodes && b.all_have_nodes && a.nodes.size() == 1 && b.nodes.size() == 1;
    return always ? SharedNode::All : SharedNode::Some;
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

std::string summary_name(const World& world, const std::vector<Group>& groups,
                         const std::vector<std::uint32_t>& members) {
    std::string name = groups[members.front()].name;
    if (members.size() == 1) return name;
    if (members.size() == names_shown) return name + ", " + groups[members[1]].name;
    std::unordered_set<std::string_view> namespaces;
    for (const std::uint32_t member : members) {
        namespaces.insert(namespace_of(world, groups[member]));
    }
    name += ", " + groups[members[1]].name + " and " +
            std::to_string(members.size() - names_shown) + " more in ";
    return name + (namespaces.size() == 1 ? std::string(*namespaces.begin())
                                          : std::to_string(namespaces.size()) + " namespaces");
}

}  // namespace analysis
