// SPDX-License-Identifier: MIT
#include "policy/policy_effect_parts.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "policy/direction_builder.h"

namespace policy::reach {
namespace {

bool whole_family(const AddressRanges& ranges) {
    return ranges.size() == 1 && !ranges[0].last.next() &&
           (ranges[0].first == IpAddress() || ranges[0].first == IpAddress::v6(0, 0));
}

bool same(const PolicyPort& a, const PolicyPort& b) {
    return a.protocol == b.protocol && a.port == b.port && a.end_port == b.end_port;
}

// Whether the rules without peers are the same, one by one.
bool same_for_everyone(const std::vector<PolicyRule>& a, const std::vector<PolicyRule>& b) {
    const auto is_for_everyone = [](const PolicyRule& rule) { return rule.peers.empty(); };
    auto x = std::find_if(a.begin(), a.end(), is_for_everyone);
    auto y = std::find_if(b.begin(), b.end(), is_for_everyone);
    while (x != a.end() && y != b.end()) {
        if (!std::equal(x->ports.begin(), x->ports.end(), y->ports.begin(), y->ports.end(), same)) {
            return false;
        }
        x = std::find_if(x + 1, a.end(), is_for_everyone);
        y = std::find_if(y + 1, b.end(), is_for_everyone);
    }
    return x == a.end() && y == b.end();
}

class Cutter {
  public:
    Cutter(const World& world, const Settings& settings, const Classes& classes,
           const PodIndex& index, const Versions& versions)
        : world_(world),
          settings_(settings),
          classes_(classes),
          index_(index),
          versions_(versions) {}

    Parts cut() {
        list_items();
        mark_pods();
        group_pods();
        cut_outside();
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
                        made_.items.push_back({version, direction, rule, &peer, {}});
                        if (peer.ip_block) made_.items.back().ranges = ranges_of(*peer.ip_block);
                    }
                    for (const PolicyPort& port : rules[rule].ports) {
                        if (const auto name = asked_name(port)) asked_.insert(*name);
                    }
                }
            }
        }
    }

    std::uint32_t namespace_of(const std::string& name) const {
        std::uint32_t ns = 0;
        while (world_.namespaces[ns].name != name) ++ns;
        return ns;
    }

    void mark_selected(std::uint32_t ns, const LabelSelector* selector, std::uint32_t item) {
        for (const std::uint32_t pod : index_.by_namespace[ns]) {
            if (selector == nullptr || matches(*selector, world_.pods[pod].labels)) {
                marks_.push_back({pod, item, Match::Yes});
            }
        }
    }

    void mark_pods() {
        for (std::uint32_t i = 0; i < made_.items.size(); ++i) {
            const Item& item = made_.items[i];
            const Peer& peer = *item.peer;
            const LabelSelector* pods = peer.pod_selector ? &*peer.pod_selector : nullptr;
            if (peer.ip_block) {
                mark_block(i);
            } else if (!peer.namespace_selector) {
                mark_selected(namespace_of(versions_[item.version]->ns), pods, i);
            } else {
                for (std::uint32_t ns = 0; ns < world_.namespaces.size(); ++ns) {
                    if (matches(*peer.namespace_selector, world_.namespaces[ns].labels)) {
                        mark_selected(ns, pods, i);
                    }
                }
            }
        }
        for (std::size_t version = 0; version < versions_.size(); ++version) {
            if (versions_[version] == nullptr) continue;
            mark_selected(namespace_of(versions_[version]->ns), &versions_[version]->pod_selector,
                          subject_item(version));
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
        if (!asked_.empty()) add_named_pods();
        std::sort(marks_.begin(), marks_.end());
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
            taken_.push_back(pod);
            begin = end;
        }
    }

    void add_part(std::size_t begin, std::size_t end, const PortNumbers& numbers) {
        Part part;
        part.id = *classes_.of_pod[marks_[begin].pod];
        part.matches.assign(made_.items.size(), Match::No);
        part.numbers = numbers;
        for (; begin < end; ++begin) {
            const Mark& mark = marks_[begin];
            if (mark.item < made_.items.size()) {
                part.matches[mark.item] = mark.match;
            } else if (mark.item < subject_item(2)) {
                part.subject.at(mark.item - made_.items.size()) = true;
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

    // A rule without peers speaks of them, too.
    void add_named_pods() {
        for (const std::vector<std::uint32_t>& pods : index_.by_namespace) {
            for (const std::uint32_t pod : pods) {
                if (!numbers(world_.pods[pod]).empty()) {
                    marks_.push_back({pod, subject_item(2), Match::Yes});
                }
            }
        }
    }

    void cut_outside() {
        for (auto id = static_cast<ClassId>(classes_.pod_classes); id < classes_.keys.size();
             ++id) {
            std::vector<Part> pieces(1);
            pieces[0].id = id;
            pieces[0].matches.assign(made_.items.size(), Match::No);
            pieces[0].end.outside = classes_.endpoints[id].outside;
            for (std::size_t item = 0; item < made_.items.size(); ++item) {
                if (!made_.items[item].ranges.empty()) cut_pieces(pieces, item);
            }
            for (Part& piece : pieces) {
                const bool matched = std::any_of(piece.matches.begin(), piece.matches.end(),
                                                 [](Match match) { return match != Match::No; });
                (matched ? made_.parts : outside_rests_).push_back(std::move(piece));
            }
        }
    }

    void cut_pieces(std::vector<Part>& pieces, std::size_t item) const {
        const AddressRanges& ranges = made_.items[item].ranges;
        for (std::size_t i = pieces.size(); i > 0; --i) {
            Part& piece = pieces[i - 1];
            if (piece.end.outside.back().last < ranges.front().first ||
                ranges.back().last < piece.end.outside.front().first) {
                continue;
            }
            AddressRanges rest = difference(piece.end.outside, ranges);
            if (rest == piece.end.outside) continue;
            if (!rest.empty()) {
                Part other = piece;
                piece.end.outside = difference(piece.end.outside, rest);
                other.end.outside = std::move(rest);
                piece.matches[item] = Match::Yes;
                pieces.push_back(std::move(other));
            } else {
                piece.matches[item] = Match::Yes;
            }
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
        std::vector<bool> taken(world_.pods.size());
        for (const std::uint32_t pod : taken_) taken[pod] = true;
        for (ClassId id = 0; id < classes_.pod_classes; ++id) {
            Part part;
            part.id = id;
            part.matches.assign(made_.items.size(), Match::No);
            for (const std::uint32_t pod : classes_.endpoints[id].pods) {
                if (!taken[pod]) part.end.pods.push_back(pod);
            }
            if (!part.end.pods.empty()) made_.parts.push_back(std::move(part));
        }
        for (Part& part : outside_rests_) made_.parts.push_back(std::move(part));
    }

    const World& world_;
    const Settings& settings_;
    const Classes& classes_;
    const PodIndex& index_;
    const Versions& versions_;
    std::set<PortName> asked_;
    std::vector<Mark> marks_;
    std::vector<std::uint32_t> taken_;  // pods of touched parts
    std::vector<Part> outside_rests_;
    Parts made_;
};

}  // namespace

PodIndex::PodIndex(const World& world, const Settings& settings, const Classes& classes) {
    std::map<std::string_view, std::size_t> namespaces;
    for (std::size_t i = 0; i < world.namespaces.size(); ++i) {
        namespaces[world.namespaces[i].name] = i;
    }
    by_namespace.resize(world.namespaces.size());
    for (std::uint32_t i = 0; i < world.pods.size(); ++i) {
        const Pod& pod = world.pods[i];
        if (!classes.of_pod[i]) continue;
        if (policed(pod, settings)) by_namespace[namespaces[pod.ns]].push_back(i);
        if (pod.addresses_are != Addresses::Known) {
            doubtful.push_back(i);
            continue;
        }
        for (const IpAddress& address : pod.addresses) by_address.emplace_back(address, i);
    }
    std::sort(by_address.begin(), by_address.end());
}

Parts cut_parts(const World& world, const Settings& settings, const Classes& classes,
                const PodIndex& index, const Versions& versions) {
    return Cutter(world, settings, classes, index, versions).cut();
}

}  // namespace policy::reach
