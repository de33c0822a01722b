// SPDX-License-Identifier: MIT
// Row by row: what one class may open to every other. Inside of policy/.
//
// Nothing of the size of all pairs is kept. A row is written by two walks: along what the rules of
// the class admit, and along the rules that admit the class; both touch only what they admit.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "policy/reach/classes.h"
#include "policy/reach/ports.h"
#include "policy/reach/rules.h"

namespace policy::reach {

// One way to look at the world: one family of addresses, and what is in doubt taken as no or yes.
struct Lane {
    Family family = Family::V4;
    bool possible = false;
};

// What one class may open to `to`. Sets by their number in PortMasks.
struct Entry {
    ClassId to = 0;
    std::uint32_t certain = 0;
    std::uint32_t possible = 0;
    bool families_differ = false;
};
using Row = std::vector<Entry>;  // ascending; where nothing is possible there is no entry

class Rows {
  public:
    Rows(const Rulebook& rules, const Classes& classes, PortMasks& masks);
    void write(ClassId from, Row& row);
    std::size_t bytes() const;

  private:
    // A bit for each class.
    class ClassBits {
      public:
        explicit ClassBits(std::size_t classes) : words_(classes / 64 + 1) {}
        void clear() { words_.assign(words_.size(), 0); }
        bool set(ClassId id) {  // whether it was set before
            Word& word = words_[id / 64];
            const Word bit = Word{1} << (id % 64);
            const bool before = (word & bit) != 0;
            word |= bit;
            return before;
        }
        bool has(ClassId id) const { return (words_[id / 64] >> (id % 64) & 1U) != 0; }
        Word& word(std::size_t i) { return words_[i]; }
        Word word(std::size_t i) const { return words_[i]; }
        std::size_t words() const { return words_.size(); }

      private:
        std::vector<Word> words_;
    };
    // A mask for each class that has been touched; what it begins with is the caller's.
    struct Side {
        ClassBits touched;
        std::vector<Word> masks;
    };
    struct LaneEntry {
        ClassId to = 0;
        std::uint32_t set = 0;
    };
    using LaneRow = std::vector<LaneEntry>;

    // What every peer may, whoever it is, and what every pod that policies select may: a rule
    // without peers, and a peer that selects all pods, cost no walk along the classes.
    enum Whom : std::size_t { anyone, pods };
    Whom whom(ClassId id) const {
        return (classes_.keys[id].flags & policed_flag) != 0 ? pods : anyone;
    }

    void index_egress(const Rulebook& rules);
    void index_ingress(const Rulebook& rules);
    void write_bases();
    void write_lane(ClassId from, const Lane& lane, LaneRow& row);
    void write_face(ClassFace from, const Lane& lane, LaneRow& row);
    void fold(const Lane& lane, const LaneRow& other, LaneRow& row);
    void write_egress(ClassId from, const Lane& lane);
    void write_ingress(ClassId from, const Lane& lane, bool all);
    bool for_whom(AtomId atom, Whom& whom) const;
    void admit(Side& side, ClassId to, const Word* base, PortsId ports);
    std::uint32_t in_common(const Word* a, const Word* b);
    std::uint32_t allowed_to(ClassFace to, Whom source, const Lane& lane, bool open);
    std::uint32_t allowed_to_faces(ClassId to, Whom source, const Lane& lane, bool open);
    void combine(ClassId from, const Lane& lane, bool open, LaneRow& row);
    void merge(ClassId from, Row& row);
    bool in_lane(ClassId id, const Lane& lane) const {
        return (classes_.keys[id].flags & (lane.family == Family::V4 ? v4_flag : v6_flag)) != 0;
    }
    bool is_outside(ClassId id) const {
        return id >= classes_.pod_classes && id < classes_.endpoints.size();
    }
    bool incomplete(ClassId id) const { return (classes_.keys[id].flags & incomplete_flag) != 0; }
    const std::vector<ClassFace>& faces_of(ClassId id, const Lane& lane) const {
        return classes_.faces[classes_.keys[id].faces[lane.family == Family::V4 ? 0 : 1]];
    }

    const Rulebook& rules_;
    const Classes& classes_;
    PortMasks& masks_;
    std::size_t words_;  // of a mask
    std::vector<Lane> lanes_;

    Lists egress_of_class_;                          // effects
    std::vector<bool> egress_isolated_;              // by class
    std::vector<bool> all_pods_;                     // by atom: whether it selects all pods
    std::array<std::vector<Word>, 2> egress_base_;   // by effect: towards whom, by number
    Lists with_names_;                               // one list: classes that declare names
    Lists atoms_of_class_, perhaps_atoms_of_class_;  // that ingress rules ask for
    std::vector<std::pair<EffectId, PortsId>> ingress_pieces_;
    std::vector<std::uint32_t> ingress_begin_;                    // by atom, into ingress_pieces_
    std::array<std::vector<Word>, 2> ingress_base_;               // by class: from whom
    std::array<std::vector<std::uint32_t>, 2> ingress_base_set_;  // likewise, as numbers of sets
    std::array<ClassBits, 2> ingress_based_;                      // classes whose base is not empty
    std::array<ClassBits, 2> family_;                             // endpoints of IPv4, IPv6
    std::array<ClassBits, 2> faced_;  // endpoints with faces over IPv4, IPv6
    bool any_faced_ = false;

    // While a row is written.
    Side egress_, ingress_;
    std::array<std::vector<Word>, 2> base_;  // of egress: towards whom
    bool based_ = false;                     // whether one of them is not empty
    std::vector<Word> mask_, last_mask_;
    std::uint32_t last_set_ = 0;
    // By number of an ingress base and whom it meets: what both bases have in common, in this row.
    struct Common {
        std::uint32_t row = 0;
        std::uint32_t set = 0;
    };
    std::array<std::vector<Common>, 2> common_;
    std::uint32_t row_ = 0;
    std::array<LaneRow, 4> lane_rows_;
};

}  // namespace policy::reach
