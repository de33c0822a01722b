// SPDX-License-Identifier: MIT
#include "policy/reachability_rows.h"

#include <algorithm>
#include <utility>

namespace policy::reach {
namespace {

using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

constexpr auto egress = static_cast<std::size_t>(Direction::FromPod);
constexpr auto ingress = static_cast<std::size_t>(Direction::ToPod);

bool any(const Word* mask, std::size_t words) {
    return std::any_of(mask, mask + words, [](Word word) { return word != 0; });
}

void add(Word* mask, const Word* more, std::size_t words) {
    for (std::size_t i = 0; i < words; ++i) mask[i] |= more[i];
}

// From lists of classes to the lists that each class is in.
void transpose(const Lists& lists, const std::vector<std::uint32_t>& names, Pairs& pairs) {
    for (std::uint32_t i = 0; i < lists.size(); ++i) {
        if (names[i] == none) continue;
        for (const ClassId id : lists[i]) pairs.emplace_back(id, names[i]);
    }
}

}  // namespace

Rows::Rows(const Rulebook& rules, const Classes& classes, PortMasks& masks)
    : rules_(rules),
      classes_(classes),
      masks_(masks),
      words_(masks.words()),
      ingress_based_(classes.keys.size()),
      family_{ClassBits(classes.keys.size()), ClassBits(classes.keys.size())},
      egress_{ClassBits(classes.keys.size()), {}},
      ingress_{ClassBits(classes.keys.size()), {}},
      base_(words_),
      mask_(words_) {
    egress_.masks.resize(classes.keys.size() * words_);
    ingress_.masks.resize(classes.keys.size() * words_);
    bool doubt = false;
    std::uint32_t flags = 0;
    for (ClassId id = 0; id < classes.keys.size(); ++id) {
        const ClassKey& key = classes.keys[id];
        flags |= key.flags;
        doubt = doubt || (key.flags & (incomplete_flag | doubtful_flag)) != 0;
        if ((key.flags & v4_flag) != 0) family_[0].set(id);
        if ((key.flags & v6_flag) != 0) family_[1].set(id);
        if (key.names != 0) with_names_.push(id);
    }
    with_names_.close();
    for (const Family family : {Family::V4, Family::V6}) {
        if ((flags & (family == Family::V4 ? v4_flag : v6_flag)) == 0) continue;
        lanes_.push_back({family, false});
        if (doubt) lanes_.push_back({family, true});
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
    egress_base_.assign(effects.effects.size() * words_, 0);
    for (EffectId effect = 0; effect < effects.effects.size(); ++effect) {
        const Effects::Span span = effects.effects[effect];
        for (std::uint32_t i = span.begin; i < span.end; ++i) {
            if (effects.pieces[i].atom != any_peer) continue;
            add(egress_base_.data() + effect * words_, masks_.numbered(effects.pieces[i].ports),
                words_);
        }
    }
}

void Rows::index_ingress(const Rulebook& rules) {
    const std::size_t atoms = rules.atoms().size();
    const Effects& effects = rules.effects(Direction::ToPod);
    ingress_begin_.assign(atoms + 1, 0);
    const auto each_piece = [&](auto visit) {
        for (EffectId effect = 0; effect < effects.effects.size(); ++effect) {
            if (classes_.of_effect[ingress][effect].empty()) continue;
            const Effects::Span span = effects.effects[effect];
            for (std::uint32_t i = span.begin; i < span.end; ++i) {
                if (effects.pieces[i].atom != any_peer) visit(effect, effects.pieces[i]);
            }
        }
    };
    each_piece([&](EffectId, const Piece& piece) { ++ingress_begin_[piece.atom + 1]; });
    for (std::size_t i = 1; i <= atoms; ++i) ingress_begin_[i] += ingress_begin_[i - 1];
    std::vector<std::uint32_t> next(ingress_begin_.begin(), ingress_begin_.end() - 1);
    ingress_pieces_.resize(ingress_begin_.back());
    each_piece([&](EffectId effect, const Piece& piece) {
        ingress_pieces_[next[piece.atom]++] = {effect, piece.ports};
    });

    std::vector<std::uint32_t> asked(atoms, none);
    std::vector<std::uint32_t> asked_block(rules.blocks().size(), none);
    for (AtomId atom = 0; atom < atoms; ++atom) {
        if (ingress_begin_[atom] == ingress_begin_[atom + 1]) continue;
        const BlockId block = rules.atoms()[atom].block;
        (block == none ? asked[atom] : asked_block[block]) = atom;
    }
    Pairs sure;
    Pairs perhaps;
    transpose(classes_.of_atom, asked, sure);
    transpose(classes_.of_block, asked_block, sure);
    transpose(classes_.perhaps_of_block, asked_block, perhaps);
    atoms_of_class_ = Lists::of(sure, classes_.keys.size());
    perhaps_atoms_of_class_ = Lists::of(perhaps, classes_.keys.size());
}

// What each class lets in from whatever peer.
void Rows::write_bases() {
    const std::size_t count = classes_.keys.size();
    std::vector<bool> isolated(count);
    ingress_base_.assign(count * words_, 0);
    const Effects& effects = rules_.effects(Direction::ToPod);
    for (EffectId effect = 0; effect < effects.effects.size(); ++effect) {
        const Effects::Span span = effects.effects[effect];
        for (const ClassId id : classes_.of_effect[ingress][effect]) {
            isolated[id] = true;
            Word* base = ingress_base_.data() + id * words_;
            for (std::uint32_t i = span.begin; i < span.end; ++i) {
                const Piece& piece = effects.pieces[i];
                if (piece.atom != any_peer) continue;
                add(base, masks_.numbered(piece.ports), words_);
                if (!masks_.has_names(piece.ports)) continue;
                const Word* named = masks_.named(piece.ports, classes_.keys[id].names);
                if (named != nullptr) add(base, named, words_);
            }
        }
    }
    for (ClassId id = 0; id < count; ++id) {
        Word* base = ingress_base_.data() + id * words_;
        if (isolated[id]) {
            add(base, masks_.least(), words_);
        } else {
            std::copy(masks_.all(), masks_.all() + words_, base);
        }
        if (any(base, words_) || incomplete(id)) ingress_based_.set(id);
    }
}

inline void Rows::admit(Side& side, ClassId to, const Word* base, PortsId ports, NamesId names) {
    Word* mask = side.masks.data() + to * words_;
    if (!side.touched.set(to)) std::copy(base, base + words_, mask);
    add(mask, masks_.numbered(ports), words_);
    if (!masks_.has_names(ports)) return;
    const Word* named = masks_.named(ports, names);
    if (named != nullptr) add(mask, named, words_);
}

// REQUIRES: egress isolates `from`.
void Rows::write_egress(ClassId from, const Lane& lane) {
    egress_.touched.clear();
    std::copy(masks_.least(), masks_.least() + words_, base_.begin());
    for (const EffectId effect : egress_of_class_[from]) {
        add(base_.data(), egress_base_.data() + effect * words_, words_);
    }
    const Effects& effects = rules_.effects(Direction::FromPod);
    for (const EffectId effect : egress_of_class_[from]) {
        const Effects::Span span = effects.effects[effect];
        for (std::uint32_t i = span.begin; i < span.end; ++i) {
            const Piece& piece = effects.pieces[i];
            const auto admit_all = [&](Lists::View list) {
                for (const ClassId to : list) {
                    admit(egress_, to, base_.data(), piece.ports, classes_.keys[to].names);
                }
            };
            if (piece.atom == any_peer) {
                if (masks_.has_names(piece.ports)) admit_all(with_names_[0]);
                continue;
            }
            const BlockId block = rules_.atoms()[piece.atom].block;
            if (block == none) {
                admit_all(classes_.of_atom[piece.atom]);
            } else if (classes_.family_of_block[block] == lane.family) {
                admit_all(classes_.of_block[block]);
                if (lane.possible) admit_all(classes_.perhaps_of_block[block]);
            }
        }
    }
}

void Rows::admit_from(AtomId atom, bool all) {
    for (std::uint32_t i = ingress_begin_[atom]; i < ingress_begin_[atom + 1]; ++i) {
        const auto& [effect, ports] = ingress_pieces_[i];
        for (const ClassId to : classes_.of_effect[ingress][effect]) {
            if (!all && !egress_.touched.has(to)) continue;
            admit(ingress_, to, ingress_base_.data() + to * words_, ports, classes_.keys[to].names);
        }
    }
}

// Not `all`: only towards what egress has touched.
void Rows::write_ingress(ClassId from, const Lane& lane, bool all) {
    ingress_.touched.clear();
    for (const AtomId atom : atoms_of_class_[from]) {
        const BlockId block = rules_.atoms()[atom].block;
        if (block == none || classes_.family_of_block[block] == lane.family) admit_from(atom, all);
    }
    if (!lane.possible) return;
    for (const AtomId atom : perhaps_atoms_of_class_[from]) {
        if (classes_.family_of_block[rules_.atoms()[atom].block] == lane.family)
            admit_from(atom, all);
    }
}

// Writes what egress of `from` and ingress of each other class have in common.
void Rows::combine(ClassId from, const Lane& lane, bool open, LaneRow& row) {
    const bool from_outside = from >= classes_.pod_classes;
    const bool by_ingress = open || any(base_.data(), words_);
    const ClassBits& family = family_[lane.family == Family::V4 ? 0 : 1];
    for (std::size_t w = 0; w < family.words(); ++w) {
        Word candidates = by_ingress ? ingress_.touched.word(w) | ingress_based_.word(w)
                                     : egress_.touched.word(w);
        candidates &= family.word(w);
        for (; candidates != 0; candidates &= candidates - 1) {
            const auto to = static_cast<ClassId>(
                w * 64 + static_cast<std::size_t>(__builtin_ctzll(candidates)));
            if (from_outside && to >= classes_.pod_classes) return;
            const Word* in = ingress_.touched.has(to) ? ingress_.masks.data() + to * words_
                                                      : ingress_base_.data() + to * words_;
            if (incomplete(to)) {
                if (!lane.possible) continue;
                in = masks_.all();
            }
            const Word* out = open                      ? masks_.all()
                              : egress_.touched.has(to) ? egress_.masks.data() + to * words_
                                                        : base_.data();
            Word found = 0;
            const std::size_t end = row.masks.size();
            row.masks.resize(end + words_);
            for (std::size_t i = 0; i < words_; ++i) {
                const Word both = in[i] & out[i];
                row.masks[end + i] = both;
                found |= both;
            }
            if (found == 0) {
                row.masks.resize(end);
            } else {
                row.to.push_back(to);
            }
        }
    }
}

void Rows::write_lane(ClassId from, const Lane& lane, LaneRow& row) {
    row.to.clear();
    row.masks.clear();
    if (!in_lane(from, lane)) return;
    if (incomplete(from) && !lane.possible) return;
    const bool open = !egress_isolated_[from] || incomplete(from);
    if (!open) write_egress(from, lane);
    write_ingress(from, lane, open || any(base_.data(), words_));
    combine(from, lane, open, row);
}

void Rows::write(ClassId from, Row& row) {
    row.clear();
    for (std::size_t i = 0; i < lanes_.size(); ++i) write_lane(from, lanes_[i], lane_rows_[i]);
    if (lanes_.size() != 1) {
        merge(from, row);
        return;
    }
    const LaneRow& only = lane_rows_[0];
    row.reserve(only.to.size());
    for (std::size_t i = 0; i < only.to.size(); ++i) {
        const std::uint32_t set = masks_.intern(only.masks.data() + i * words_);
        row.push_back({only.to[i], set, set, false});
    }
}

// Unites the lanes' rows.
void Rows::merge(ClassId from, Row& row) {
    std::array<std::size_t, 4> at = {};
    for (;;) {
        ClassId to = none;
        for (std::size_t i = 0; i < lanes_.size(); ++i) {
            if (at[i] < lane_rows_[i].to.size()) to = std::min(to, lane_rows_[i].to[at[i]]);
        }
        if (to == none) return;
        // By family: the sets of the lanes; of a family without doubt, one for both.
        std::array<std::array<std::uint32_t, 2>, 2> sets = {};
        std::array<std::vector<Word>, 2> unions = {std::vector<Word>(words_),
                                                   std::vector<Word>(words_)};
        bool doubt = false;
        for (std::size_t i = 0; i < lanes_.size(); ++i) {
            doubt = doubt || lanes_[i].possible;
            if (at[i] == lane_rows_[i].to.size() || lane_rows_[i].to[at[i]] != to) continue;
            const Word* mask = lane_rows_[i].masks.data() + at[i]++ * words_;
            const std::size_t family = lanes_[i].family == Family::V4 ? 0 : 1;
            const std::size_t level = lanes_[i].possible ? 1 : 0;
            sets[family][level] = masks_.intern(mask);
            add(unions[level].data(), mask, words_);
        }
        Entry entry;
        entry.to = to;
        entry.certain = masks_.intern(unions[0].data());
        entry.possible = doubt ? masks_.intern(unions[1].data()) : entry.certain;
        const std::uint32_t both = classes_.keys[from].flags & classes_.keys[to].flags;
        entry.families_differ =
            (both & v4_flag) != 0 && (both & v6_flag) != 0 && sets[0] != sets[1];
        row.push_back(entry);
    }
}

std::size_t Rows::bytes() const {
    return egress_of_class_.bytes() + atoms_of_class_.bytes() + perhaps_atoms_of_class_.bytes() +
           ingress_pieces_.capacity() * sizeof ingress_pieces_[0] +
           (ingress_base_.capacity() + egress_base_.capacity() + egress_.masks.capacity() +
            ingress_.masks.capacity()) *
               sizeof(Word);
}

}  // namespace policy::reach
