// SPDX-License-Identifier: MIT
// What a Reachability consists of. Inside of policy/.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/reach/classes.h"
#include "policy/reach/reachability.h"
#include "policy/reach/rows.h"

namespace policy {
namespace reach {

// Rows are kept up to so many entries, 64 MB, for those who ask for pair by pair.
constexpr std::size_t most_kept = std::size_t{4} << 20U;

inline std::vector<AddressRanges> ranges_of_blocks(const Rulebook& rules) {
    std::vector<AddressRanges> result;
    result.reserve(rules.blocks().size());
    for (const IpBlock* block : rules.blocks()) result.push_back(ranges_of(*block));
    return result;
}

}  // namespace reach

struct Reachability::State {
    State(const World& w, const Settings& s)
        : world(w),
          settings(s),
          rules(w),
          names(rules),
          blocks(reach::ranges_of_blocks(rules)),
          lines{reach::AddressLine(Family::V4, blocks), reach::AddressLine(Family::V6, blocks)},
          groups(w, s, rules, lines, names),
          classes(reach::make_classes(w, rules, groups, blocks, lines)),
          masks(rules, names, s.portless),
          sets(masks),
          rows(rules, classes, sets) {
        list_nodes();
    }

    bool is_node(ClassId id) const { return (classes.keys[id].flags & reach::node_flag) != 0; }
    // Of a pod in doubt it is not known whether it is its node, or where it is.
    bool in_doubt(ClassId id) const { return (classes.keys[id].flags & reach::in_doubt_flag) != 0; }
    bool is_policed(ClassId id) const {
        return (classes.keys[id].flags & reach::policed_flag) != 0;
    }

    // Only where a hostNetwork pod is its node is it of interest which pods share one.
    void list_nodes() {
        const auto node_class = [](const reach::ClassKey& key) {
            return (key.flags & reach::node_flag) != 0;
        };
        if (std::none_of(classes.keys.begin(), classes.keys.end(), node_class)) return;
        for (ClassId id = 0; id < classes.pod_classes; ++id) {
            for (const std::uint32_t pod : classes.endpoints[id].pods) {
                std::vector<ClassId>& list = classes_on_node[world.pods[pod].node];
                if (list.empty() || list.back() != id) list.push_back(id);
            }
        }
    }

    // Classes with a pod that is, or may be, on the node of one of these, and whose traffic with
    // it passes for that. A pod of which no node is known may be on any.
    std::vector<ClassId> on_own_node(ClassId from) const {
        std::vector<ClassId> found;
        const bool to_pods = is_node(from);
        if (classes_on_node.empty() || in_doubt(from) ||
            (!to_pods && !settings.allow_egress_to_own_node)) {
            return found;
        }
        const auto add = [&](const std::vector<ClassId>& list) {
            constexpr std::uint32_t families = reach::v4_flag | reach::v6_flag;
            for (const ClassId to : list) {
                if (in_doubt(to)) continue;
                const std::uint32_t shared = classes.keys[from].flags & classes.keys[to].flags;
                const bool passes = to_pods ? is_policed(to) : is_node(to);
                if (passes && (shared & families) != 0) found.push_back(to);
            }
        };
        std::set<std::string_view> nodes;
        for (const std::uint32_t pod : classes.endpoints[from].pods) {
            nodes.insert(world.pods[pod].node);
        }
        const bool anywhere = nodes.count("") > 0;
        for (const auto& [node, list] : classes_on_node) {
            if (anywhere || node.empty() || nodes.count(node) > 0) add(list);
        }
        std::sort(found.begin(), found.end());
        found.erase(std::unique(found.begin(), found.end()), found.end());
        return found;
    }

    void write(ClassId from, reach::Row& row) {
        rows.write(from, row);
        const std::vector<ClassId> own_node = on_own_node(from);
        if (own_node.empty()) return;
        reach::Row both;
        auto entry = row.begin();
        for (const ClassId to : own_node) {
            for (; entry != row.end() && entry->to < to; ++entry) both.push_back(*entry);
            both.emplace_back();
            both.back().to = to;
            if (entry != row.end() && entry->to == to) both.back() = *entry++;
            both.back().all_on_own_node = both.back().certain != reach::PortSets::all;
        }
        both.insert(both.end(), entry, row.end());
        row.swap(both);
    }

    // For those who ask for pair by pair.
    const reach::Row& kept_row(ClassId from) {
        kept.resize(classes.keys.size());
        if (kept[from] == nullptr) {
            auto row = std::make_unique<reach::Row>();
            write(from, *row);
            entries_kept += row->size();
            if (entries_kept > reach::most_kept) {
                for (auto& each : kept) each.reset();
                entries_kept = row->size();
            }
            kept[from] = std::move(row);
        }
        return *kept[from];
    }

    Allowed allowed(const AllowedTo& entry) {
        return {&sets.set(entry.certain), &sets.set(entry.possible), entry.families_differ,
                entry.all_on_own_node};
    }

    const World& world;
    Settings settings;
    reach::Rulebook rules;
    reach::PortNames names;
    std::vector<AddressRanges> blocks;
    std::array<reach::AddressLine, 2> lines;
    reach::Groups groups;
    reach::Classes classes;
    reach::PortMasks masks;
    reach::PortSets sets;
    reach::Rows rows;
    std::map<std::string_view, std::vector<ClassId>> classes_on_node;  // "": on none that is known
    std::vector<std::unique_ptr<reach::Row>> kept;  // by class; null: not asked for
    std::size_t entries_kept = 0;
    reach::Row last;  // that was asked for
};

}  // namespace policy
