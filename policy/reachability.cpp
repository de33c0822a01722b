// SPDX-License-Identifier: MIT
// In the order of reading: reachability_rules.h, reachability_groups.h, reachability_select.h,
// reachability_classes.h, reachability_ports.h, reachability_rows.h.
#include "policy/reachability.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "policy/reachability_classes.h"
#include "policy/reachability_rows.h"

namespace policy {
namespace {

using namespace reach;

std::vector<AddressRanges> ranges_of_blocks(const Rulebook& rules) {
    std::vector<AddressRanges> result;
    result.reserve(rules.blocks().size());
    for (const IpBlock* block : rules.blocks()) result.push_back(ranges_of(*block));
    return result;
}

// Rows are kept up to so many entries, 64 MB, for those who ask for pair by pair.
constexpr std::size_t most_kept = std::size_t{4} << 20U;

// A row, and to whom everything passes on their own node.
struct FullRow {
    Row entries;
    std::vector<ClassId> own_node;  // ascending
};

}  // namespace

struct Reachability::State {
    State(const World& w, const Settings& s)
        : world(w),
          settings(s),
          rules(w),
          names(rules),
          blocks(ranges_of_blocks(rules)),
          lines{AddressLine(Family::V4, blocks), AddressLine(Family::V6, blocks)},
          groups(w, s, rules, lines, names),
          classes(make_classes(w, rules, groups, blocks, lines)),
          masks(rules, names, s.portless),
          rows(rules, classes, masks) {
        list_nodes();
    }

    bool is_node(ClassId id) const { return (classes.keys[id].flags & node_flag) != 0; }
    bool is_policed(ClassId id) const { return (classes.keys[id].flags & policed_flag) != 0; }

    // Only where a hostNetwork pod is its node is it of interest which pods share one.
    void list_nodes() {
        const auto node_class = [](const ClassKey& key) { return (key.flags & node_flag) != 0; };
        if (std::none_of(classes.keys.begin(), classes.keys.end(), node_class)) return;
        for (ClassId id = 0; id < classes.pod_classes; ++id) {
            for (const std::uint32_t pod : classes.endpoints[id].pods) {
                const std::string& node = world.pods[pod].node;
                if (node.empty()) continue;
                std::vector<ClassId>& list = classes_on_node[node];
                if (list.empty() || list.back() != id) list.push_back(id);
            }
        }
    }

    std::vector<ClassId> on_own_node(ClassId from) const {
        std::vector<ClassId> found;
        const bool to_pods = is_node(from);
        if (classes_on_node.empty() || (!to_pods && !settings.allow_egress_to_own_node)) {
            return found;
        }
        for (const std::uint32_t pod : classes.endpoints[from].pods) {
            const auto list = classes_on_node.find(world.pods[pod].node);
            if (list == classes_on_node.end()) continue;
            for (const ClassId to : list->second) {
                if (to_pods ? is_policed(to) : is_node(to)) found.push_back(to);
            }
        }
        std::sort(found.begin(), found.end());
        found.erase(std::unique(found.begin(), found.end()), found.end());
        return found;
    }

    void write(ClassId from, FullRow& row) {
        rows.write(from, row.entries);
        row.own_node = on_own_node(from);
    }

    const FullRow& row(ClassId from) {
        kept.resize(classes.keys.size());
        if (kept[from] == nullptr) {
            auto row = std::make_unique<FullRow>();
            write(from, *row);
            entries_kept += row->entries.size();
            if (entries_kept > most_kept) {
                for (auto& each : kept) each.reset();
                entries_kept = row->entries.size();
            }
            kept[from] = std::move(row);
        }
        return *kept[from];
    }

    Allowed allowed(const FullRow& row, const Entry& entry) const {
        Allowed result;
        result.certain = &masks.set(entry.certain);
        result.possible = &masks.set(entry.possible);
        result.families_differ = entry.families_differ;
        result.all_on_own_node =
            !row.own_node.empty() && entry.certain != 1 &&
            std::binary_search(row.own_node.begin(), row.own_node.end(), entry.to);
        return result;
    }

    const World& world;
    Settings settings;
    Rulebook rules;
    PortNames names;
    std::vector<AddressRanges> blocks;
    std::array<AddressLine, 2> lines;
    Groups groups;
    Classes classes;
    PortMasks masks;
    Rows rows;
    std::map<std::string_view, std::vector<ClassId>> classes_on_node;
    std::vector<std::unique_ptr<FullRow>> kept;  // by class; null: not asked for
    std::size_t entries_kept = 0;
    FullRow scratch;
};

Reachability::Reachability(const World& world, const Settings& settings)
    : state_(std::make_unique<State>(world, settings)) {}
Reachability::~Reachability() = default;
Reachability::Reachability(Reachability&&) noexcept = default;
Reachability& Reachability::operator=(Reachability&&) noexcept = default;

const std::vector<EndpointClass>& Reachability::classes() const {
    return state_->classes.endpoints;
}

std::optional<ClassId> Reachability::class_of(std::size_t pod) const {
    return state_->classes.of_pod[pod];
}

Allowed Reachability::between(ClassId from, ClassId to) const {
    const FullRow& row = state_->row(from);
    const auto found =
        std::lower_bound(row.entries.begin(), row.entries.end(), to,
                         [](const Entry& entry, ClassId wanted) { return entry.to < wanted; });
    if (found != row.entries.end() && found->to == to) return state_->allowed(row, *found);
    return state_->allowed(row, {to, 0, 0, false});
}

void Reachability::for_each_allowed(ClassId from, const Visit& visit) const {
    FullRow row = std::move(state_->scratch);  // the visitor may ask for other rows
    state_->write(from, row);
    auto own = row.own_node.begin();
    for (const Entry& entry : row.entries) {
        for (; own != row.own_node.end() && *own < entry.to; ++own) {
            visit(*own, state_->allowed(row, {*own, 0, 0, false}));
        }
        if (own != row.own_node.end() && *own == entry.to) ++own;
        visit(entry.to, state_->allowed(row, entry));
    }
    for (; own != row.own_node.end(); ++own) {
        visit(*own, state_->allowed(row, {*own, 0, 0, false}));
    }
    state_->scratch = std::move(row);
}

std::size_t Reachability::bytes() const {
    std::size_t total = sizeof(State) + state_->masks.bytes() + state_->rows.bytes() +
                        state_->entries_kept * sizeof(Entry);
    for (const EndpointClass& each : state_->classes.endpoints) {
        total += sizeof each + each.pods.size() * sizeof each.pods[0] +
                 each.outside.size() * sizeof(AddressRange);
    }
    return total;
}

}  // namespace policy
