// SPDX-License-Identifier: MIT
#include "policy/reach/policy_effect_parts.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>

#include "policy/table/direction_builder.h"

namespace policy::reach {
namespace {

bool whole_family(const AddressRanges& ranges) {
    return ranges.size() == 1 && !ranges[0].last.next() &&
           (ranges[0].first == IpAddress() || ranges[0].first == IpAddress::v6(0, 0));
}

class Cutter {
  public:
    Cutter(const CutInputs& inputs, const Versions& versions, const Holders& held)
        : world_(inputs.world),
          settings_(inputs.settings),
          rules_(inputs.rules),
          classes_(inputs.classes),
          index_(inputs.index),
          versions_(versions),
          held_(held),
          touched_(inputs.classes.keys.size()) {}

    Parts cut() {
        list_items();
        match_classes();
        mark_pods();
        group_pods();
        add_pod_classes();
        add_outside();
        made_.touched = made_.parts.size();
        if (everyone_is_concerned()) add_rests();
        return std::move(made_);
    }

  private:
    // What is known of a pod: a match with an item, or that it is a subject.
    struct Mark {
        std::uint32_t pod = 0;
        std::uint32_t item = 0;
        Match match = Match::Yes;
        bool operator<(const Mark& o) const {
            return std::tie(pod, item) < std::tie(o.pod, o.item);
        }
    };

    std::uint32_t subject_item(std::size_t version) const {
        return static_cast<std::uint32_t>(made_.items.size() + version);
    }

    void list_items() {
        for (std::size_t version = 0; version < versions_.size(); ++version) {
            if (versions_[version] == nullptr) continue;
            for (const Direction direction : {Direction::FromPod, Direction::ToPod}) {
                const auto& rules = rules_of(*versions_[version], direction);
                for (std::size_t rule = 0; rule < rules.size(); ++rule) {
                    for (const Peer& peer : rules[rule].peers) {
                        Item item{version, direction, rule, &peer, {}, none};
                        if (peer.ip_block) item.ranges = ranges_of(*peer.ip_block);
                        item.known = rules_.find_peer(namespace_of(versions_[version]->ns), peer);
                        made_.items.push_back(std::move(item));
                    }
                    for (const PolicyPort& port : rules[rule].ports) {
                        const auto name = asked_name(port);
                        if (!name) continue;
                        asked_.insert(*name);
                        if (rules_.port_name(name->name, name->protocol) == none) {
                            new_names_ = true;
                        }
                    }
                }
            }
        }
    }

    // Peers that are in force cut no class: their matches are of whole classes.
    void match_classes() {
        const auto match = [&](Lists::View list, std::size_t item, Match how) {
            for (const ClassId id : list) {
                if (!touched_[id]) {
                    touched_[id] = true;
                    class_matches_[id].assign(made_.items.size(), Match::No);
                }
                class_matches_[id][item] = how;
            }
        };
        for (std::size_t i = 0; i < made_.items.size(); ++i) {
            const AtomId atom = made_.items[i].known;
            if (atom == none) continue;
            const BlockId block = rules_.atoms()[atom].block;
            if (block == none) {
                match(classes_.of_atom[atom], i, Match::Yes);
                match(classes_.perhaps_of_atom[atom], i, Match::Maybe);
            } else {
                match(classes_.of_block[block], i, Match::Yes);
                match(classes_.perhaps_of_block[block], i, Match::Maybe);
            }
        }
    }

    std::vector<Match> matches_of(ClassId id) const {
        const auto known = class_matches_.find(id);
        return known != class_matches_.end() ? known->second
                                             : std::vector<Match>(made_.items.size(), Match::No);
    }

    std::uint32_t namespace_of(const std::string& name) const {
        std::uint32_t ns = 0;
        while (world_.namespaces[ns].name != name) ++ns;
        return ns;
    }

    void mark_selected(std::uint32_t ns, const LabelSelector* selector, std::uint32_t item,
                       Match how = Match::Yes) {
        for (const std::uint32_t pod : index_.by_namespace[ns]) {
            if (selector == nullptr || matches(*selector, world_.pods[pod].labels)) {
                marks_.push_back({pod, item, how});
            }
        }
    }

    void mark_pods() {
        for (std::uint32_t i = 0; i < made_.items.size(); ++i) {
            const Item& item = made_.items[i];
            if (item.known != none) continue;
            const Peer& peer = *item.peer;
            const LabelSelector* pods = peer.pod_selector ? &*peer.pod_selector : nullptr;
            if (peer.ip_block) {
                mark_block(i);
            } else if (!peer.namespace_selector) {
                mark_selected(namespace_of(versions_[item.version]->ns), pods, i);
            } else {
                for (std::uint32_t ns = 0; ns < world_.namespaces.size(); ++ns) {
                    const Match how =
                        policy::match(*peer.namespace_selector, world_.namespaces[ns]);
                    if (how != Match::No) mark_selected(ns, pods, i, how);
                }
            }
        }
        for (std::size_t version = 0; version < versions_.size(); ++version) {
            if (versions_[version] == nullptr) continue;
            mark_selected(namespace_of(versions_[version]->ns), &versions_[version]->pod_selector,
                          subject_item(version));
        }
        for (std::size_t direction = 0; direction < held_.size(); ++direction) {
            for (const LabelSelector* selector : held_.at(direction)) {
                mark_selected(namespace_of(versions_[0]->ns), selector,
                              subject_item(2 + direction));
            }
        }
    }

    bool blocks_match(std::uint32_t pod) const {
        return settings_.ip_block_matches_pods || !policed(world_.pods[pod], settings_);
    }

    void mark_block(std::uint32_t item) {
        const AddressRanges& ranges = made_.items[item].ranges;
        for (const AddressRange& range : ranges) {
            auto at = std::lower_bound(index_.by_address.begin(), index_.by_address.end(),
                                       std::make_pair(range.first, std::uint32_t{0}));
            for (; at != index_.by_address.end() && !(range.last < at->first); ++at) {
                if (blocks_match(at->second)) marks_.push_back({at->second, item, Match::Yes});
            }
        }
        if (ranges.empty()) return;
        const Match match = whole_family(ranges) ? Match::Yes : Match::Maybe;
        const std::uint32_t family = ranges[0].first.is_v4() ? v4_flag : v6_flag;
        for (const std::uint32_t pod : index_.doubtful) {
            const ClassKey& key = classes_.keys[*classes_.of_pod[pod]];
            if (blocks_match(pod) && (key.flags & family) != 0) {
                marks_.push_back({pod, item, match});
            }
        }
    }

    // Pods of one class with equal marks, and equal numbers for the names asked for, are a part.
    void group_pods() {
        if (new_names_) add_named_pods();
        std::sort(marks_.begin(), marks_.end());
        marks_.erase(std::unique(marks_.begin(), marks_.end(),
                                 [](const Mark& a, const Mark& b) {
                                     return a.pod == b.pod && a.item == b.item;
                                 }),
                     marks_.end());
        using View = std::tuple<ClassId, std::vector<std::uint32_t>, PortNumbers>;
        std::map<View, std::size_t> known;
        for (std::size_t begin = 0; begin < marks_.size();) {
            const std::uint32_t pod = marks_[begin].pod;
            std::size_t end = begin;
            View view{*classes_.of_pod[pod], {}, numbers(world_.pods[pod])};
            for (; end < marks_.size() && marks_[end].pod == pod; ++end) {
                std::get<1>(view).push_back(marks_[end].item * 4 +
                                            static_cast<std::uint32_t>(marks_[end].match));
            }
            const auto [entry, fresh] = known.emplace(std::move(view), made_.parts.size());
            if (fresh) add_part(begin, end, std::get<2>(entry->first));
            made_.parts[entry->second].end.pods.push_back(pod);
            taken_[view_class(pod)].push_back(pod);
            begin = end;
        }
    }

    ClassId view_class(std::uint32_t pod) const { return *classes_.of_pod[pod]; }

    void add_part(std::size_t begin, std::size_t end, const PortNumbers& numbers) {
        Part part;
        part.id = view_class(marks_[begin].pod);
        part.matches = matches_of(part.id);
        part.numbers = numbers;
        for (; begin < end; ++begin) {
            const Mark& mark = marks_[begin];
            if (mark.item < made_.items.size()) {
                part.matches[mark.item] = mark.match;
            } else if (mark.item < subject_item(2)) {
                part.subject.at(mark.item - made_.items.size()) = true;
            } else if (mark.item < subject_item(4)) {
                part.held.at(mark.item - subject_item(2)) = true;
            }
        }
        made_.parts.push_back(std::move(part));
    }

    PortNumbers numbers(const Pod& pod) const {
        PortNumbers result;
        if (asked_.empty() || !policed(pod, settings_)) return result;
        for (const ContainerPort& port : pod.ports) {
            const PortName name{port.name, port.protocol};
            if (asked_.count(name) > 0) result[name].push_back(port.port);
        }
        for (auto& [name, list] : result) std::sort(list.begin(), list.end());
        return result;
    }

    // Names that no rule in force asks for cut classes, too.
    void add_named_pods() {
        for (const std::vector<std::uint32_t>& pods : index_.by_namespace) {
            for (const std::uint32_t pod : pods) {
                if (!numbers(world_.pods[pod]).empty()) {
                    marks_.push_back({pod, subject_item(4), Match::Yes});
                }
            }
        }
    }

    // What is left of a class of pods.
    Part rest_of(ClassId id) const {
        Part part;
        part.id = id;
        part.matches = matches_of(id);
        const std::vector<std::uint32_t>& all = classes_.endpoints[id].pods;
        const auto taken = taken_.find(id);
        part.whole = taken == taken_.end();
        if (part.whole) {
            part.numbers = numbers(world_.pods[all.front()]);
            return part;
        }
        std::set_difference(all.begin(), all.end(), taken->second.begin(), taken->second.end(),
                            std::back_inserter(part.end.pods));
        if (!part.end.pods.empty()) part.numbers = numbers(world_.pods[part.end.pods.front()]);
        return part;
    }

    void add_pod_classes() {
        for (ClassId id = 0; id < classes_.pod_classes; ++id) {
            if (!touched_[id]) continue;
            Part part = rest_of(id);
            if (part.whole || !part.end.pods.empty()) made_.parts.push_back(std::move(part));
        }
    }

    void add_outside() {
        const bool cuts = std::any_of(made_.items.begin(), made_.items.end(), [](const Item& item) {
            return item.known == none && !item.ranges.empty();
        });
        for (auto id = static_cast<ClassId>(classes_.pod_classes); id < classes_.endpoints.size();
             ++id) {
            if (!cuts) {
                if (touched_[id]) made_.parts.push_back(whole(id));
                continue;
            }
            std::vector<Part> pieces = {whole(id)};
            for (std::size_t item = 0; item < made_.items.size(); ++item) {
                if (made_.items[item].known == none && !made_.items[item].ranges.empty()) {
                    cut_pieces(pieces, item);
                }
            }
            for (Part& piece : pieces) {
                const bool matched = std::any_of(piece.matches.begin(), piece.matches.end(),
                                                 [](Match match) { return match != Match::No; });
                (matched ? made_.parts : outside_rests_).push_back(std::move(piece));
            }
        }
        outside_is_cut_ = cuts;
    }

    Part whole(ClassId id) const {
        Part part;
        part.id = id;
        part.whole = true;
        part.matches = matches_of(id);
        return part;
    }

    void cut_pieces(std::vector<Part>& pieces, std::size_t item) const {
        const AddressRanges& ranges = made_.items[item].ranges;
        for (std::size_t i = pieces.size(); i > 0; --i) {
            Part& piece = pieces[i - 1];
            const AddressRanges& own =
                piece.whole ? classes_.endpoints[piece.id].outside : piece.end.outside;
            if (own.back().last < ranges.front().first || ranges.back().last < own.front().first) {
                continue;
            }
            AddressRanges rest = difference(own, ranges);
            if (rest == own) continue;
            if (rest.empty()) {
                piece.matches[item] = Match::Yes;
                continue;
            }
            Part other = piece;
            AddressRanges inside = difference(own, rest);
            piece.end.outside = std::move(inside);
            piece.whole = false;
            piece.matches[item] = Match::Yes;
            other.end.outside = std::move(rest);
            other.whole = false;
            pieces.push_back(std::move(other));
        }
    }

    bool everyone_is_concerned() const {
        if (versions_[0] == nullptr || versions_[1] == nullptr) return true;
        if (versions_[0]->policy_types != versions_[1]->policy_types) return true;
        for (const Part& part : made_.parts) {
            if (part.subject[0] != part.subject[1]) return true;
        }
        for (const Direction direction : {Direction::FromPod, Direction::ToPod}) {
            if (!same_for_everyone(rules_of(*versions_[0], direction),
                                   rules_of(*versions_[1], direction))) {
                return true;
            }
        }
        return false;
    }

    void add_rests() {
        for (ClassId id = 0; id < classes_.pod_classes; ++id) {
            if (touched_[id]) continue;
            Part part = rest_of(id);
            if (part.whole || !part.end.pods.empty()) made_.parts.push_back(std::move(part));
        }
        for (auto id = static_cast<ClassId>(classes_.pod_classes); id < classes_.endpoints.size();
             ++id) {
            if (!outside_is_cut_ && !touched_[id]) made_.parts.push_back(whole(id));
        }
        for (Part& part : outside_rests_) made_.parts.push_back(std::move(part));
    }

    const World& world_;
    const Settings& settings_;
    const Rulebook& rules_;
    const Classes& classes_;
    const PodIndex& index_;
    const Versions& versions_;
    const Holders& held_;
    std::set<PortName> asked_;
    bool new_names_ = false;
    std::vector<bool> touched_;  // classes that a known peer matches
    std::unordered_map<ClassId, std::vector<Match>> class_matches_;
    std::vector<Mark> marks_;
    std::unordered_map<ClassId, std::vector<std::uint32_t>> taken_;  // pods of parts; ascending
    std::vector<Part> outside_rests_;
    bool outside_is_cut_ = false;
    Parts made_;
};

}  // namespace

Parts cut_parts(const CutInputs& inputs, const Versions& versions, const Holders& held) {
    return Cutter(inputs, versions, held).cut();
}

}  // namespace policy::reach
