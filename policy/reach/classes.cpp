// SPDX-License-Identifier: MIT
#include "policy/reach/classes.h"

#include <algorithm>
#include <utility>

namespace policy::reach {
namespace {

using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

bool whole_family(const AddressRanges& ranges) {
    return ranges.size() == 1 && !ranges[0].last.next() &&
           (ranges[0].first == IpAddress() || ranges[0].first == IpAddress::v6(0, 0));
}

class Maker {
  public:
    Maker(const World& world, const Rulebook& rules, const Groups& groups)
        : world_(world),
          rules_(rules),
          groups_(groups),
          selection_(world, rules, groups),
          refinement_(groups) {}

    Classes make(const std::vector<AddressRanges>& blocks,
                 const std::array<AddressLine, 2>& lines) {
        refine();
        number_pods();
        list_outside(lines);
        number_faces();
        map_lists();
        list_blocks(blocks, lines);
        return std::move(made_);
    }

  private:
    void refine() {
        std::vector<GroupId> found;
        for (const Atom& atom : rules_.atoms()) {
            found.clear();
            if (atom.block == none) selection_.match(atom, found);
            for (const GroupId group : found) groups_of_atom_.push(group);
            groups_of_atom_.close();
            if (atom.block == none) selection_.match_perhaps(atom, found);
            for (const GroupId group : found) perhaps_of_atom_.push(group);
            perhaps_of_atom_.close();
            // In order of namespaces, so that what is near in the sets is near in memory.
        }
        std::vector<bool> is_peer(rules_.atoms().size());
        for (const Direction direction : {Direction::FromPod, Direction::ToPod}) {
            const Effects& effects = rules_.effects(direction);
            for (const Piece& piece : effects.pieces) {
                if (piece.atom != any_peer) is_peer[piece.atom] = true;
            }
        }
        for (AtomId atom = 0; atom < is_peer.size(); ++atom) {
            for (const Lists::View set : {groups_of_atom_[atom], perhaps_of_atom_[atom]}) {
                if (!is_peer[atom] || set.empty()) continue;
                found.assign(set.begin(), set.end());
                refinement_.cut(found);
            }
        }
        for (const Direction direction : {Direction::FromPod, Direction::ToPod}) {
            cut_by_effects(direction);
        }
    }

    // The subjects of one effect may come from several policies.
    void cut_by_effects(Direction direction) {
        const Effects& effects = rules_.effects(direction);
        Lists& groups = groups_of_effect_[static_cast<std::size_t>(direction)];
        const Lists subjects = Lists::of(effects.subject, effects.effects.size());
        std::vector<GroupId> found;
        for (EffectId effect = 0; effect < effects.effects.size(); ++effect) {
            found.clear();
            for (const AtomId atom : subjects[effect]) {
                const Lists::View set = groups_of_atom_[atom];
                found.insert(found.end(), set.begin(), set.end());
            }
            if (subjects[effect].size() > 1) {
                std::sort(found.begin(), found.end());
                found.erase(std::unique(found.begin(), found.end()), found.end());
            }
            for (const GroupId group : found) groups.push(group);
            groups.close();
            if (!found.empty()) refinement_.cut(found);
        }
    }

    void number(GroupId group) {
        ClassId& id = number_of_[refinement_.of_group()[group]];
        if (id == none) {
            id = static_cast<ClassId>(made_.keys.size());
            made_.keys.push_back(groups_.key(group));
        }
        class_of_group_[group] = id;
    }

    // Classes in the order of their first pods.
    void number_pods() {
        number_of_.assign(refinement_.classes(), none);
        class_of_group_.assign(groups_.size(), none);
        for (const GroupId group : groups_.of_pod()) {
            if (group != none && class_of_group_[group] == none) number(group);
        }
        made_.pod_classes = made_.keys.size();
        list_pods();
    }

    // Groups without pods, which are in the lists of faces.
    void number_faces() {
        for (GroupId group = 0; group < groups_.size(); ++group) {
            if (class_of_group_[group] == none) number(group);
        }
        const auto class_of = [&](GroupId group) {
            return group == none ? none : class_of_group_[group];
        };
        for (const Faces& faces : groups_.faces()) {
            made_.faces.emplace_back();
            for (const Face& face : faces) {
                made_.faces.back().push_back({class_of(face.subject), class_of(face.peer)});
            }
        }
    }

    void append_classes(Lists::View groups, Lists& lists) {
        seen_.resize(made_.keys.size());
        const std::size_t begin = lists.open_begin();
        for (const GroupId group : groups) {
            const ClassId id = class_of_group_[group];
            if (seen_[id]) continue;
            seen_[id] = true;
            lists.push(id);
        }
        auto& items = lists.items();
        for (std::size_t i = begin; i < items.size(); ++i) seen_[items[i]] = false;
        std::sort(items.begin() + static_cast<std::ptrdiff_t>(begin), items.end());
        lists.close();
    }

    void map_lists() {
        for (AtomId atom = 0; atom < groups_of_atom_.size(); ++atom) {
            append_classes(groups_of_atom_[atom], made_.of_atom);
            append_classes(perhaps_of_atom_[atom], made_.perhaps_of_atom);
        }
        for (std::size_t i = 0; i < groups_of_effect_.size(); ++i) {
            for (EffectId effect = 0; effect < groups_of_effect_[i].size(); ++effect) {
                append_classes(groups_of_effect_[i][effect], made_.of_effect[i]);
            }
        }
    }

    void list_pods() {
        made_.endpoints.resize(made_.pod_classes);
        made_.of_pod.resize(world_.pods.size());
        std::vector<std::uint32_t> sizes(made_.pod_classes, 0);
        for (const GroupId group : groups_.of_pod()) {
            if (group != none) ++sizes[class_of_group_[group]];
        }
        for (ClassId id = 0; id < sizes.size(); ++id) made_.endpoints[id].pods.reserve(sizes[id]);
        for (std::uint32_t pod = 0; pod < groups_.of_pod().size(); ++pod) {
            if (groups_.of_pod()[pod] == none) continue;
            const ClassId id = class_of_group_[groups_.of_pod()[pod]];
            made_.endpoints[id].pods.push_back(pod);
            made_.of_pod[pod] = id;
        }
    }

    AddressRanges taken() const {
        std::vector<IpAddress> addresses;
        for (std::size_t pod = 0; pod < world_.pods.size(); ++pod) {
            if (groups_.of_pod()[pod] == none) continue;
            const std::vector<IpAddress>& own = world_.pods[pod].addresses;
            addresses.insert(addresses.end(), own.begin(), own.end());
        }
        return ranges_of(std::move(addresses));
    }

    void list_outside(const std::array<AddressLine, 2>& lines) {
        const AddressRanges pods = taken();
        for (std::size_t family = 0; family < lines.size(); ++family) {
            if (!groups_.families()[family]) continue;
            std::vector<AddressRanges> ranges = lines[family].outside(pods);
            std::vector<ViewId> order;
            for (ViewId view = 0; view < ranges.size(); ++view) {
                if (!ranges[view].empty()) order.push_back(view);
            }
            std::sort(order.begin(), order.end(),
                      [&](ViewId a, ViewId b) { return ranges[a][0].first < ranges[b][0].first; });
            for (const ViewId view : order) {
                made_.endpoints.emplace_back();
                made_.endpoints.back().outside = std::move(ranges[view]);
                ClassKey key;
                key.flags = family == 0 ? v4_flag : v6_flag;
                key.view[family] = view;
                made_.keys.push_back(key);
            }
        }
    }

    void list_blocks(const std::vector<AddressRanges>& blocks,
                     const std::array<AddressLine, 2>& lines) {
        std::vector<std::uint32_t> sorted_by_family[2];
        for (std::uint32_t block = 0; block < blocks.size(); ++block) {
            const bool v4 = blocks[block].empty() || blocks[block][0].first.is_v4();
            made_.family_of_block.push_back(v4 ? Family::V4 : Family::V6);
            if (!blocks[block].empty()) sorted_by_family[v4 ? 0 : 1].push_back(block);
        }
        Pairs sure;
        Pairs perhaps;
        for (ClassId id = 0; id < made_.keys.size(); ++id) {
            const ClassKey& key = made_.keys[id];
            for (std::size_t family = 0; family < lines.size(); ++family) {
                if ((key.flags & doubtful_flag) == 0) {
                    for (const BlockId block : lines[family].views()[key.view[family]]) {
                        sure.emplace_back(block, id);
                    }
                    continue;
                }
                if ((key.flags & (family == 0 ? v4_flag : v6_flag)) == 0) continue;
                for (const BlockId block : sorted_by_family[family]) {
                    (whole_family(blocks[block]) ? sure : perhaps).emplace_back(block, id);
                }
            }
        }
        made_.of_block = Lists::of(sure, blocks.size());
        made_.perhaps_of_block = Lists::of(perhaps, blocks.size());
    }

    const World& world_;
    const Rulebook& rules_;
    const Groups& groups_;
    Selection selection_;
    Refinement refinement_;
    Lists groups_of_atom_, perhaps_of_atom_;
    std::array<Lists, 2> groups_of_effect_;
    std::vector<ClassId> number_of_;  // of the refinement's classes
    std::vector<ClassId> class_of_group_;
    std::vector<char> seen_;
    Classes made_;
};

}  // namespace

// Everything but labels and namespaces tells groups apart from the start.
Refinement::Refinement(const Groups& groups) {
    IdTable ids;
    std::vector<GroupKey> keys;
    for (GroupId group = 0; group < groups.size(); ++group) {
        GroupKey key = groups.key(group);
        key.ns = none;
        const auto [id, fresh] =
            ids.find_or_add(key.hash(), [&](std::uint32_t other) { return keys[other] == key; });
        if (fresh) {
            keys.push_back(key);
            sizes_.push_back(0);
        }
        of_group_.push_back(id);
        ++sizes_[id];
    }
    inside_.assign(sizes_.size(), 0);
    moved_to_.assign(sizes_.size(), none);
}

void Refinement::cut(const std::vector<GroupId>& set) {
    touched_.clear();
    for (const GroupId group : set) {
        if (inside_[of_group_[group]]++ == 0) touched_.push_back(of_group_[group]);
    }
    for (const ClassId id : touched_) {
        moved_to_[id] = none;
        if (inside_[id] < sizes_[id]) {
            moved_to_[id] = static_cast<ClassId>(sizes_.size());
            sizes_[id] -= inside_[id];
            sizes_.push_back(inside_[id]);
            inside_.push_back(0);
            moved_to_.push_back(none);
        }
        inside_[id] = 0;
    }
    for (const GroupId group : set) {
        if (moved_to_[of_group_[group]] != none) of_group_[group] = moved_to_[of_group_[group]];
    }
}

Classes make_classes(const World& world, const Rulebook& rules, const Groups& groups,
                     const std::vector<AddressRanges>& blocks,
                     const std::array<AddressLine, 2>& lines) {
    return Maker(world, rules, groups).make(blocks, lines);
}

}  // namespace policy::reach
