// SPDX-License-Identifier: MIT
// The two versions are laid over what all other policies say: a side of a pair is what the others
// let pass, and what the version does. Only the latter is computed from the objects; the former is
// walked along in the numbers of the Reachability.
#include "policy/reach/policy_effect.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "policy/reach/policy_effect_parts.h"
#include "policy/reach/policy_effect_sets.h"
#include "policy/reach/state.h"
#include "policy/table/direction_builder.h"

namespace policy {
namespace {

using namespace reach;

}  // namespace

struct PolicyEffects::Index {
    using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

    explicit Index(Reachability::State& s) : state(s), pods(s.world, s.settings, s.classes) {
        const Classes& classes = s.classes;
        const std::size_t count = classes.keys.size();
        for (std::size_t i = 0; i < effects_of_class.size(); ++i) {
            Pairs pairs;
            for (EffectId effect = 0; effect < classes.of_effect[i].size(); ++effect) {
                for (const ClassId id : classes.of_effect[i][effect])
                    pairs.emplace_back(id, effect);
            }
            effects_of_class[i] = Lists::of(pairs, count);
        }
        Pairs sure;
        Pairs perhaps;
        for (AtomId atom = 0; atom < s.rules.atoms().size(); ++atom) {
            const BlockId block = s.rules.atoms()[atom].block;
            const Lists::View list =
                block == reach::none ? classes.of_atom[atom] : classes.of_block[block];
            for (const ClassId id : list) sure.emplace_back(id, atom);
            const Lists::View maybe = block == reach::none ? classes.perhaps_of_atom[atom]
                                                           : classes.perhaps_of_block[block];
            for (const ClassId id : maybe) perhaps.emplace_back(id, atom);
        }
        atoms_of_class = Lists::of(sure, count);
        perhaps_of_class = Lists::of(perhaps, count);
    }

    Reachability::State& state;
    PodIndex pods;
    std::array<Lists, 2> effects_of_class;
    Lists atoms_of_class, perhaps_of_class;
};

namespace {

// One edit.
class Evaluation {
  public:
    Evaluation(PolicyEffects::Index& index, const PolicyEdit& edit)
        : index_(index),
          state_(index.state),
          versions_{edit.before ? &state_.world.policies[*edit.before] : nullptr, edit.after},
          all_(sets_.add(ConnectionSet::all())),
          most_(sets_.add(state_.sets.set(state_.sets.most()))) {
        for (const Direction direction : directions) {
            for (std::size_t version = 0; version < versions_.size(); ++version) {
                isolates_[version][place(direction)] = isolates(versions_[version], direction);
            }
            if (edit.before) find_own_effect(direction, *edit.before);
        }
        parts_ =
            cut_parts({state_.world, state_.settings, state_.rules, state_.classes, index.pods},
                      versions_, holders_);
        list_lanes();
    }

    PolicyEffect evaluate() {
        std::vector<std::size_t> subjects;
        std::vector<AtomsOf> atoms_of_subject;
        for (std::size_t i = 0; i < parts_.touched; ++i) {
            if (!changes(parts_.parts[i], Direction::FromPod) &&
                !changes(parts_.parts[i], Direction::ToPod)) {
                continue;
            }
            subjects.push_back(i);
            atoms_of_subject.emplace_back(state_.rules.atoms().size());
            set_atoms(parts_.parts[i].id, atoms_of_subject.back());
        }
        if (subjects.empty()) return {};
        AtomsOf atoms(state_.rules.atoms().size());
        for (std::size_t i = 0; i < parts_.parts.size(); ++i) {
            const Part& other = parts_.parts[i];
            set_atoms(other.id, atoms);
            for (std::size_t j = 0; j < subjects.size(); ++j) {
                const Part& subject = parts_.parts[subjects[j]];
                if (subjects[j] == i && end_of_part(subject).pods.size() == 1) continue;
                if (changes(subject, Direction::FromPod)) {
                    judge(subjects[j], i, {subject, atoms_of_subject[j]}, {other, atoms});
                }
                // Of two subjects the pair is judged where it is the source's turn.
                if (changes(subject, Direction::ToPod) && !changes(other, Direction::FromPod)) {
                    judge(i, subjects[j], {other, atoms}, {subject, atoms_of_subject[j]});
                }
            }
        }
        return std::move(effect_);
    }

  private:
    static constexpr std::array<Direction, 2> directions = {Direction::FromPod, Direction::ToPod};
    static std::size_t place(Direction direction) { return static_cast<std::size_t>(direction); }

    struct End {
        const Part& part;
        const AtomsOf& atoms;
    };
    // What all other policies let pass at one end.
    struct Kept {
        bool isolated = false;
        std::uint32_t set = 0;
    };
    using BothVersions = std::array<std::uint32_t, 2>;

    // What the old version does, unless another policy does the same to the same pods.
    void find_own_effect(Direction direction, std::size_t policy) {
        const Effects& effects = state_.rules.effects(direction);
        const std::uint32_t own = effects.of_policy[policy];
        if (own == reach::none) return;
        const std::size_t at = place(direction);
        own_effect_[at] = effects.subject[own].first;
        const Atom& selected = state_.rules.atoms()[effects.subject[own].second];
        for (std::uint32_t i = 0; i < effects.subject.size(); ++i) {
            if (effects.subject[i].first != own_effect_[at]) continue;
            const Atom& other = state_.rules.atoms()[effects.subject[i].second];
            if (other.ns != selected.ns || effects.policies[i] == (i == own ? 1U : 0U)) continue;
            static const LabelSelector everything;
            holders_[at].push_back(
                other.pods == reach::none ? &everything : state_.rules.selectors()[other.pods]);
        }
    }

    bool is_own(EffectId effect, const Part& part, Direction direction) const {
        return effect == own_effect_[place(direction)] && part.subject[0] &&
               !part.held.at(place(direction));
    }

    void list_lanes() {
        std::uint32_t flags = 0;
        for (const ClassKey& key : state_.classes.keys) flags |= key.flags;
        const auto& namespaces = state_.world.namespaces;
        const bool doubt = (flags & any_doubt) != 0 || !index_.pods.doubtful.empty() ||
                           std::any_of(namespaces.begin(), namespaces.end(),
                                       [](const Namespace& ns) { return ns.in_error; });
        for (const Family family : {Family::V4, Family::V6}) {
            if ((flags & flag_of(family)) == 0) continue;
            lanes_.push_back({family, false});
            if (doubt) lanes_.push_back({family, true});
        }
    }
    static std::uint32_t flag_of(Family family) { return family == Family::V4 ? v4_flag : v6_flag; }
    std::uint32_t flags_of(const Part& part) const { return state_.classes.keys[part.id].flags; }

    void set_atoms(ClassId id, AtomsOf& atoms) const {
        atoms.set(index_.atoms_of_class[id], index_.perhaps_of_class[id]);
    }

    bool isolated_by(std::size_t version, const Part& part, Direction direction) const {
        return part.subject.at(version) && isolates_.at(version).at(place(direction));
    }
    bool changes(const Part& part, Direction direction) const {
        return isolated_by(0, part, direction) || isolated_by(1, part, direction);
    }

    static bool holds(Match match, const Lane& lane) {
        return match == Match::Yes || (match == Match::Maybe && lane.possible);
    }

    Kept kept(const End& subject, Direction direction, const End& peer, const Lane& lane) {
        Kept result;
        SetId set = state_.sets.least();
        const ClassId id = subject.part.id;
        const ClassId destination = direction == Direction::ToPod ? id : peer.part.id;
        const NamesId names = state_.classes.keys[destination].names;
        const Effects& effects = state_.rules.effects(direction);
        for (const EffectId effect : index_.effects_of_class[place(direction)][id]) {
            if (is_own(effect, subject.part, direction)) continue;
            result.isolated = true;
            for (std::uint32_t i = effects.effects[effect].begin; i < effects.effects[effect].end;
                 ++i) {
                const Piece& piece = effects.pieces[i];
                if (piece.atom != any_peer) {
                    if (!holds(peer.atoms[piece.atom], lane)) continue;
                    const BlockId block = state_.rules.atoms()[piece.atom].block;
                    if (block != reach::none &&
                        state_.classes.family_of_block[block] != lane.family) {
                        continue;
                    }
                }
                set = state_.sets.unite(set, state_.sets.numbered(piece.ports));
                set = state_.sets.unite(set, state_.sets.named(piece.ports, names));
            }
        }
        const auto known = pooled_.find(set);
        result.set =
            known != pooled_.end() ? known->second : pooled_[set] = sets_.add(state_.sets.set(set));
        return result;
    }

    // Whether the rule matches the peer in this lane.
    bool matches_peer(std::size_t version, Direction direction, std::size_t rule, const Part& peer,
                      const Lane& lane) const {
        if (rules_of(*versions_[version], direction)[rule].peers.empty()) return true;
        for (std::size_t i = 0; i < parts_.items.size(); ++i) {
            const Item& item = parts_.items[i];
            if (item.version != version || item.direction != direction || item.rule != rule) {
                continue;
            }
            const bool other_family =
                !item.ranges.empty() && item.ranges[0].first.family() != lane.family;
            if (!other_family && holds(peer.matches[i], lane)) return true;
        }
        return false;
    }

    std::uint32_t ports_of(std::size_t version, Direction direction, std::size_t rule,
                           const PortNumbers& destination) {
        const auto [entry, fresh] =
            rule_sets_.try_emplace(std::make_tuple(version, direction, rule, destination), 0);
        if (fresh) {
            const PolicyRule& written = rules_of(*versions_[version], direction)[rule];
            ConnectionSet set = set_of(resolve_ports(written, destination).matching);
            if (state_.settings.portless == PortlessTraffic::Drop) {
                set = set - ConnectionSet::portless();
            }
            entry->second = sets_.add(set);
        }
        return entry->second;
    }

    BothVersions side(const End& subject, Direction direction, const End& peer, const Lane& lane) {
        const std::uint32_t flags = flags_of(subject.part);
        if ((flags & policed_flag) == 0) return {all_, all_};
        const bool lost =
            (flags & (direction == Direction::FromPod ? lost_from_flag : lost_to_flag)) != 0;
        const BothVersions added = overlay(subject.part, direction, peer.part, lane);
        const Kept others = kept(subject, direction, peer, lane);
        BothVersions result{};
        for (std::size_t version = 0; version < versions_.size(); ++version) {
            const bool isolated = others.isolated || isolated_by(version, subject.part, direction);
            if (!isolated && (lane.possible || !lost)) {
                result.at(version) = all_;
            } else if (lost && lane.possible) {
                result.at(version) = most_;
            } else {
                result.at(version) = sets_.unite(others.set, added.at(version));
            }
        }
        return result;
    }

    // What the versions themselves admit.
    BothVersions overlay(const Part& subject, Direction direction, const Part& peer,
                         const Lane& lane) {
        const PortNumbers& destination =
            direction == Direction::ToPod ? subject.numbers : peer.numbers;
        BothVersions result{};
        for (std::size_t version = 0; version < versions_.size(); ++version) {
            if (!isolated_by(version, subject, direction)) continue;
            const std::size_t rules = rules_of(*versions_.at(version), direction).size();
            for (std::size_t rule = 0; rule < rules; ++rule) {
                if (!matches_peer(version, direction, rule, peer, lane)) continue;
                result.at(version) = sets_.unite(result.at(version),
                                                 ports_of(version, direction, rule, destination));
            }
        }
        return result;
    }

    // Whether the versions say the same at this end: then nothing else need be looked at.
    bool same_overlay(const Part& subject, Direction direction, const Part& peer) {
        if (isolated_by(0, subject, direction) != isolated_by(1, subject, direction)) return false;
        return std::all_of(lanes_.begin(), lanes_.end(), [&](const Lane& lane) {
            const BothVersions added = overlay(subject, direction, peer, lane);
            return added[0] == added[1];
        });
    }

    void judge(std::size_t from, std::size_t to, const End& source, const End& target) {
        if (((flags_of(source.part) | flags_of(target.part)) & in_doubt_flag) != 0) return;
        if (same_overlay(source.part, Direction::FromPod, target.part) &&
            same_overlay(target.part, Direction::ToPod, source.part)) {
            return;
        }
        std::array<std::array<std::uint32_t, 2>, 2> sets = {};  // by version, certain and possible
        for (const Lane& lane : lanes_) {
            if ((flags_of(source.part) & flags_of(target.part) & flag_of(lane.family)) == 0) {
                continue;
            }
            const BothVersions out = side(source, Direction::FromPod, target, lane);
            const BothVersions in = side(target, Direction::ToPod, source, lane);
            for (std::size_t version = 0; version < versions_.size(); ++version) {
                std::uint32_t& set = sets.at(version).at(lane.possible ? 1 : 0);
                set = sets_.unite(set, sets_.common(out.at(version), in.at(version)));
            }
        }
        const bool doubt = std::any_of(lanes_.begin(), lanes_.end(),
                                       [](const Lane& lane) { return lane.possible; });
        for (auto& each : sets) each[1] = doubt ? each[1] : each[0];
        if (sets[0] == sets[1]) return;
        EffectPair pair;
        pair.from = end_of(from);
        pair.to = end_of(to);
        pair.before = {sets_[sets[0][0]], sets_[sets[0][1]]};
        pair.after = {sets_[sets[1][0]], sets_[sets[1][1]]};
        add_causes(source.part, target.part, pair);
        effect_.pairs.push_back(std::move(pair));
    }

    const EndpointClass& end_of_part(const Part& part) const {
        return part.whole ? state_.classes.endpoints[part.id] : part.end;
    }

    std::uint32_t end_of(std::size_t part) {
        const auto next = static_cast<std::uint32_t>(effect_.ends.size());
        const auto [entry, fresh] = ends_.emplace(part, next);
        if (fresh) effect_.ends.push_back(end_of_part(parts_.parts[part]));
        return entry->second;
    }

    void add_causes(const Part& source, const Part& target, EffectPair& pair) {
        const bool sure = pair.before.possible == pair.after.possible;
        const ConnectionSet& before = sure ? pair.before.certain : pair.before.possible;
        const ConnectionSet& after = sure ? pair.after.certain : pair.after.possible;
        const std::array<ConnectionSet, 2> of_version = {before - after, after - before};
        for (std::size_t version = 0; version < versions_.size(); ++version) {
            for (const Direction direction : directions) {
                const bool out = direction == Direction::FromPod;
                const Part& subject = out ? source : target;
                const Part& peer = out ? target : source;
                if (!isolated_by(version, subject, direction)) continue;
                if (!isolated_by(1 - version, subject, direction) &&
                    !of_version.at(1 - version).empty()) {
                    pair.causes.push_back({version == 1, direction, std::nullopt});
                }
                add_rules(version, direction, peer, target.numbers, of_version.at(version), pair);
            }
        }
    }

    // The rules that admit some of `what`.
    void add_rules(std::size_t version, Direction direction, const Part& peer,
                   const PortNumbers& destination, const ConnectionSet& what, EffectPair& pair) {
        const std::size_t rules = rules_of(*versions_.at(version), direction).size();
        for (std::size_t rule = 0; rule < rules; ++rule) {
            const bool matches = std::any_of(lanes_.begin(), lanes_.end(), [&](const Lane& lane) {
                return matches_peer(version, direction, rule, peer, lane);
            });
            if (!matches) continue;
            const ConnectionSet& ports = sets_[ports_of(version, direction, rule, destination)];
            if (!(ports & what).empty()) pair.causes.push_back({version == 1, direction, rule});
        }
    }

    PolicyEffects::Index& index_;
    Reachability::State& state_;
    Versions versions_;
    Parts parts_;
    std::array<std::array<bool, 2>, 2> isolates_ = {};  // by version and direction
    std::array<EffectId, 2> own_effect_ = {reach::none, reach::none};
    Holders holders_;  // of the same
    std::vector<Lane> lanes_;
    SetPool sets_;
    std::uint32_t all_, most_;
    std::unordered_map<std::uint32_t, std::uint32_t> pooled_;  // from PortSets' numbers to ours
    std::map<std::tuple<std::size_t, Direction, std::size_t, PortNumbers>, std::uint32_t>
        rule_sets_;
    std::map<std::size_t, std::uint32_t> ends_;
    PolicyEffect effect_;
};

}  // namespace

PolicyEffects::PolicyEffects(const Reachability& reach)
    : index_(std::make_unique<Index>(*reach.state_)) {}
PolicyEffects::~PolicyEffects() = default;

PolicyEffect PolicyEffects::of(const PolicyEdit& edit) const {
    return Evaluation(*index_, edit).evaluate();
}

}  // namespace policy
