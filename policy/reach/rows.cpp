// SPDX-License-Identifier: MIT
#include "policy/reach/rows.h"

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

// REQUIRES of all masks: an even number of words.
inline void add(Word* mask, const Word* more, std::size_t words) {
    for (std::size_t i = 0; i < words; i += 2) {
        mask[i] |= more[i];
        mask[i + 1] |= more[i + 1];
    }
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
      ingress_based_{ClassBits(classes.keys.size()), ClassBits(classes.keys.size())},
      family_{ClassBits(classes.keys.size()), ClassBits(classes.keys.size())},
      faced_{ClassBits(classes.keys.size()), ClassBits(classes.keys.size())},
      egress_{ClassBits(classes.keys.size()), {}},
      ingress_{ClassBits(classes.keys.size()), {}},
      base_{std::vector<Word>(words_), std::vector<Word>(words_)},
      mask_(words_),
      last_mask_(words_) {
    egress_.masks.resize(classes.keys.size() * words_);
    ingress_.masks.resize(classes.keys.size() * words_);
    bool doubt = false;
    std::uint32_t flags = 0;
    std::size_t policed = 0;
    for (ClassId id = 0; id < classes.keys.size(); ++id) {
        const ClassKey& key = classes.keys[id];
        flags |= key.flags;
        if ((key.flags & policed_flag) != 0) ++policed;
        doubt = doubt || (key.flags & (incomplete_flag | doubtful_flag)) != 0;
        for (std::size_t i = 0; i < family_.size() && id < classes.endpoints.size(); ++i) {
            if ((key.flags & (i == 0 ? v4_flag : v6_flag)) != 0) family_[i].set(id);
            if (key.faces[i] != 0) faced_[i].set(id);
            any_faced_ = any_faced_ || key.faces[i] != 0;
        }
        if (key.names != 0) with_names_.push(id);
    }
    with_names_.close();
    doubt = doubt || any_faced_;
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
    for (auto& base : egress_base_) base.assign(effects.effects.size() * words_, 0);
    for (EffectId effect = 0; effect < effects.effects.size(); ++effect) {
        const Effects::Span span = effects.effects[effect];
        for (std::uint32_t i = span.begin; i < span.end; ++i) {
            Whom whom = anyone;
            if (!for_whom(effects.pieces[i].atom, whom)) continue;
            for (std::size_t each = whom; each <= pods; ++each) {
                add(egress_base_[each].data() + effect * words_,
                    masks_.numbered(effects.pieces[i].ports), words_);
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
    ingress_begin_.assign(atoms + 1, 0);
    const auto each_piece = [&](auto visit) {
        for (EffectId effect = 0; effect < effects.effects.size(); ++effect) {
            if (classes_.of_effect[ingress][effect].empty()) continue;
            const Effects::Span span = effects.effects[effect];
            for (std::uint32_t i = span.begin; i < span.end; ++i) {
                Whom whom = anyone;
                if (!for_whom(effects.pieces[i].atom, whom)) visit(effect, effects.pieces[i]);
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

// What each class lets in, whoever the peer is.
void Rows::write_bases() {
    const std::size_t count = classes_.keys.size();
    std::vector<bool> isolated(count);
    for (auto& base : ingress_base_) base.assign(count * words_, 0);
    const Effects& effects = rules_.effects(Direction::ToPod);
    for (EffectId effect = 0; effect < effects.effects.size(); ++effect) {
        const Effects::Span span = effects.effects[effect];
        for (const ClassId id : classes_.of_effect[ingress][effect]) {
            isolated[id] = true;
            for (std::uint32_t i = span.begin; i < span.end; ++i) {
                const Piece& piece = effects.pieces[i];
                Whom whom = anyone;
                if (!for_whom(piece.atom, whom)) continue;
                const Word* named = masks_.named(piece.ports, classes_.keys[id].names);
                for (std::size_t each = whom; each <= pods; ++each) {
                    Word* base = ingress_base_[each].data() + id * words_;
                    add(base, masks_.numbered(piece.ports), words_);
                    if (named != nullptr) add(base, named, words_);
                }
            }
        }
    }
    for (std::size_t whom = 0; whom < ingress_base_.size(); ++whom) {
        for (ClassId id = 0; id < count; ++id) {
            Word* base = ingress_base_[whom].data() + id * words_;
            add(base, isolated[id] ? masks_.least() : masks_.all(), words_);
            ingress_base_set_[whom].push_back(masks_.intern(base));
            if (any(base, words_) || incomplete(id)) ingress_based_[whom].set(id);
        }
    }
    for (auto& common : common_) common.resize(masks_.sets());
}

inline void Rows::admit(Side& side, ClassId to, const Word* base, PortsId ports) {
    Word* mask = side.masks.data() + to * words_;
    const Word* more = masks_.numbered(ports);
    if (side.touched.set(to)) {
        add(mask, more, words_);
    } else {
        for (std::size_t i = 0; i < words_; ++i) mask[i] = base[i] | more[i];
    }
    const Word* named = masks_.named(ports, classes_.keys[to].names);
    if (named != nullptr) add(mask, named, words_);
}

// REQUIRES: egress isolates `from`.
void Rows::write_egress(ClassId from, const Lane& lane) {
    egress_.touched.clear();
    for (std::size_t each = 0; each < base_.size(); ++each) {
        std::copy(masks_.least(), masks_.least() + words_, base_[each].begin());
        for (const EffectId effect : egress_of_class_[from]) {
            add(base_[each].data(), egress_base_[each].data() + effect * words_, words_);
        }
    }
    based_ = any(base_[pods].data(), words_);
    const Effects& effects = rules_.effects(Direction::FromPod);
    for (const EffectId effect : egress_of_class_[from]) {
        const Effects::Span span = effects.effects[effect];
        for (std::uint32_t i = span.begin; i < span.end; ++i) {
            const Piece& piece = effects.pieces[i];
            const auto admit_all = [&](Lists::View list) {
                for (const ClassId to : list) {
                    admit(egress_, to, base_[whom(to)].data(), piece.ports);
                }
            };
            Whom unused = anyone;
            if (for_whom(piece.atom, unused)) {
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

// Not `all`: only towards what egress has touched.
void Rows::write_ingress(ClassId from, const Lane& lane, bool all) {
    ingress_.touched.clear();
    const Word* bases = ingress_base_[whom(from)].data();
    const auto admit_from = [&](AtomId atom) {
        for (std::uint32_t i = ingress_begin_[atom]; i < ingress_begin_[atom + 1]; ++i) {
            const auto& [effect, ports] = ingress_pieces_[i];
            for (const ClassId to : classes_.of_effect[ingress][effect]) {
                if (!all && !egress_.touched.has(to)) continue;
                admit(ingress_, to, bases + to * words_, ports);
            }
        }
    };
    for (const AtomId atom : atoms_of_class_[from]) {
        const BlockId block = rules_.atoms()[atom].block;
        if (block == none || classes_.family_of_block[block] == lane.family) admit_from(atom);
    }
    if (!lane.possible) return;
    for (const AtomId atom : perhaps_atoms_of_class_[from]) {
        if (classes_.family_of_block[rules_.atoms()[atom].block] == lane.family) admit_from(atom);
    }
}

// The number of what two masks have in common.
inline std::uint32_t Rows::in_common(const Word* a, const Word* b) {
    Word changed = 0;
    for (std::size_t i = 0; i < words_; i += 2) {
        mask_[i] = a[i] & b[i];
        mask_[i + 1] = a[i + 1] & b[i + 1];
        changed |= (mask_[i] ^ last_mask_[i]) | (mask_[i + 1] ^ last_mask_[i + 1]);
    }
    if (changed != 0) {  // neighbours often have the same
        last_set_ = masks_.intern(mask_.data());
        last_mask_.swap(mask_);
    }
    return last_set_;
}

// What egress of the source lets through to `to` and ingress of `to` lets in.
std::uint32_t Rows::allowed_to(ClassFace to, Whom source, const Lane& lane, bool open) {
    const bool unknown = incomplete(to.subject);
    if (unknown && !lane.possible) return 0;
    const bool in_base = !ingress_.touched.has(to.subject);
    const std::vector<Word>& in_masks = in_base ? ingress_base_[source] : ingress_.masks;
    const Word* in = unknown ? masks_.all() : in_masks.data() + to.subject * words_;
    const bool out_base = open || !egress_.touched.has(to.peer);
    const Word* out = open       ? masks_.all()
                      : out_base ? base_[whom(to.peer)].data()
                                 : egress_.masks.data() + to.peer * words_;
    if (!in_base || !out_base || unknown) return in_common(in, out);
    Common& common = common_[whom(to.peer)][ingress_base_set_[source][to.subject]];
    if (common.row != row_) common = {row_, in_common(in, out)};
    return common.set;
}

// Writes what egress of `from` and ingress of each other class have in common.
void Rows::combine(ClassId from, const Lane& lane, bool open, LaneRow& row) {
    ++row_;
    const Whom source = whom(from);
    const ClassBits& family = family_[lane.family == Family::V4 ? 0 : 1];
    const ClassBits& faced = faced_[lane.family == Family::V4 ? 0 : 1];
    const ClassBits& based = ingress_based_[source];
    for (std::size_t w = 0; w < family.words(); ++w) {
        Word candidates =
            open || based_ ? ingress_.touched.word(w) | based.word(w) : egress_.touched.word(w);
        candidates = (candidates | faced.word(w)) & family.word(w);
        for (; candidates != 0; candidates &= candidates - 1) {
            const auto bit = static_cast<std::size_t>(__builtin_ctzll(candidates));
            const auto to = static_cast<ClassId>(w * 64 + bit);
            if (is_outside(from) && is_outside(to)) return;
            const std::uint32_t set = any_faced_ && faced.has(to)
                                          ? allowed_to_faces(to, source, lane, open)
                                          : allowed_to({to, to}, source, lane, open);
            if (set != 0) row.push_back({to, set});
        }
    }
}

void Rows::write_face(ClassFace from, const Lane& lane, LaneRow& row) {
    row.clear();
    if (incomplete(from.subject) && !lane.possible) return;
    const bool open = !egress_isolated_[from.subject] || incomplete(from.subject);
    if (!open) write_egress(from.subject, lane);
    write_ingress(from.peer, lane, open || based_ || any_faced_);
    combine(from.peer, lane, open, row);
}

void Rows::write(ClassId from, Row& row) {
    row.clear();
    for (std::size_t i = 0; i < lanes_.size(); ++i) write_lane(from, lanes_[i], lane_rows_[i]);
    if (lanes_.size() != 1) {
        merge(from, row);
        return;
    }
    row.reserve(lane_rows_[0].size());
    for (const LaneEntry& each : lane_rows_[0]) row.push_back({each.to, each.set, each.set, false});
}

// Unites the lanes' rows.
void Rows::merge(ClassId from, Row& row) {
    std::array<std::size_t, 4> at = {};
    for (;;) {
        ClassId to = none;
        for (std::size_t i = 0; i < lanes_.size(); ++i) {
            if (at[i] < lane_rows_[i].size()) to = std::min(to, lane_rows_[i][at[i]].to);
        }
        if (to == none) return;
        // By family: what is certain and what is possible. Without doubt the latter stays empty.
        std::array<std::array<std::uint32_t, 2>, 2> sets = {};
        bool doubt = false;
        for (std::size_t i = 0; i < lanes_.size(); ++i) {
            doubt = doubt || lanes_[i].possible;
            if (at[i] == lane_rows_[i].size() || lane_rows_[i][at[i]].to != to) continue;
            const std::size_t family = lanes_[i].family == Family::V4 ? 0 : 1;
            sets[family][lanes_[i].possible ? 1 : 0] = lane_rows_[i][at[i]++].set;
        }
        Entry entry;
        entry.to = to;
        entry.certain = masks_.unite(sets[0][0], sets[1][0]);
        entry.possible = doubt ? masks_.unite(sets[0][1], sets[1][1]) : entry.certain;
        const std::uint32_t both = classes_.keys[from].flags & classes_.keys[to].flags;
        entry.families_differ =
            (both & v4_flag) != 0 && (both & v6_flag) != 0 && sets[0] != sets[1];
        row.push_back(entry);
    }
}

std::size_t Rows::bytes() const {
    return egress_of_class_.bytes() + atoms_of_class_.bytes() + perhaps_atoms_of_class_.bytes() +
           ingress_pieces_.capacity() * sizeof ingress_pieces_[0] +
           (2 * ingress_base_[0].capacity() + 2 * egress_base_[0].capacity() +
            egress_.masks.capacity() + ingress_.masks.capacity()) *
               sizeof(Word);
}

}  // namespace policy::reach
