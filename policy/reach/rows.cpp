// SPDX-License-Identifier: MIT
#include "policy/reach/rows.h"

#include <algorithm>
#include <utility>

namespace policy::reach {
namespace {

using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

constexpr auto egress = static_cast<std::size_t>(Direction::FromPod);
constexpr auto ingress = static_cast<std::size_t>(Direction::ToPod);

// From lists of classes to the lists that each class is in.
void transpose(const Lists& lists, const std::vector<std::uint32_t>& names, Pairs& pairs) {
    for (std::uint32_t i = 0; i < lists.size(); ++i) {
        if (names[i] == none) continue;
        for (const ClassId id : lists[i]) pairs.emplace_back(id, names[i]);
    }
}

}  // namespace

Rows::Rows(const Rulebook& rules, const Classes& classes, PortSets& sets)
    : rules_(rules),
      classes_(classes),
      sets_(sets),
      family_{ClassBits(classes.keys.size()), ClassBits(classes.keys.size())},
      faced_{ClassBits(classes.keys.size()), ClassBits(classes.keys.size())},
      in_doubt_(classes.keys.size()),
      ingress_based_{ClassBits(classes.keys.size()), ClassBits(classes.keys.size())},
      egress_(classes.keys.size()),
      ingress_(classes.keys.size()) {
    bool doubt = false;
    std::uint32_t flags = 0;
    std::size_t policed = 0;
    for (ClassId id = 0; id < classes.keys.size(); ++id) {
        const ClassKey& key = classes.keys[id];
        flags |= key.flags;
        whom_.push_back((key.flags & policed_flag) != 0 ? pods : anyone);
        if (whom_.back() == pods) ++policed;
        doubt = doubt || (key.flags & any_doubt) != 0;
        for (std::size_t i = 0; i < family_.size() && id < classes.endpoints.size(); ++i) {
            if ((key.flags & (i == 0 ? v4_flag : v6_flag)) != 0) family_[i].set(id);
            if (key.faces[i] != 0) faced_[i].set(id);
            any_faced_ = any_faced_ || key.faces[i] != 0;
        }
        if (in_doubt(id)) in_doubt_.set(id);
        if (key.names != 0) with_names_.push(id);
    }
    with_names_.close();
    doubt = doubt || any_faced_;
    for (AtomId atom = 0; atom < rules.atoms().size(); ++atom) {
        doubt = doubt || !classes.perhaps_of_atom[atom].empty();
    }
    for (const Family family : {Family::V4, Family::V6}) {
        if ((flags & (family == Family::V4 ? v4_flag : v6_flag)) == 0) continue;
        lanes_.push_back({family, false});
        if (doubt) lanes_.push_back({family, true});
    }
    for (AtomId atom = 0; atom < rules.atoms().size(); ++atom) {
        const std::size_t size = classes.of_atom[atom].size();
        all_pods_.push_back(size > 0 && size == policed);
    }
    index_egress(rules);
    index_ingress(rules);
    write_bases();
}

void Rows::index_egress(const Rulebook& rules) {
    const std::size_t count = classes_.keys.size();
    Pairs pairs;
    egress_isolated_.resize(count);
    for (EffectId effect = 0; effect < classes_.of_effect[egress].size(); ++effect) {
        for (const ClassId id : classes_.of_effect[egress][effect]) {
            pairs.emplace_back(id, effect);
            egress_isolated_[id] = true;
        }
    }
    egress_of_class_ = Lists::of(pairs, count);
    const Effects& effects = rules.effects(Direction::FromPod);
    for (auto& base : egress_base_) base.assign(effects.effects.size(), PortSets::nothing);
    for (EffectId effect = 0; effect < effects.effects.size(); ++effect) {
        const Effects::Span span = effects.effects[effect];
        for (std::uint32_t i = span.begin; i < span.end; ++i) {
            Whom whom = anyone;
            if (!for_whom(effects.pieces[i].atom, whom)) continue;
            for (std::size_t each = whom; each <= pods; ++each) {
                SetId& base = egress_base_[each][effect];
                base = sets_.unite(base, sets_.numbered(effects.pieces[i].ports));
            }
        }
    }
}

// Whether a piece goes into the bases, and into which from on: pods are someone, too.
bool Rows::for_whom(AtomId atom, Whom& whom) const {
    whom = atom == any_peer ? anyone : pods;
    return atom == any_peer || all_pods_[atom];
}

void Rows::index_ingress(const Rulebook& rules) {
    const std::size_t atoms = rules.atoms().size();
    const Effects& effects = rules.effects(Direction::ToPod);
    const auto each_piece = [&](auto visit) {
        for (EffectId effect = 0; effect < effects.effects.size(); ++effect) {
            const Lists::View subjects = classes_.of_effect[ingress][effect];
            if (subjects.empty()) continue;
            const Effects::Span span = effects.effects[effect];
            for (std::uint32_t i = span.begin; i < span.end; ++i) {
                Whom whom = anyone;
                if (!for_whom(effects.pieces[i].atom, whom)) visit(subjects, effects.pieces[i]);
            }
        }
    };
    admissions_of_.assign(atoms + 1, 0);
    each_piece([&](Lists::View subjects, const Piece& piece) {
        admissions_of_[piece.atom + 1] += static_cast<std::uint32_t>(subjects.size());
    });
    for (std::size_t i = 1; i <= atoms; ++i) admissions_of_[i] += admissions_of_[i - 1];
    std::vector<std::uint32_t> next(admissions_of_.begin(), admissions_of_.end() - 1);
    admissions_.resize(admissions_of_.back());
    each_piece([&](Lists::View subjects, const Piece& piece) {
        for (const ClassId to : subjects) admissions_[next[piece.atom]++] = {to, held(piece, to)};
    });

    std::vector<std::uint32_t> asked(atoms, none);
    std::vector<std::uint32_t> asked_block(rules.blocks().size(), none);
    for (AtomId atom = 0; atom < atoms; ++atom) {
        if (admissions_of_[atom] == admissions_of_[atom + 1]) continue;
        const BlockId block = rules.atoms()[atom].block;
        (block == none ? asked[atom] : asked_block[block]) = atom;
    }
    Pairs sure;
    Pairs perhaps;
    transpose(classes_.of_atom, asked, sure);
    transpose(classes_.perhaps_of_atom, asked, perhaps);
    transpose(classes_.of_block, asked_block, sure);
    transpose(classes_.perhaps_of_block, asked_block, perhaps);
    atoms_of_class_ = Lists::of(sure, classes_.keys.size());
    perhaps_atoms_of_class_ = Lists::of(perhaps, classes_.keys.size());
}

// What the ports of a piece are towards a class.
SetId Rows::held(const Piece& piece, ClassId to) {
    return sets_.unite(sets_.numbered(piece.ports),
                       sets_.named(piece.ports, classes_.keys[to].names));
}

// What each class lets in, whoever the peer is.
void Rows::write_bases() {
    const std::size_t count = classes_.keys.size();
    ingress_isolated_.resize(count);
    for (auto& base : ingress_base_) base.assign(count, PortSets::nothing);
    const Effects& effects = rules_.effects(Direction::ToPod);
    for (EffectId effect = 0; effect < effects.effects.size(); ++effect) {
        const Effects::Span span = effects.effects[effect];
        for (const ClassId id : classes_.of_effect[ingress][effect]) {
            ingress_isolated_[id] = true;
            for (std::uint32_t i = span.begin; i < span.end; ++i) {
                const Piece& piece = effects.pieces[i];
                Whom whom = anyone;
                if (!for_whom(piece.atom, whom)) continue;
                const SetId set = held(piece, id);
                for (std::size_t each = whom; each <= pods; ++each) {
                    ingress_base_[each][id] = sets_.unite(ingress_base_[each][id], set);
                }
            }
        }
    }
    for (std::size_t whom = 0; whom < ingress_base_.size(); ++whom) {
        for (ClassId id = 0; id < count; ++id) {
            SetId& base = ingress_base_[whom][id];
            const bool isolated = ingress_isolated_[id] || lost_to(id);
            base = isolated ? sets_.unite(base, sets_.least()) : PortSets::all;
            if (base != PortSets::nothing || lost_to(id)) ingress_based_[whom].set(id);
        }
    }
}

// `set` holds the base, too.
inline void Rows::admit(Side& side, ClassId to, SetId set) {
    SetId& known = side.sets[to];
    known = side.touched.set(to) ? sets_.unite(known, set) : set;
}

// REQUIRES: egress isolates `from`, or may.
void Rows::write_egress(ClassId from, const Lane& lane) {
    egress_.touched.clear();
    base_.fill(sets_.least());
    for (std::size_t each = 0; each < base_.size(); ++each) {
        for (const EffectId effect : egress_of_class_[from]) {
            base_[each] = sets_.unite(base_[each], egress_base_[each][effect]);
        }
        if (lane.possible && lost_from(from)) {
            base_[each] = sets_.unite(base_[each], sets_.most());
        }
    }
    const Effects& effects = rules_.effects(Direction::FromPod);
    for (const EffectId effect : egress_of_class_[from]) {
        const Effects::Span span = effects.effects[effect];
        for (std::uint32_t i = span.begin; i < span.end; ++i) {
            const Piece& piece = effects.pieces[i];
            const bool names = sets_.has_names(piece.ports);
            const SetId numbered = sets_.numbered(piece.ports);
            const std::array<SetId, 2> with_base = {sets_.unite(base_[anyone], numbered),
                                                    sets_.unite(base_[pods], numbered)};
            const auto admit_all = [&](Lists::View list) {
                for (const ClassId to : list) {
                    SetId set = with_base[whom_[to]];
                    if (names) {
                        set = sets_.unite(set, sets_.named(piece.ports, classes_.keys[to].names));
                    }
                    admit(egress_, to, set);
                }
            };
            Whom unused = anyone;
            if (for_whom(piece.atom, unused)) {
                if (names) admit_all(with_names_[0]);
                continue;
            }
            const BlockId block = rules_.atoms()[piece.atom].block;
            if (block == none) {
                admit_all(classes_.of_atom[piece.atom]);
                if (lane.possible) admit_all(classes_.perhaps_of_atom[piece.atom]);
            } else if (classes_.family_of_block[block] == lane.family) {
                admit_all(classes_.of_block[block]);
                if (lane.possible) admit_all(classes_.perhaps_of_block[block]);
            }
        }
    }
}

// Not `all`: only towards what egress has touched.
void Rows::write_ingress(ClassId from, const Lane& lane, bool all) {
    ingress_.touched.clear();
    const std::vector<SetId>& bases = ingress_base_[whom_[from]];
    const auto admit_from = [&](AtomId atom) {
        for (std::uint32_t i = admissions_of_[atom]; i < admissions_of_[atom + 1]; ++i) {
            const auto [to, set] = admissions_[i];
            if (all || egress_.touched.has(to)) admit(ingress_, to, sets_.unite(bases[to], set));
        }
    };
    const auto admit_each = [&](Lists::View atoms) {
        for (const AtomId atom : atoms) {
            const BlockId block = rules_.atoms()[atom].block;
            if (block == none || classes_.family_of_block[block] == lane.family) admit_from(atom);
        }
    };
    admit_each(atoms_of_class_[from]);
    if (lane.possible) admit_each(perhaps_atoms_of_class_[from]);
}

// Writes what egress of `from` and ingress of each other class have in common.
void Rows::combine(ClassId from, const Lane& lane, bool open, Row& row) {
    const Whom source = whom_[from];
    const ClassBits& family = family_[place_of(lane.family)];
    const ClassBits& faced = faced_[place_of(lane.family)];
    const ClassBits& based = ingress_based_[source];
    const bool outside = is_outside(from);
    const bool to_untouched = open || base_[pods] != PortSets::nothing;
    for (std::size_t w = 0; w < family.words(); ++w) {
        Word candidates = based.word(w) | ingress_.touched.word(w);
        if (!to_untouched) candidates &= egress_.touched.word(w);
        candidates = (candidates | faced.word(w) | in_doubt_.word(w)) & family.word(w);
        for (; candidates != 0; candidates &= candidates - 1) {
            const auto bit = static_cast<std::size_t>(__builtin_ctzll(candidates));
            const auto to = static_cast<ClassId>(w * 64 + bit);
            if (outside && is_outside(to)) return;
            SetId set = lane.possible ? PortSets::all : PortSets::nothing;
            if (!in_doubt_.has(to)) {
                set = faced.has(to) ? allowed_to_faces(to, source, lane, open)
                                    : allowed_to({to, to}, source, lane, open);
            }
            if (set != PortSets::nothing) row.push_back({to, set, set, false, false});
        }
    }
}

void Rows::write_face(ClassFace from, const Lane& lane, Row& row) {
    row.clear();
    const bool open =
        !egress_isolated_[from.subject] && (lane.possible || !lost_from(from.subject));
    if (!open) write_egress(from.subject, lane);
    write_ingress(from.peer, lane, open || base_[pods] != PortSets::nothing || any_faced_);
    combine(from.peer, lane, open, row);
}

void Rows::write(ClassId from, Row& row) {
    if (lanes_.size() == 1) return write_lane(from, lanes_[0], row);
    for (std::size_t i = 0; i < lanes_.size(); ++i) write_lane(from, lanes_[i], lane_rows_[i]);
    merge(from, row);
}

// Unites the lanes' rows.
void Rows::merge(ClassId from, Row& row) {
    row.clear();
    std::array<std::size_t, 4> at = {};
    for (;;) {
        ClassId to = none;
        for (std::size_t i = 0; i < lanes_.size(); ++i) {
            if (at[i] < lane_rows_[i].size()) to = std::min(to, lane_rows_[i][at[i]].to);
        }
        if (to == none) return;
        // By family: what is certain and what is possible. Without doubt the latter stays empty.
        std::array<std::array<SetId, 2>, 2> sets = {};
        bool doubt = false;
        for (std::size_t i = 0; i < lanes_.size(); ++i) {
            doubt = doubt || lanes_[i].possible;
            if (at[i] == lane_rows_[i].size() || lane_rows_[i][at[i]].to != to) continue;
            sets[place_of(lanes_[i].family)][lanes_[i].possible ? 1 : 0] =
                lane_rows_[i][at[i]++].certain;
        }
        AllowedTo entry;
        entry.to = to;
        entry.certain = sets_.unite(sets[0][0], sets[1][0]);
        entry.possible = doubt ? sets_.unite(sets[0][1], sets[1][1]) : entry.certain;
        const std::uint32_t both = classes_.keys[from].flags & classes_.keys[to].flags;
        entry.families_differ =
            (both & v4_flag) != 0 && (both & v6_flag) != 0 && sets[0] != sets[1];
        row.push_back(entry);
    }
}

std::size_t Rows::bytes() const {
    return egress_of_class_.bytes() + atoms_of_class_.bytes() + perhaps_atoms_of_class_.bytes() +
           admissions_.capacity() * sizeof admissions_[0] +
           2 *
               (ingress_base_[0].capacity() + egress_base_[0].capacity() +
                egress_.sets.capacity()) *
               sizeof(SetId);
}

}  // namespace policy::reach
